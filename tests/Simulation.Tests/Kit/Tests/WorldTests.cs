namespace Hathi.Simulation.Tests.Kit.Tests;

public sealed class WorldTests
{
    [Fact]
    public void The_same_seed_gives_the_same_run_and_another_seed_another()
    {
        static ulong Run(ulong seed)
        {
            var world = NewWorld(seed, new WorldOptions { Loss = 0.1, Duplication = 0.1, Reordering = 0.1 });
            for (var i = 0; i < 200; i++)
            {
                world.Send("a", "b", "ping");
                world.RunFor(world.Random.Next(5));
                if (world.Random.Chance(0.05))
                {
                    world.CrashMachine("b");
                    world.Restart("b");
                }
            }

            return world.Trace.Fingerprint;
        }

        Assert.Equal(Run(7), Run(7));
        Assert.NotEqual(Run(7), Run(8));
    }

    [Fact]
    public void Messages_between_two_keep_their_order_unless_reordering_is_asked_for()
    {
        var calm = NewWorld(1, WorldOptions.Default);
        var wild = NewWorld(1, new WorldOptions { Reordering = 0.5 });
        foreach (var world in new[] { calm, wild })
        {
            for (var i = 0; i < 100; i++)
            {
                world.Send("a", "b", i.ToString("D3"));
            }

            world.RunFor(100);
        }

        Assert.Equal(100, Heard(calm, "b").Count);
        Assert.Equal(Heard(calm, "b").Order(StringComparer.Ordinal), Heard(calm, "b"));
        Assert.Equal(100, Heard(wild, "b").Count);
        Assert.NotEqual(Heard(wild, "b").Order(StringComparer.Ordinal), Heard(wild, "b"));
        Assert.True(wild.Report[Fault.MessageReordered] is > 30 and < 70);
    }

    [Fact]
    public void Messages_are_lost_and_doubled_as_often_as_asked()
    {
        var world = NewWorld(1, new WorldOptions { Loss = 0.25, Duplication = 0.5 });
        for (var i = 0; i < 1000; i++)
        {
            world.Send("a", "b", i);
        }

        world.RunFor(100);
        Assert.InRange(world.Report[Fault.MessageLost], 200, 300);
        Assert.InRange(world.Report[Fault.MessageDuplicated], 325, 425);
        Assert.Equal(1000 - world.Report[Fault.MessageLost] + world.Report[Fault.MessageDuplicated], Heard(world, "b").Count);
    }

    [Fact]
    public void A_partition_holds_back_also_what_is_under_way_until_it_is_healed()
    {
        var world = NewWorld(1, WorldOptions.Default);
        world.Send("a", "b", "under way");
        world.Partition("a", "b");
        world.Send("b", "a", "cut off");
        world.RunFor(100);
        Assert.Empty(Heard(world, "a"));
        Assert.Empty(Heard(world, "b"));
        world.Heal("a", "b");
        world.Send("a", "b", "ping");
        Assert.True(world.RunUntil(() => Heard(world, "a").Count == 1, 100));
        Assert.Equal(["b:pong"], Heard(world, "a"));

        world.PartitionOneWay("a", "b");
        world.Send("a", "b", "lost");
        world.Send("b", "a", "heard");
        world.RunFor(100);
        Assert.Equal(["b:pong", "b:heard"], Heard(world, "a"));
        Assert.Equal(["a:ping"], Heard(world, "b"));
    }

    [Fact]
    public void Who_is_cut_off_from_all_others_hears_itself()
    {
        var world = NewWorld(1, WorldOptions.Default);
        world.DoNotReach("a");
        world.PartitionOneWay("b", "b");
        world.Send("a", "a", "myself");
        world.Send("b", "b", "myself");
        world.Send("b", "a", "cut off");
        world.RunFor(100);
        Assert.Equal(["a:myself"], Heard(world, "a"));
        Assert.Equal(["b:myself"], Heard(world, "b"));
    }

    [Fact]
    public void A_crash_forgets_the_actor_its_timers_and_what_was_sent_to_it()
    {
        var world = NewWorld(1, WorldOptions.Default);
        world.RunFor(1500);
        Assert.Equal(["tick@1000"], Heard(world, "b"));
        world.Send("a", "b", "to the first life");
        world.CrashProcess("b");
        Assert.False(world["b"].IsUp);
        world.Restart("b");
        world.RunFor(1100);
        Assert.Equal(["tick@2500"], Heard(world, "b"));
        Assert.Equal(2, world["b"].Life);
        Assert.Equal(1, world.Report[Fault.MessageToDeadProcess]);
    }

    [Fact]
    public void A_paused_process_gets_everything_when_it_goes_on()
    {
        var world = NewWorld(1, WorldOptions.Default);
        world.Pause("b");
        world.Send("a", "b", "x");
        world.RunFor(5000);
        Assert.Empty(Heard(world, "b"));
        world.Resume("b");
        world.RunFor(0);
        Assert.Equal(["a:x", "tick@5000"], Heard(world, "b"));
    }

    [Fact]
    public void A_clock_jump_moves_the_wall_clock_of_one_process_only()
    {
        var world = NewWorld(1, WorldOptions.Default);
        world.RunFor(10);
        world.JumpClock("b", -3_600_000);
        Assert.Equal(world["a"].Now.WallMilliseconds - 3_600_000, world["b"].Now.WallMilliseconds);
        Assert.Equal(world["a"].Now.MonotonicMilliseconds, world["b"].Now.MonotonicMilliseconds);
    }

    [Fact]
    public void An_exception_of_an_actor_fails_the_run_with_seed_and_trace()
    {
        var world = NewWorld(42, WorldOptions.Default);
        world.Send("a", "b", "throw");
        var e = Assert.Throws<SimulationFailedException>(() => world.RunFor(10));
        Assert.Contains("b threw InvalidOperationException: a bug", e.Message, StringComparison.Ordinal);
        Assert.Contains("HATHI_SEED=42", e.Message, StringComparison.Ordinal);
        Assert.Contains("receive    a -> b  throw", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_world_that_never_rests_is_stopped()
    {
        var world = NewWorld(1, WorldOptions.Default with { MaxEvents = 100 });
        Assert.Throws<SimulationFailedException>(() => world.RunFor(long.MaxValue / 10_000));
    }

    private static World NewWorld(ulong seed, WorldOptions options)
    {
        var world = new World(seed, options);
        world.Spawn("a", p => new EchoActor(p));
        world.Spawn("b", p => new EchoActor(p));
        return world;
    }

    private static List<string> Heard(World world, string name) =>
        [.. ((EchoActor)world[name].Actor!).Heard.Where(h => name == "b" || !h.StartsWith("tick", StringComparison.Ordinal))];
}
