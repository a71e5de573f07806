using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.Core.Options;
using static Hathi.Yarn.Core.Tests.Cluster;

namespace Hathi.Yarn.Core.Tests;

/// <summary>
/// Walks through nodes, applications and what they ask for: each takes from what a step may do, so that many that grant nothing hold up
/// nobody, and finds what it is there for.
/// </summary>
public sealed class LongWalkTests
{
    [Fact]
    public void Nothing_is_granted_on_a_host_that_is_named_no_more_whichever_of_its_NodeManagers_is_next()
    {
        var cluster = new Cluster(new RmOptions());
        cluster.AddNode(9, 1024);
        cluster.Submit();
        var master = cluster.StartMaster().Attempt; // on node 9, which is full with it
        foreach (var (host, port) in (ReadOnlySpan<(string, int)>)[("node-1", 1), ("node-2", 1), ("node-1", 2)])
        {
            var node = new NodeId(host, port);
            Register(cluster, node, 1024);
            Heard(cluster, node);
        }

        var granted = cluster.Allocate(
            master,
            Ask(1, "node-1", 1024, 1), Ask(1, "node-2", 1024, 1), Ask(1, "node-9", 1024, 1), Ask(1, "*", 1024, 3, relax: false)).Allocated;
        Assert.Equal(["node-1:1", "node-2:1"], granted.Select(static c => c.Node.ToString()).Order());
    }

    /// <summary>Each walk is paid for: what the step did is at least what there was to be looked at.</summary>
    [Fact]
    public void Nodes_of_one_host_that_are_not_wanted()
    {
        var cluster = Open();
        cluster.Submit();
        for (var port = 1; port <= 300; port++)
        {
            Register(cluster, new NodeId("node-1", port), 2048);
            Heard(cluster, new NodeId("node-1", port));
        }

        var master = cluster.StartMaster().Attempt;
        cluster.Allocate(master, [], [], ["node-1"]);
        AssertLooks(cluster, 300, () => cluster.Allocate(master, Ask(1, "node-1", 1024, 1), Ask(1, "*", 1024, 1, relax: false)));
    }

    [Fact]
    public void Nodes_anywhere_that_lack_cores()
    {
        var cluster = Open(cpuDecides: true);
        for (var node = 1; node <= 600; node++)
        {
            cluster.AddNode(node, 2048, cores: 1);
        }

        cluster.Submit();
        var master = cluster.StartMaster().Attempt;
        cluster.AddNode(601, 1024, cores: 2);
        AssertLooks(cluster, 512, () => cluster.Allocate(master, Ask(1, "*", 1024, 1) with { Capability = new Resource(2048, 2) }));
    }

    [Fact]
    public void Kinds_of_containers_that_a_node_is_offered_for()
    {
        var cluster = Open();
        cluster.AddNode(1, 1024);
        cluster.Submit();
        var master = cluster.StartMaster().Attempt;
        cluster.Allocate(
            master, [.. Enumerable.Range(1, 200).SelectMany(static n => new[] { Ask(n, "none", 1024, 1), Ask(n, "*", 1024, 1, false) })]);
        AssertLooks(cluster, 200, () => cluster.AddNode(2, 1024));
    }

    [Fact]
    public void Users_whose_masters_wait()
    {
        var cluster = Open(masters: 0.01);
        cluster.AddNode(1, 8192);
        for (var user = 0; user < 200; user++)
        {
            cluster.Submit($"user-{user}");
        }

        AssertLooks(cluster, 200, () => cluster.Submit("user-0"));
    }

    [Fact]
    public void Users_that_are_looked_at_because_time_has_passed()
    {
        var cluster = Open();
        cluster.AddNode(1, 1024 * 201);
        for (var user = 0; user < 200; user++)
        {
            cluster.Submit($"user-{user}");
        }

        while (cluster.Launches.Count > 0)
        {
            Assert.Empty(cluster.Allocate(cluster.StartMaster().Attempt, Ask(1, "*", 2048, 1)).Allocated);
        }

        cluster.Tick(200);
        AssertLooks(cluster, 200 + 64, () => cluster.Tick(200));
    }

    private static void AssertLooks(Cluster cluster, int least, Action step)
    {
        var before = cluster.Core.Context.Scheduler.Looks;
        step();
        Assert.InRange(cluster.Core.Context.Scheduler.Looks - before, least, 20 * least);
    }

    private static Cluster Open(bool cpuDecides = false, double masters = 1) => new(new RmOptions
    {
        CpuDecides = cpuDecides,
        Queues = new QueueSettings
        {
            Name = "root",
            Children = [new QueueSettings { Name = "default", Capacity = 100, UserLimitFactor = -1, MaximumAmResourcePercent = masters }],
        },
    });

    private static void Heard(Cluster cluster, NodeId node) => cluster.Ask(new NodeHeartbeatRequest
    {
        Node = node, ResponseId = 0, Containers = [], IsHealthy = true, HealthReport = "", LastHealthReportTime = 0,
        ContainersUtilization = default, NodeUtilization = default,
    });

    private static void Register(Cluster cluster, NodeId node, long memory) => cluster.Ask(new RegisterNodeManagerRequest
    {
        Node = node, HttpPort = 8042, Capability = new Resource(memory, 8), Rack = "/default-rack", Version = "3.5.0",
        Containers = [], RunningApplications = [],
    });
}
