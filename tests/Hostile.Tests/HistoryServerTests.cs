using Hathi.Hostile.Tests.Servers;

namespace Hathi.Hostile.Tests;

public sealed class HistoryServerTests
{
    [Fact]
    public async Task No_call_to_a_history_server_stops_it_or_keeps_memory()
    {
        await using var world = await HistoryWorld.StartAsync();
        await using var campaign = new Campaign(world, world.Observed);
        await campaign.RunAsync();
        await new FrameCampaign(world, campaign.Findings).RunAsync();
        await new HttpCampaign(world.Server.HttpEndPoint, campaign.Findings).RunAsync(
            [
                "/", "/jmx", "/conf", "/jobhistory", "/jobhistory/job/%", "/nobody", "/ws/v1/history", "/ws/v1/history/info", "/ws/v1/history/mapreduce/jobs", "/ws/v1/history/mapreduce/jobs/%",
                "/ws/v1/history/mapreduce/jobs/%/counters", "/ws/v1/history/mapreduce/jobs/%/conf", "/ws/v1/history/mapreduce/jobs/%/tasks", "/ws/v1/history/mapreduce/jobs/%/jobattempts",
                "/ws/v1/history/mapreduce/jobs/job_1795343521049_0001/tasks/%", "/ws/v1/history/mapreduce/jobs/job_1795343521049_0001/tasks/%/attempts",
            ],
            ["limit", "state", "user", "queue", "startedTimeBegin", "finishedTimeEnd", "type", "qry", "get", "name", "format"],
            ["job_1795343521049_0001", "task_1795343521049_0001_m_000000"]);
        campaign.Findings.AssertNone();
    }
}
