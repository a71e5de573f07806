using Hathi.Hdfs.Protocol;
using Hathi.Hostile.Tests.Requests;
using Hathi.Hostile.Tests.Servers;

namespace Hathi.Hostile.Tests;

public sealed class NameNodeTests
{
    [Fact]
    public async Task No_call_to_a_NameNode_stops_it_or_keeps_memory_and_all_is_there_after_a_restart()
    {
        await using var cluster = await NameNodeCluster.StartAsync();
        await using var world = new NameNodeWorld(cluster);
        using var heap = new OwnHeap(cluster.Observed);
        await using var campaign = new Campaign(world, Findings.Of(heap, world.ProbeAsync));
        await campaign.RunAsync();
        await new FrameCampaign(world, campaign.Findings).RunAsync();
        await new HttpCampaign(NameNodeCluster.HttpEndPoint, campaign.Findings).RunAsync(RestPaths.NameNode, NameNodeCluster.Ids);
        Assert.All(cluster.DataNodes, static n => Assert.False(n.Stopped.IsCompleted, n.Stopped.Exception?.Message));
        await world.CallAsync(
            "setSafeMode", new SetSafeModeRequestProto { Action = SafeModeActionProto.SafemodeEnter }, SetSafeModeResponseProto.Parser);
        await world.CallAsync("saveNamespace", new SaveNamespaceRequestProto(), SaveNamespaceResponseProto.Parser);
        var before = await NameSpaceText.ReadAsync(world);
        Assert.NotEmpty(before);
        await cluster.RestartAsync();
        var after = await NameSpaceText.ReadAsync(world);
        campaign.Findings.AssertNone();
        Assert.Equal(before, after);
    }
}
