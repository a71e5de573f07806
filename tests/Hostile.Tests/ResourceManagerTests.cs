using Hathi.Hdfs.Client;
using Hathi.Hostile.Tests.Servers;
using Hathi.Yarn.Protocol;

namespace Hathi.Hostile.Tests;

public sealed class ResourceManagerTests
{
    [Fact]
    public async Task No_call_to_a_ResourceManager_stops_it_or_keeps_memory_and_its_applications_are_there_after_a_restart()
    {
        await using var cluster = await ResourceManagerCluster.StartAsync();
        await using var world = new ResourceManagerWorld(cluster);
        await using var campaign = new Campaign(world, cluster.Observed);
        await campaign.RunAsync();
        await new FrameCampaign(world, campaign.Findings).RunAsync();
        await new HttpCampaign(cluster.Server.WebEndPoint, campaign.Findings).RunAsync(
            [
                "/", "/cluster", "/cluster/app/%", "/jmx", "/metrics", "/conf", "/nobody", "/proxy/%/", "/ws/v1/cluster", "/ws/v1/cluster/info", "/ws/v1/cluster/metrics", "/ws/v1/cluster/scheduler",
                "/ws/v1/cluster/nodes", "/ws/v1/cluster/nodes/%", "/ws/v1/cluster/appstatistics", "/ws/v1/cluster/apps", "/ws/v1/cluster/apps/new-application", "/ws/v1/cluster/apps/%",
                "/ws/v1/cluster/apps/%/state", "/ws/v1/cluster/apps/%/queue", "/ws/v1/cluster/apps/%/priority", "/ws/v1/cluster/apps/%/appattempts", "/ws/v1/cluster/apps/%/timeouts",
                "/ws/v1/cluster/apps/%/timeouts/LIFETIME", "/ws/v1/cluster/apps/%/timeout", "/ws/v1/cluster/userinfo", "/ws/v1/cluster/containers/%/signal/GRACEFUL_SHUTDOWN",
            ],
            ["state", "states", "limit", "user", "queue", "startedTimeBegin", "finishedTimeEnd", "applicationTags", "deSelects", "user.name", "qry", "get", "healthy", "name", "finalStatus", "applicationTypes", "format"],
            [world.ApplicationText]);
        await world.PrepareAsync(world.Methods[0]);
        var before = await ApplicationsAsync(cluster);
        Assert.NotEmpty(before);
        await cluster.RestartAsync();
        var after = await ApplicationsAsync(cluster);
        campaign.Findings.AssertNone();
        Assert.Equal(before, after);
    }

    private static async Task<List<string>> ApplicationsAsync(ResourceManagerCluster cluster)
    {
        var answer = await cluster.ClientAsync(CurrentUser.Name, "getApplications", new GetApplicationsRequestProto(), GetApplicationsResponseProto.Parser);
        return [.. answer.Applications.Select(static a => $"{a.ApplicationId.ToText()} {a.User} {a.Name} {a.Queue} {a.ApplicationType} {a.FinalApplicationStatus} {string.Join(',', a.ApplicationTags)}").Order(StringComparer.Ordinal)];
    }
}
