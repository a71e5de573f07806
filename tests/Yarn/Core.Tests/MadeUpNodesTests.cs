using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.Core.Options;
using Hathi.Yarn.Core.State;

namespace Hathi.Yarn.Core.Tests;

/// <summary>Who makes up nodes, and what they have, does not fill the ResourceManager with what these are to be told.</summary>
public sealed class MadeUpNodesTests
{
    private const int Nodes = 40;
    private const int Named = 60_000;
    private readonly Cluster _cluster = new(new RmOptions());
    private readonly int[] _responses = new int[Nodes];

    [Fact]
    public void What_nodes_are_to_be_told_is_bounded_over_all_of_them()
    {
        var made = Enumerable.Range(1, Named).Select(static i => new ApplicationId(1, i)).ToList();
        for (var i = 0; i < Nodes; i++)
        {
            Register(i, made);
            if (i % 2 == 0)
            {
                // What it was to be told is kept for its return.
                _cluster.Ask(new UnregisterNodeManagerRequest { Node = Cluster.Node(i) });
            }
        }

        var told = 0;
        for (var i = 0; i < Nodes; i++)
        {
            Register(i, []);
            var count = Told(i);
            Assert.InRange(count, ToldRoom.OfEach, Named);
            told += count;
        }

        Assert.InRange(told, ToldRoom.Most, ToldRoom.Most + (Nodes * ToldRoom.OfEach));

        // What they have heard of takes no room.
        for (var i = 0; i < Nodes; i++)
        {
            Assert.Equal(0, Told(i));
        }

        Register(0, made);
        Assert.Equal(Named, Told(0));
    }

    private void Register(int number, IReadOnlyList<ApplicationId> applications)
    {
        var answer = _cluster.Call<NodeRegistered>(new RegisterNodeManagerRequest
        {
            Node = Cluster.Node(number), HttpPort = 8042, Capability = new Resource(4096, 8), Rack = "/default-rack", Version = "3.5.0",
            Containers = [], RunningApplications = applications,
        });
        Assert.Equal(NodeAction.Normal, answer.Action);
        _responses[number] = 0;
    }

    private int Told(int number)
    {
        var answer = _cluster.Call<HeartbeatAnswer>(new NodeHeartbeatRequest
        {
            Node = Cluster.Node(number), ResponseId = _responses[number], Containers = [], IsHealthy = true, HealthReport = "",
            LastHealthReportTime = 0, ContainersUtilization = default, NodeUtilization = default,
        });
        _responses[number] = answer.ResponseId;
        return answer.ApplicationsToCleanup.Count;
    }
}
