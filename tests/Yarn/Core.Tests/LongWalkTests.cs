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
            cluster.Ask(new NodeHeartbeatRequest
            {
                Node = node, ResponseId = 0, Containers = [], IsHealthy = true, HealthReport = "", LastHealthReportTime = 0,
                ContainersUtilization = default, NodeUtilization = default,
            });
        }

        var granted = cluster.Allocate(
            master,
            Ask(1, "node-1", 1024, 1), Ask(1, "node-2", 1024, 1), Ask(1, "node-9", 1024, 1), Ask(1, "*", 1024, 3, relax: false)).Allocated;
        Assert.Equal(["node-1:1", "node-2:1"], granted.Select(static c => c.Node.ToString()).Order());
    }

    private static void Register(Cluster cluster, NodeId node, long memory) => cluster.Ask(new RegisterNodeManagerRequest
    {
        Node = node, HttpPort = 8042, Capability = new Resource(memory, 8), Rack = "/default-rack", Version = "3.5.0",
        Containers = [], RunningApplications = [],
    });
}
