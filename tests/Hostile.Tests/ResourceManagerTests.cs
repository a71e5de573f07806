using Hathi.Hadoop.Conf;
using Hathi.Hostile.Tests.Requests;
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
        using var heap = new OwnHeap(cluster.Observed);
        await using var campaign = new Campaign(world, Findings.Of(heap, world.ProbeAsync));
        await campaign.RunAsync();
        await new FrameCampaign(world, campaign.Findings).RunAsync();
        await new HttpCampaign(cluster.Server.WebEndPoint, campaign.Findings).RunAsync(RestPaths.ResourceManager, world.Ids);
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
        var answer = await cluster.ClientAsync(
            CurrentUser.Name, "getApplications", new GetApplicationsRequestProto(), GetApplicationsResponseProto.Parser);
        return [.. answer.Applications.Select(static a => $"{a.ApplicationId.ToText()} {a.User} {a.Name} {a.Queue} {a.ApplicationType} "
            + $"{a.FinalApplicationStatus} {string.Join(',', a.ApplicationTags)}").Order(StringComparer.Ordinal)];
    }
}
