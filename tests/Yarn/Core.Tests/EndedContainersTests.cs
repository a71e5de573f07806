using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.Core.Options;
using static Hathi.Yarn.Core.Tests.Cluster;

namespace Hathi.Yarn.Core.Tests;

/// <summary>Who is told of containers that have ended when their master ends as well.</summary>
public sealed class EndedContainersTests
{
    private readonly Cluster _cluster = new(new RmOptions());

    [Fact]
    public void What_the_next_attempt_has_acknowledged_its_node_is_told_once()
    {
        _cluster.AddNode(1, 8192);
        var id = _cluster.Submit(change: static s => s with { KeepContainers = true });
        var first = _cluster.StartMaster();
        var ended = Assert.Single(_cluster.Allocate(first.Attempt, Ask(1, "*", 1024, 1)).Allocated).Id;
        _cluster.Heartbeat(1, Ended(ended));
        Assert.Equal(ended, Assert.Single(_cluster.Allocate(first.Attempt).Completed).Id);
        _cluster.Heartbeat(1, Ended(first.Container.Id, 1));

        var second = _cluster.StartMaster().Attempt;
        Assert.Equal(ended, Assert.Single(_cluster.Allocate(second).Completed).Id);
        Assert.DoesNotContain(ended, _cluster.Heartbeat(1).ContainersToForget);
        Assert.Empty(_cluster.Allocate(second).Completed);
        Assert.Equal([ended], _cluster.Heartbeat(1).ContainersToForget);
        _cluster.Ask(new KillApplicationRequest { User = "ann", Id = id });
        Assert.DoesNotContain(ended, _cluster.Heartbeat(1).ContainersToForget);
    }

    [Fact]
    public void What_no_next_attempt_will_hear_of_its_node_forgets_with_the_attempt()
    {
        _cluster.AddNode(1, 8192);
        _cluster.Submit();
        var first = _cluster.StartMaster();
        var ended = Assert.Single(_cluster.Allocate(first.Attempt, Ask(1, "*", 1024, 1)).Allocated).Id;
        Assert.Empty(_cluster.Heartbeat(1, Ended(ended)).ContainersToForget);
        Assert.Contains(ended, _cluster.Heartbeat(1, Ended(first.Container.Id, 1)).ContainersToForget);
        Assert.Empty(_cluster.Allocate(_cluster.StartMaster().Attempt).Completed);
    }
}
