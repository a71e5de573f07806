using Hathi.MapReduce.Shuffle.Fetch;

namespace Hathi.MapReduce.Shuffle.Tests.Fetch;

/// <summary>When a reduce gives itself up, and when not: what hangs or fails too soon is a job.</summary>
public sealed class ReducerHealthTests
{
    private static readonly string[] s_hosts = ["b", "c", "d", "e"];

    [Theory]
    [InlineData(2, 2)]
    [InlineData(4, 4)]
    [InlineData(40, 4)]
    [InlineData(400, 2)]
    public void Who_reaches_no_other_node_gives_up_in_the_second_round_before_any_map_was_reported_three_times(int maps, int hosts)
    {
        var health = new ReducerHealth(maps, 0, "own");
        GivenUp? given = null;
        var rounds = 0;
        for (; given is null && rounds < 10; rounds++)
        {
            for (var host = 0; host < hosts && given is null; host++)
            {
                given = health.Failed(1_000 * rounds, s_hosts[host], On(host, maps, hosts), maps);
            }
        }

        Assert.Equal((true, 2), (given?.IsCutOff, rounds));
    }

    [Fact]
    public void What_came_from_its_own_node_does_not_change_that()
    {
        var health = new ReducerHealth(10, 0, "own");
        health.Fetched(10, "own", 8);
        health.Fetched(20, "own", 9);
        Assert.Null(health.Failed(30, "b", On(0, 8, 2), 8));
        Assert.Null(health.Failed(40, "c", On(1, 8, 2), 8));
        Assert.Null(health.Failed(1_030, "b", On(0, 8, 2), 8));
        Assert.True(health.Failed(1_040, "c", On(1, 8, 2), 8)?.IsCutOff);
    }

    [Fact]
    public void The_first_maps_that_are_done_are_enough_where_the_others_take_hours()
    {
        var health = new ReducerHealth(100, 0, "own");
        Assert.Null(health.Failed(0, "b", [(0, 0)], 2));
        Assert.Null(health.Failed(0, "c", [(1, 0)], 2));
        Assert.Null(health.Failed(1_000, "b", [(0, 0)], 2));
        Assert.True(health.Failed(1_000, "c", [(1, 0)], 2)?.IsCutOff);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(200)]
    public void One_node_that_is_gone_is_not_the_reduces_fault_however_many_maps_it_has(int maps)
    {
        var health = new ReducerHealth(maps, 0, "own");
        for (var round = 0; round < 20; round++)
        {
            Assert.Null(health.Failed(1_000 * round, "b", On(0, maps, 1), maps));
        }
    }

    [Fact]
    public void A_job_of_one_map_has_it_done_again_first()
    {
        var health = new ReducerHealth(1, 0, "own");
        for (var i = 0; i < 3; i++)
        {
            Assert.Null(health.Failed(1_000 * i, "b", [(0, 0)], 1));
        }

        Assert.Null(health.Failed(90_000, "c", [(0, 1)], 1)); // done again elsewhere: once may be chance
        Assert.True(health.Failed(91_000, "c", [(0, 1)], 1)?.IsCutOff);
    }

    [Fact]
    public void Where_there_is_but_one_other_node_a_map_that_was_done_again_there_tells()
    {
        var health = new ReducerHealth(1, 0, "own");
        for (var i = 0; i < 3; i++)
        {
            Assert.Null(health.Failed(1_000 * i, "b", [(0, 0)], 1));
        }

        Assert.Null(health.Failed(90_000, "b", [(0, 1)], 1));
        Assert.True(health.Failed(91_000, "b", [(0, 1)], 1)?.IsCutOff);
    }

