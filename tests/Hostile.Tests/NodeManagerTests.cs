using Hathi.Hostile.Tests.Servers;

namespace Hathi.Hostile.Tests;

public sealed class NodeManagerTests
{
    [Fact]
    public async Task No_call_to_a_NodeManager_stops_it_or_keeps_memory()
    {
        await using var world = await NodeManagerWorld.StartAsync();
        await using var campaign = new Campaign(world, world.Observed);
        await campaign.RunAsync();
        await new FrameCampaign(world, campaign.Findings).RunAsync();
        await new HttpCampaign(world.Server.WebEndPoint, campaign.Findings).RunAsync(
            [
                "/", "/node", "/jmx", "/metrics", "/conf", "/nobody", "/ws/v1/node", "/ws/v1/node/info", "/ws/v1/node/apps", "/ws/v1/node/apps/%", "/ws/v1/node/containers", "/ws/v1/node/containers/%",
                "/ws/v1/node/containers/%/logs", "/ws/v1/node/containerlogs/%/stdout", "/node/containerlogs/%/root", "/node/containerlogs/%/root/stdout",
            ],
            ["start", "end", "size", "format", "state", "user", "qry", "get"],
            ["application_1700000000000_0001", "container_1700000000000_0001_01_000001"]);
        campaign.Findings.AssertNone();
    }
}
