using Hathi.Hostile.Tests.Servers;

namespace Hathi.Hostile.Tests;

public sealed class DataNodeTests
{
    [Fact]
    public async Task No_call_to_a_DataNode_stops_it_or_keeps_memory_and_its_replicas_are_there_after_a_restart()
    {
        await using var cluster = await NameNodeCluster.StartAsync();
        await using var world = new DataNodeWorld(cluster);
        using var heap = new OwnHeap(cluster.Observed);
        await using var campaign = new Campaign(world, Findings.Of(heap, world.ProbeAsync));
        await campaign.RunAsync();
        await new FrameCampaign(world, campaign.Findings).RunAsync();
        await world.PrepareAsync();
        await cluster.RestartAsync();
        await cluster.NameNode.OutOfSafeMode.Patiently(); // then every block has been reported
        await world.ReadAgainAsync();
        campaign.Findings.AssertNone();
    }

    [Fact]
    public async Task No_operation_of_DataTransferProtocol_stops_a_DataNode_or_keeps_memory()
    {
        await using var cluster = await NameNodeCluster.StartAsync();
        await using var world = new DataNodeWorld(cluster);
        using var heap = new OwnHeap(cluster.Observed);
        var findings = Findings.Of(heap, world.ProbeAsync);
        await new TransferCampaign(world, cluster, findings).RunAsync();
        findings.AssertNone();
    }
}
