using Hathi.Hostile.Tests.Requests;
using Hathi.Hostile.Tests.Servers;

namespace Hathi.Hostile.Tests;

public sealed class NodeManagerTests
{
    [Fact]
    public async Task No_call_to_a_NodeManager_stops_it_or_keeps_memory()
    {
        await using var world = await NodeManagerWorld.StartAsync();
        using var heap = new OwnHeap(world.Observed);
        await using var campaign = new Campaign(world, Findings.Of(heap, world.ProbeAsync));
        await campaign.RunAsync();
        await new FrameCampaign(world, campaign.Findings).RunAsync();
        await new HttpCampaign(world.Server.WebEndPoint, campaign.Findings).RunAsync(
            RestPaths.NodeManager,
            ["application_1700000000000_0001", "container_1700000000000_0001_01_000001"]);
        campaign.Findings.AssertNone();
    }
}
