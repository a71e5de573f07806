using Hathi.Hostile.Tests.Requests;
using Hathi.Hostile.Tests.Servers;

namespace Hathi.Hostile.Tests;

public sealed class HistoryServerTests
{
    [Fact]
    public async Task No_call_to_a_history_server_stops_it_or_keeps_memory_and_its_jobs_are_there_after_a_restart()
    {
        await using var world = await HistoryWorld.StartAsync();
        using var heap = new OwnHeap(world.Observed);
        await using var campaign = new Campaign(world, Findings.Of(heap, world.ProbeAsync));
        await campaign.RunAsync();
        await new FrameCampaign(world, campaign.Findings).RunAsync();
        await new HttpCampaign(world.Server.HttpEndPoint, campaign.Findings).RunAsync(
            RestPaths.History,
            HistoryWorld.Ids);
        var before = await world.ReadAsync();
        var jobs = Assert.Single(before, static a => a.StartsWith("/ws/v1/history/mapreduce/jobs: OK", StringComparison.Ordinal));
        Assert.Contains("word count", jobs, StringComparison.Ordinal);
        await world.RestartAsync();
        var after = await world.ReadAsync();
        campaign.Findings.AssertNone();
        Assert.Equal(before, after);
    }
}
