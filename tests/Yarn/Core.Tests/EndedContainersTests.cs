using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.Core.Options;
using static Hathi.Yarn.Core.Tests.Cluster;

namespace Hathi.Yarn.Core.Tests;

/// <summary>Who is told of containers that have ended when their master ends as well, or was never told that it had them.</summary>
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

    [Fact]
    public void A_master_hears_nothing_of_a_container_that_ran_and_ended_before_it_was_told()
    {
        var (master, before, claimed) = Claim(keep: false);
        _cluster.Heartbeat(1, Ended(claimed));
        var told = _cluster.Allocate(master.Attempt);
        Assert.Equal([before], told.Completed.Select(static s => s.Id));

        // As if it had not been: another was granted in its place.
        Assert.Equal([claimed with { Id = claimed.Id + 1 }], told.Allocated.Select(static c => c.Id));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void No_other_attempt_is_given_what_ran_before_its_master_was_told(bool keep)
    {
        var (master, _, claimed) = Claim(keep);
        Assert.Contains(claimed, _cluster.Heartbeat(1, Ended(master.Container.Id, 1)).ContainersToCleanup);
        Assert.Empty(_cluster.Allocate(_cluster.StartMaster().Attempt).Allocated);
    }

    // A container ends, another is granted in its room, and the node says that it runs before the master asks.
    private (AmLaunch Master, ContainerId Before, ContainerId Claimed) Claim(bool keep)
    {
        _cluster.AddNode(1, 2048);
        _cluster.Submit(change: s => s with { KeepContainers = keep });
        var master = _cluster.StartMaster();
        var before = Assert.Single(_cluster.Allocate(master.Attempt, Ask(1, "*", 1024, 2)).Allocated).Id;
        _cluster.Heartbeat(1, Ended(before));
        var claimed = before with { Id = before.Id + 1 };
        Assert.Empty(_cluster.Heartbeat(1, Runs(claimed)).ContainersToCleanup);
        return (master, before, claimed);
    }
}
