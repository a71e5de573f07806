using Hathi.Hostile.Tests.Requests;
using Hathi.Hostile.Tests.Servers;

namespace Hathi.Hostile.Tests;

public sealed class HistoryServerTests
{
    [Fact]
    public async Task No_call_to_a_history_server_stops_it_or_keeps_memory()
    {
        await using var world = await HistoryWorld.StartAsync();
        using var heap = new OwnHeap(world.Observed);
        await using var campaign = new Campaign(world, Findings.Of(heap, world.ProbeAsync));
        await campaign.RunAsync();
        await new FrameCampaign(world, campaign.Findings).RunAsync();
        await new HttpCampaign(world.Server.HttpEndPoint, campaign.Findings).RunAsync(
            RestPaths.History,
            ["job_1795343521049_0001", "task_1795343521049_0001_m_000000"]);
        campaign.Findings.AssertNone();
    }
}
