using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.Core.Options;
using static Hathi.Yarn.Core.Tests.Cluster;

namespace Hathi.Yarn.Core.Tests;

/// <summary>
/// A ResourceManager that did not run heard of nobody: no node, no master and no container is given up for that, and each is once it is
/// silent while the ResourceManager runs.
/// </summary>
public sealed class PauseTests
{
    private const long Expiry = 10_000;
    private const long Pause = 24 * 3_600_000;
    private readonly Cluster _cluster = new(new RmOptions
    {
        NodeExpiry = Expiry, MasterExpiry = Expiry, AllocationExpiry = Expiry,
        Queues = new QueueSettings
        {
            Name = "root", Children = [new QueueSettings { Name = "default", UserLimitFactor = -1, MaximumAmResourcePercent = 1 }],
        },
    });

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    public void Nodes_stay_and_a_dead_one_is_found_while_it_runs(int pauses)
    {
        _cluster.AddNode(1, 4096);
        _cluster.AddNode(2, 4096);
        for (var i = 0; i < pauses; i++)
        {
            Stop();
            Assert.Equal([NodeAction.Normal, NodeAction.Normal], new[] { _cluster.Heartbeat(1).Action, _cluster.Heartbeat(2).Action });
        }

        Assert.Contains(_cluster.Notes, n => n.Contains("did not run for", StringComparison.Ordinal));
        Assert.DoesNotContain(_cluster.Notes, n => n.Contains("is Lost", StringComparison.Ordinal));
        Pass(Expiry + 2_000, node: 1);
        Assert.Contains(_cluster.Notes, n => n.Contains("node-2:45454 is Lost", StringComparison.Ordinal));
        Assert.Equal(NodeAction.Normal, _cluster.Heartbeat(1).Action);
    }

    [Fact]
    public void Masters_stay_and_a_dead_one_is_found_while_it_runs()
    {
        _cluster.AddNode(1, 4096);
        _cluster.Submit();
        var master = _cluster.StartMaster();
        Stop();
        _cluster.Heartbeat(1, Runs(master.Container.Id));
        Assert.Empty(_cluster.Allocate(master.Attempt).Completed);
        Assert.True(_cluster.Core.IsCurrent(master.Attempt));
        Pass(Expiry + 2_000, node: 1, Runs(master.Container.Id));
        Assert.Equal(2, _cluster.StartMaster().Attempt.Attempt);
    }

    [Fact]
    public void What_was_granted_stays_and_is_taken_back_unused_while_it_runs()
    {
        _cluster.AddNode(1, 4096);
        _cluster.Submit();
        var master = _cluster.StartMaster();
        var granted = Assert.Single(_cluster.Allocate(master.Attempt, Ask(1, "*", 1024, 1)).Allocated);
        Stop();
        _cluster.Heartbeat(1, Runs(master.Container.Id));
        Assert.Empty(_cluster.Allocate(master.Attempt).Completed);
        List<ContainerStatus> ended = [];
        for (long passed = 0; passed <= Expiry; passed += 1_000)
        {
            Pass(1_000, node: 1, Runs(master.Container.Id));
            ended.AddRange(_cluster.Allocate(master.Attempt).Completed);
        }

        Assert.Equal(granted.Id, Assert.Single(ended).Id);
    }

    /// <summary>Of what was there before a restart, too.</summary>
    [Fact]
    public void Nodes_that_are_waited_for_after_a_restart_may_come_back()
    {
        _cluster.AddNode(1, 4096);
        _cluster.Submit();
        var master = _cluster.StartMaster();
        _cluster.Heartbeat(1, Runs(master.Container.Id));
        _cluster.Restart();
        Stop();
        _cluster.AddNode(1, 4096, containers: Was(master.Container));
        Assert.True(_cluster.Core.IsCurrent(master.Attempt));
        Assert.Empty(_cluster.Launches);
    }

    /// <summary>They may have died meanwhile.</summary>
    [Fact]
    public void Nothing_is_granted_on_a_node_before_it_is_heard()
    {
        _cluster.AddNode(1, 4096);
        _cluster.Submit();
        var master = _cluster.StartMaster();
        _cluster.Time += Pause;
        Assert.Empty(_cluster.Allocate(master.Attempt, Ask(1, "*", 1024, 1)).Allocated);
        _cluster.Heartbeat(1, Runs(master.Container.Id));
        Assert.Single(_cluster.Allocate(master.Attempt).Allocated);
    }

    [Fact]
    public void What_containers_used_meanwhile_counts()
    {
        _cluster.AddNode(1, 4096);
        var id = _cluster.Submit(master: 1024);
        _cluster.StartMaster();
        Stop();
        Assert.InRange(_cluster.Report(id).Usage.MemorySeconds, 1024 * (Pause / 1_000), long.MaxValue);
    }

    // As the shell: the first thing is a tick that was due.
    private void Stop()
    {
        _cluster.Time += Pause;
        _cluster.Send(new Tick());
    }

    private void Pass(long milliseconds, int node, params ContainerStatus[] containers)
    {
        for (long passed = 0; passed < milliseconds; passed += 1_000)
        {
            _cluster.Tick(1_000);
            _cluster.Heartbeat(node, containers);
        }
    }
}
