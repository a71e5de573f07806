using Hathi.Hostile.Tests.Requests;
using Hathi.Hostile.Tests.Servers;

namespace Hathi.Hostile.Tests;

public sealed class NodeManagerTests
{
    [Fact]
    public async Task No_call_to_a_NodeManager_stops_it_or_keeps_memory_and_its_containers_are_there_after_a_restart()
    {
        await using var world = await NodeManagerWorld.StartAsync();
        using var heap = new OwnHeap(world.Observed);
        await using var campaign = new Campaign(world, Findings.Of(heap, world.ProbeAsync));
        await campaign.RunAsync();
        await new FrameCampaign(world, campaign.Findings).RunAsync();
        await new HttpCampaign(world.Server.WebEndPoint, campaign.Findings).RunAsync(
            RestPaths.NodeManager,
            NodeManagerWorld.Ids);
        var ids = await world.RunOneAsync();
        var before = await world.ReadAsync(ids);
        var running = Assert.Single(
            before, a => a.StartsWith($"/ws/v1/node/containers/{ids["containerid"]}: OK", StringComparison.Ordinal));
        Assert.Contains("\"RUNNING\"", running, StringComparison.Ordinal);
        await world.RestartAsync();
        var after = await world.ReadAsync(ids);
        campaign.Findings.AssertNone();
        Assert.Equal(before, after);
    }
}
