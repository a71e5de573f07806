using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.Core.Options;
using static Hathi.Yarn.Core.Tests.Cluster;

namespace Hathi.Yarn.Core.Tests;

/// <summary>
/// ADR 9: a container is granted within 50 ms of room being there. Here in virtual time: what makes room is followed by nothing, no tick
/// and no other call, until the same millisecond's report says that the container is there.
/// </summary>
public sealed class GrantedAtOnceTests
{
    private const long Promised = 50;

    private static readonly RmOptions Options = new()
    {
        NodeExpiry = 10_000,
        Queues = new QueueSettings { Name = "root", Children = [Leaf("default", 50, 50), Leaf("other", 50, 100)] },
    };

    private readonly Cluster _cluster = new(Options);
    private readonly ApplicationAttemptId _holder;
    private readonly GrantedContainer _held;
    private readonly ApplicationAttemptId _waiter;

    // One node of 8 GiB: two masters of 1 GiB, a container of 5 GiB, and who waits for 4 GiB more than there are.
    public GrantedAtOnceTests()
    {
        _cluster.AddNode(1, 8192);
        _cluster.Submit(queue: "other");
        _holder = _cluster.StartMaster().Attempt;
        _held = Assert.Single(_cluster.Allocate(_holder, Ask(1, "*", 5120, 1)).Allocated);
        _cluster.Heartbeat(1, Runs(_held.Id));
        _cluster.Submit(user: "bob", queue: "other");
        _waiter = _cluster.StartMaster().Attempt;
        Assert.Empty(_cluster.Allocate(_waiter, Ask(1, "*", 4096, 1)).Allocated);
        Assert.Equal(1, Containers());
    }

    [Fact]
    public void When_a_container_ends() => GrantedBy(() => _cluster.Heartbeat(1, Ended(_held.Id)));

    [Fact]
    public void When_a_master_gives_a_container_back() => GrantedBy(() =>
    {
        _cluster.Allocate(_holder, [], [_held.Id]);
        _cluster.Heartbeat(1, Ended(_held.Id, ExitStatus.KilledByResourceManager));
    });

    [Fact]
    public void When_a_node_joins() => GrantedBy(() => _cluster.AddNode(2, 8192));

    [Fact]
    public void When_a_node_is_healthy_again()
    {
        _cluster.AddNode(2, 2048);
        _cluster.Heartbeat(2, 0, healthy: false);
        _cluster.Allocate(_waiter, Ask(2, "*", 2048, 1));
        GrantedBy(() => _cluster.Heartbeat(2, 0, healthy: true));
    }

    [Fact]
    public void When_an_application_is_killed() => GrantedBy(() =>
    {
        _cluster.Ask(new KillApplicationRequest { User = "ann", Id = _holder.Application });
        _cluster.Heartbeat(1, Ended(_held.Id, ExitStatus.KilledByResourceManager));
    });

    [Fact]
    public void When_a_queue_gets_larger()
    {
        _cluster.AddNode(2, 24_576);
        _cluster.Submit(user: "eve");
        var third = _cluster.StartMaster().Attempt;
        _cluster.Allocate(third, Ask(1, "*", 3072, 9));
        var before = Containers(third);
        GrantedBy(
            () => _cluster.Ask(new RefreshQueuesRequest
            {
                User = "admin", Queues = Options.Queues with { Children = [Leaf("default", 50, 100), Leaf("other", 50, 100)] },
            }),
            third,
            before);
    }

    [Fact]
    public void When_it_is_asked_for()
    {
        _cluster.AddNode(2, 16_384);
        var started = _cluster.Time;
        Assert.Equal(2, _cluster.Allocate(_holder, Ask(3, "*", 1024, 2)).Allocated.Count);
        Assert.InRange(_cluster.Time - started, 0, Promised);
    }

    private static QueueSettings Leaf(string name, double capacity, double maximum) =>
        new() { Name = name, Capacity = capacity, MaximumCapacity = maximum, MaximumAmResourcePercent = 1, UserLimitFactor = -1 };

    private void GrantedBy(Action room) => GrantedBy(room, _waiter, Containers());

    private void GrantedBy(Action room, ApplicationAttemptId attempt, int before)
    {
        var started = _cluster.Time;
        room();
        Assert.InRange(_cluster.Time - started, 0, Promised);
        Assert.True(Containers(attempt) > before, _cluster.Report(attempt.Application).Diagnostics);
        Assert.NotEmpty(_cluster.Allocate(attempt).Allocated);
    }

    private int Containers() => Containers(_waiter);

    private int Containers(ApplicationAttemptId attempt) => _cluster.Report(attempt.Application).Usage.Containers;
}