    // Doubt, and what is said then: of so many that have not failed so many take a connection, and of those that fail so many are alive.
    [Theory]
    [InlineData(2, 3, 3, 0, false)] // two of five are gone
    [InlineData(2, 1, 1, 0, false)] // two of three
    [InlineData(4, 1, 1, 0, true)] // one neighbour is reached, and no other
    [InlineData(2, 0, 0, 0, true)]
    [InlineData(98, 900, 15, 0, false)] // a rack of a large cluster has no current
    [InlineData(98, 900, 0, 0, true)]
    [InlineData(98, 20, 16, 0, true)] // it reaches its own rack only
    [InlineData(20, 20, 16, 0, true)] // or its own half
    [InlineData(20, 900, 16, 8, true)] // those that fail are alive: what comes of them does not get here
    [InlineData(2, 3, 3, 1, false)] // one of two hangs
    public void Those_that_fail_and_those_that_do_not_say_whose_fault_it_is(int failing, int others, int reached, int alive, bool isCutOff)
    {
        var health = new ReducerHealth(1000, 0, "own");
        GivenUp? given = null;
        for (var round = 0; round < 2; round++)
        {
            for (var host = 0; host < failing; host++)
            {
                given = health.Failed(1_000 * round, $"h{host}:13562", [(5 * host, 0), ((5 * host) + 1, 0), ((5 * host) + 2, 0)], 900);
            }
        }

        Assert.True(given is { IsCutOff: true, IsDoubt: true });
        var witnesses = health.Witnesses(["own:13562", .. Enumerable.Range(0, failing + others).Select(static h => $"h{h}:13562")]);
        Assert.Equal(
            (others, Math.Min(16, others), Math.Min(16, failing)),
            (witnesses.Others, witnesses.OthersAsked.Count, witnesses.FailingAsked.Count));
        Assert.Equal(witnesses.OthersAsked.Count, witnesses.OthersAsked.Distinct().Count());
        Assert.All(witnesses.OthersAsked, w => Assert.True(Number(w) >= failing));
        Assert.All(witnesses.FailingAsked, w => Assert.True(Number(w) < failing));
        Assert.Equal(isCutOff, health.IsBorneOut(2_000, witnesses, reached, alive));
        if (!isCutOff)
        {
            Assert.Null(health.Failed(3_000, "h0:13562", [(0, 0)], 900)); // they were just asked
            Assert.NotNull(health.Failed(32_000, "h0:13562", [(0, 0)], 900));
        }

        static int Number(string host) => int.Parse(host[1..host.IndexOf(':')], System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public void More_nodes_that_fail_are_a_new_doubt()
    {
        var health = new ReducerHealth(1000, 0, "own");
        var asked = 0;
        for (var host = 0; host < 40; host++)
        {
            if (health.Failed(host, $"h{host}", [(host, 0)], 900) is not null)
            {
                asked++;
                health.IsBorneOut(host, health.Witnesses(Enumerable.Range(0, 900).Select(static h => $"h{h}")), 16, 0);
            }
        }

        Assert.Equal(4, asked); // at 5, 10, 20 and 40
    }

    [Fact]
    public void On_a_large_cluster_five_nodes_that_fail_once_each_are_enough()
    {
        var health = new ReducerHealth(1000, 0, "own");
        health.Fetched(10, "c", 0);
        for (var host = 0; host < 4; host++)
        {
            Assert.Null(health.Failed(2_000 * host, $"h{host}", [(10 + host, 0), (20 + host, 0)], 900));
        }

        Assert.True(health.Failed(8_000, "h4", [(14, 0)], 900)?.IsCutOff);
    }

    [Fact]
    public void Nodes_that_died_before_something_came_from_others_are_no_reason_to_doubt()
    {
        var health = new ReducerHealth(20, 0, "own");
        Assert.Null(health.Failed(0, "b", [(0, 0), (1, 0)], 18));
        Assert.Null(health.Failed(1_000, "b", [(0, 0), (1, 0)], 18));
        health.Fetched(2_000, "c", 0);
        Assert.Null(health.Failed(3_000, "f", [(2, 0), (3, 0), (4, 0), (5, 0), (6, 0)], 18));
        Assert.Null(health.Failed(4_000, "f", [(2, 0), (3, 0), (4, 0), (5, 0), (6, 0)], 18));
        health.Fetched(5_000, "c", 1);
        Assert.Null(health.Failed(100_000, "g", [(7, 0)], 10));
    }

    [Fact]
    public void Who_has_all_of_most_nodes_doubts_when_two_fail_twice()
    {
        var health = new ReducerHealth(100, 0, "own");
        for (var map = 0; map < 12; map++)
        {
            health.Fetched(10, $"{"cde"[map % 3]}:13562", map);
        }

        Assert.Null(health.Failed(5_000, "b:13562", [(20, 0), (21, 0), (22, 0)], 6));
        Assert.Null(health.Failed(5_000, "f:13562", [(30, 0), (31, 0), (32, 0)], 6));
        Assert.Null(health.Failed(6_000, "b:13562", [(20, 0), (21, 0), (22, 0)], 6));
        Assert.True(health.Failed(6_000, "f:13562", [(30, 0), (31, 0), (32, 0)], 6)?.IsCutOff);
    }

    [Fact]
    public void A_node_whose_shuffle_is_broken_is_blamed_also_when_the_map_is_done_again_there()
    {
        var health = new ReducerHealth(3, 0, "own");
        health.Fetched(10, "own:13562", 0);
        health.Fetched(10, "c:13562", 1);
        for (var attempt = 0; attempt < 3; attempt++)
        {
            for (var i = 0; i < 3; i++)
            {
                Assert.Null(health.Failed(100_000 * attempt, "b:13562", [(2, attempt)], 1));
            }
        }
    }

    [Fact]
    public void A_node_that_answers_again_is_none_that_fails()
    {
        var health = new ReducerHealth(100, 0, "own");
        for (var round = 0; round < 4; round++)
        {
            Assert.Null(health.Failed(1_000 * round, "b", [(50, 0), (51, 0), (52, 0), (53, 0), (54, 0)], 60));
            health.Fetched((1_000 * round) + 10, "b", round);
            Assert.Null(health.Failed(1_000 * round, "c", [(60, 0), (61, 0)], 60));
            health.Fetched((1_000 * round) + 20, "c", 10 + round);
        }
    }

    [Fact]
    public void Of_four_reduces_that_miss_a_map_each_none_gives_up_before_the_master_had_it_done_again()
    {
        for (var missing = 0; missing < 4; missing++)
        {
            var health = new ReducerHealth(4, 0, "own");
            foreach (var map in Enumerable.Range(0, 4).Where(m => m != missing))
            {
                health.Fetched(10, s_hosts[map], map);
            }

            for (var report = 0; report < 4; report++)
            {
                Assert.Null(health.Failed(1_000 * report, s_hosts[missing], [(missing, 0)], 1));
            }
        }
    }

    [Fact]
    public void Who_has_most_of_it_is_given_up_only_when_it_has_stood_still()
    {
        var health = new ReducerHealth(10, 0, "own");
        for (var map = 0; map < 6; map++)
        {
            health.Fetched(10_000 * map, "own", map);
        }

        GivenUp? given = null;
        var time = 50_000;
        for (; given is null && time < 200_000; time += 2_000)
        {
            given = health.Failed(time, "b", [(6, 0), (7, 0)], 4) ?? health.Failed(time, "c", [(8, 0), (9, 0)], 4);
        }

        Assert.Equal((true, 82_000), (given?.IsCutOff, time));
    }

    [Fact]
    public void Who_has_half_of_it_and_misses_a_map_that_was_done_again_is_given_up_at_once()
    {
        var health = new ReducerHealth(2, 0, "own");
        health.Fetched(10, "own", 0);
        for (var i = 0; i < 3; i++)
        {
            Assert.Null(health.Failed(1_000 * i, "b", [(1, 0)], 1));
        }

        Assert.Null(health.Failed(4_000, "b", [(1, 1)], 1));
        Assert.True(health.Failed(5_000, "b", [(1, 1)], 1)?.IsCutOff);
    }

    [Fact]
    public void A_map_that_never_comes_fails_the_attempt_in_the_end_and_not_its_node()
    {
        var health = new ReducerHealth(10, 0, "own");
        for (var map = 0; map < 9; map++)
        {
            health.Fetched(1, "c", map);
        }

        var given = Enumerable.Range(1, 40).Select(n => health.Failed(n, "b", [(9, 0)], 1)).Select((g, i) => (g, i))
            .First(static p => p.g is not null);
        Assert.Equal((false, 29), (given.g!.IsCutOff, given.i));
    }

    private static List<(int, int)> On(int host, int maps, int hosts) =>
        [.. Enumerable.Range(0, maps).Where(m => m % hosts == host).Select(static m => (m, 0))];
}
