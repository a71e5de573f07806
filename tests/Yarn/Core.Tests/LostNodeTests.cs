using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.Core.Options;
using static Hathi.Yarn.Core.Tests.Cluster;

namespace Hathi.Yarn.Core.Tests;

/// <summary>
/// A NodeManager that is killed leaves its containers running, as Apache's do with recovery on. Lost here, they are given to others; when
/// their node is back, they are ended there, and a master that outlived its attempt is told that it is none.
/// </summary>
public sealed class LostNodeTests
{
    private readonly Cluster _cluster = new(new RmOptions { NodeExpiry = 10_000, Queues = new QueueSettings
    {
        Name = "root", Children = [new QueueSettings { Name = "default", UserLimitFactor = -1, MaximumAmResourcePercent = 1 }],
    } });

    [Fact]
    public void Containers_that_ran_on_without_their_node_are_ended_when_it_is_back()
    {
        _cluster.AddNode(1, 2048);
        _cluster.Submit();
        var master = _cluster.StartMaster();
        _cluster.Heartbeat(1, Runs(master.Container.Id));
        _cluster.AddNode(2, 2048);
        var task = Assert.Single(
            _cluster.Allocate(master.Attempt, Ask(1, "node-2", 1024, 1), Ask(1, "/default-rack", 1024, 1), Ask(1, "*", 1024, 1)).Allocated);
        Assert.Equal(Node(2), task.Node);
        _cluster.Heartbeat(2, Runs(task.Id));
        Silence(node: 2, other: 1);
        var told = Assert.Single(_cluster.Allocate(master.Attempt).Completed);
        Assert.Equal((task.Id, ExitStatus.Aborted), (told.Id, told.ExitCode));
        Assert.Contains("lost", told.Diagnostics, StringComparison.Ordinal);

        _cluster.AddNode(2, 2048, containers: Was(task));
        Assert.Contains(task.Id, _cluster.Heartbeat(2, Runs(task.Id)).ContainersToCleanup);
        _cluster.Heartbeat(2, Ended(task.Id, ExitStatus.KilledByResourceManager));
        Assert.Empty(_cluster.Allocate(master.Attempt).Completed);
        Assert.Equal(1, _cluster.Report(master.Attempt.Application).Usage.Containers);
    }

    [Fact]
    public void A_master_that_outlived_its_attempt_is_none_and_is_ended_when_its_node_is_back()
    {
        _cluster.AddNode(1, 2048);
        var id = _cluster.Submit();
        var first = _cluster.StartMaster();
        _cluster.Heartbeat(1, Runs(first.Container.Id));
        _cluster.AddNode(2, 2048);
        Silence(node: 1, other: 2);
        var second = _cluster.StartMaster();
        Assert.Equal((2, Node(2)), (second.Attempt.Attempt, second.Container.Node));
        Assert.False(_cluster.Core.IsCurrent(first.Attempt));
        Assert.Equal(
            RmError.ApplicationAttemptNotFound,
            _cluster.Send(new AllocateRequest { Attempt = first.Attempt, ResponseId = 0, Progress = 0, Asks = [], Releases = [] }).Error);

        _cluster.AddNode(1, 2048, containers: Was(first.Container));
        Assert.Contains(first.Container.Id, _cluster.Heartbeat(1, Runs(first.Container.Id)).ContainersToCleanup);
        Assert.Equal(ApplicationState.Running, _cluster.Report(id).State);
    }

    [Fact]
    public void What_ended_meanwhile_is_cleaned_up_when_the_node_is_back()
    {
        _cluster.AddNode(1, 2048);
        var id = _cluster.Submit();
        var master = _cluster.StartMaster();
        _cluster.Heartbeat(1, Runs(master.Container.Id));
        _cluster.Tick(12_000);
        _cluster.Ask(new KillApplicationRequest { User = "ann", Id = id });
        _cluster.AddNode(1, 2048, containers: Was(master.Container));
        var answers = new[] { _cluster.Heartbeat(1, Runs(master.Container.Id)), _cluster.Heartbeat(1) };
        Assert.Contains(answers, a => a.ContainersToCleanup.Contains(master.Container.Id));
    }

    private void Silence(int node, int other)
    {
        for (var i = 0; i < 3; i++)
        {
            _cluster.Tick(4_000);
            _cluster.Heartbeat(other);
        }

        Assert.Contains(_cluster.Notes, n => n.Contains($"node-{node}:45454 is Lost", StringComparison.Ordinal));
    }
}
