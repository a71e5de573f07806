using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.Core.Options;
using Hathi.Yarn.Core.Scheduling;
using static Hathi.Yarn.Core.Tests.Cluster;

namespace Hathi.Yarn.Core.Tests;

/// <summary>
/// Applications that name many racks, in many kinds, on which they want nothing: each look at them costs what a thousand containers do, and
/// time brings them to another. They come to an end of what they ask for, and others have what they ask for beside them.
/// </summary>
public sealed class LooksInVainTests
{
    private const int Racks = 500, OfEach = 39, Kinds = 256, Last = Racks * OfEach;

    // A kind may be begun just below a limit.
    private const int OfKind = 2 * Racks * (OfEach + 2);

    private readonly Cluster _cluster = new(new RmOptions
    {
        Queues = new QueueSettings
        {
            Name = "root",
            Children = [new QueueSettings { Name = "default", Capacity = 100, UserLimitFactor = -1, MaximumAmResourcePercent = 1 }],
        },
    });

    public LooksInVainTests()
    {
        for (var node = 0; node < Last; node++)
        {
            _cluster.AddNode(node, 8192, rack: $"/rack-{node / OfEach}");
        }

        _cluster.AddNode(Last, 8192, rack: "/last");
    }

    private long Looks => _cluster.Core.Context.Scheduler.Looks;

    [Fact]
    public void The_last_kind_that_is_asked_for_has_its_turn()
    {
        var master = Begin("eve");
        Assert.Empty(AskInVain(master, "/last").Allocated);
        const long Whole = (long)Kinds * OfKind;
        var ticks = 0;
        for (; _cluster.Report(master.Application).Usage.Containers == 1; ticks++)
        {
            Assert.InRange(ticks, 0, Whole / StepBudget.InVain);
            _cluster.Tick(20);
        }

        // Where the first had its turn each time it would have been no other's; without a limit it would have been there at once.
        Assert.InRange(ticks, 5, Whole / StepBudget.InVain);
    }

    [Fact]
    public void One_leaves_most_of_each_step_to_others()
    {
        var master = Begin("eve");
        AskInVain(master, "/rack-0");
        for (var i = 0; i < 60; i++)
        {
            var before = Looks;
            _cluster.Tick(20);
            _cluster.Allocate(master);
            Assert.InRange(Looks - before, 1, StepBudget.InVain + OfKind);
        }
    }

    [Fact]
    public void What_others_ask_for_is_there_at_once_and_who_waits_for_a_place_has_his_turn()
    {
        const int Wanted = 1_000;
        for (var i = 0; i < 4; i++)
        {
            AskInVain(Begin($"eve-{i}"), "/rack-0");
        }

        var modest = Begin("bob");
        var full = Begin("tom");
        var place = _cluster.Allocate(full, Ask(1, $"node-{Last}", 8192, 1), Ask(1, "*", 8192, 1)).Allocated;
        Assert.Equal([$"node-{Last}"], place.Select(static c => c.Node.Host));
        var waiter = Begin("ann");
        Assert.Empty(_cluster.Allocate(waiter, Ask(1, $"node-{Last}", 1024, 1), Ask(1, "*", 1024, 1)).Allocated);
        for (var i = 0; i < 15; i++)
        {
            var before = Looks;
            _cluster.Tick(20);
            Assert.InRange(Looks - before, 1, StepBudget.Again + StepBudget.InVain + OfKind);
            Assert.Equal(Wanted, _cluster.Allocate(modest, Ask(i, "*", 1024, Wanted)).Allocated.Count);
        }

        // After 200 ms all nodes with room were opportunities, and any of them does.
        Assert.Single(_cluster.Allocate(waiter).Allocated);
    }

    private ApplicationAttemptId Begin(string user)
    {
        _cluster.Submit(user);
        return _cluster.StartMaster().Attempt;
    }

    private Allocation AskInVain(ApplicationAttemptId master, string last)
    {
        _cluster.Allocate(master, [], [], [.. Enumerable.Range(0, Racks).Select(static n => $"/rack-{n}")]);
        return _cluster.Allocate(
            master,
            [
                .. Enumerable.Range(1, Kinds - 1).SelectMany(static kind => Enumerable.Range(0, Racks)
                    .Select(rack => Ask(kind, $"/rack-{rack}", 1024, 1)).Append(Ask(kind, "*", 1024, 1, relax: false))),
                Ask(Kinds, last, 1024, 1), Ask(Kinds, "*", 1024, 1, relax: false),
            ]);
    }
}
