using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Options;
using static Hathi.Yarn.Core.Tests.Cluster;

namespace Hathi.Yarn.Core.Tests;

/// <summary>A node that has missed heartbeats may be dead long before it is lost: nothing is granted there until it is heard.</summary>
public sealed class SilentNodeTests
{
    private readonly Cluster _cluster = new(new RmOptions { Queues = new QueueSettings
    {
        Name = "root", Children = [new QueueSettings { Name = "default", UserLimitFactor = -1, MaximumAmResourcePercent = 1 }],
    } });

    [Fact]
    public void Nothing_is_granted_on_a_silent_node_until_it_is_heard_again()
    {
        _cluster.AddNode(1, 4096);
        _cluster.AddNode(2, 4096);
        _cluster.Submit();
        var master = _cluster.StartMaster();
        var (heard, silent) = master.Container.Node == Node(1) ? (1, 2) : (2, 1);
        Pass(seconds: 4, heard, Runs(master.Container.Id));
        var granted = _cluster.Allocate(master.Attempt, Ask(1, "*", 1024, 4)).Allocated;
        Assert.Equal([Node(heard), Node(heard), Node(heard)], granted.Select(static c => c.Node));
        Pass(seconds: 4, heard, Runs(master.Container.Id));
        Assert.Empty(_cluster.Allocate(master.Attempt).Allocated);
        _cluster.Heartbeat(silent);
        Assert.Equal(Node(silent), Assert.Single(_cluster.Allocate(master.Attempt).Allocated).Node);
    }

    [Fact]
    public void A_master_waits_rather_than_be_launched_on_a_silent_node()
    {
        _cluster.AddNode(1, 4096);
        _cluster.Tick(4_000);
        _cluster.Submit();
        _cluster.Tick(4_000);
        Assert.Empty(_cluster.Launches);
        _cluster.Heartbeat(1);
        Assert.Single(_cluster.Launches);
    }

    [Fact]
    public void What_is_kept_on_a_node_that_falls_silent_is_kept_no_longer()
    {
        _cluster.AddNode(1, 4096);
        _cluster.Submit();
        var small = _cluster.StartMaster();
        var held = _cluster.Allocate(small.Attempt, Ask(1, "*", 1024, 3)).Allocated;
        Assert.Equal(3, held.Count);
        _cluster.AddNode(2, 1024);
        _cluster.Submit();
        var large = _cluster.StartMaster();
        _cluster.Allocate(large.Attempt, Ask(1, "*", 4096, 1));
        _cluster.Heartbeat(1, Ended(held[0].Id));
        Assert.Equal(1, _cluster.Report(large.Attempt.Application).Usage.ReservedContainers);
        Pass(seconds: 4, heard: 2, Runs(large.Container.Id));
        Assert.Equal(0, _cluster.Report(large.Attempt.Application).Usage.ReservedContainers);
    }

    private void Pass(int seconds, int heard, params ContainerStatus[] containers)
    {
        for (var i = 0; i < seconds; i++)
        {
            _cluster.Tick(1_000);
            _cluster.Heartbeat(heard, containers);
        }
    }
}
