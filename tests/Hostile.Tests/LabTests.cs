using System.Security.Cryptography;
using Hathi.Hdfs.Client;
using Hathi.Hdfs.Protocol;
using Hathi.Hostile.Tests.Lab;
using Hathi.Hostile.Tests.Requests;
using Hathi.Hostile.Tests.Servers;

namespace Hathi.Hostile.Tests;

/// <summary>The same attacks against the processes of a lab, and senders that are slow, at every port.</summary>
public sealed class LabTests
{
    /// <summary>One of so many short extremes is tried in a sample: the servers in this process get them all.</summary>
    private const int SmallShare = 25;

    /// <summary>
    /// What a process may have more than before, bytes: code that was compiled meanwhile, pools and tables that have grown.
    /// </summary>
    private const long MemoryBytes = 64 << 20;

    private const int Files = 10;

    /// <summary>Bytes a second: the superuser has set it to one, with which a copy takes an hour.</summary>
    private const long Bandwidth = 100 << 20;

    private const string Kept = "/kept";

    private static readonly int s_slowConnections = Findings.All ? 400 : 60;

    [Fact]
    public async Task No_call_to_a_lab_ends_a_node_or_keeps_memory_and_all_is_there_after_a_restart()
    {
        await using var lab = await AttackedLab.StartAsync();
        await WriteFilesAsync(lab);
        await using var names = new NameNodeWorld(lab);
        await using var yarn = await ResourceManagerCluster.AttachAsync(
            lab.ResourceManager, lab.ResourceManagerMethods, lab.NameNodeFailed);
        var watch = new LabWatch(lab);
        await using var probe = new LabProbe(lab);
        var findings = new Findings(watch, probe.Ask, SmallShare);
        findings.Begin();
        await watch.RestAsync();
        await AttackAsync(lab, names, yarn, findings);
        Assert.True(await watch.SettleAsync(MemoryBytes), $"memory did not come back after the calls: {watch.Told()}");
        findings.Tell($"calls, byte strings and requests to a lab of {lab.Status.Count} processes ({watch.Told()})");
        watch.Begin(); // each attack by itself: what was compiled for the calls stays
        using (var slow = new SlowSenders(lab.Ports, findings, s_slowConnections))
        {
            await slow.RunAsync();
        }

        Assert.True(await watch.SettleAsync(MemoryBytes), $"memory did not come back after slow senders: {watch.Told()}");
        findings.Tell($"of all, the last of them slow connections ({watch.Told()})");
        await CompareAsync(lab, names);
        findings.AssertNone();
    }

    private static async Task AttackAsync(AttackedLab lab, NameNodeWorld names, ResourceManagerCluster yarn, Findings findings)
    {
        await RunAsync(names, findings);
        await names.CallAsync(
            "setBalancerBandwidth",
            new SetBalancerBandwidthRequestProto { Bandwidth = Bandwidth },
            SetBalancerBandwidthResponseProto.Parser);
        await new HttpCampaign(lab.At(0, 9870), findings).RunAsync(RestPaths.NameNode, NameNodeCluster.Ids);
        await using (var blocks = new DataNodeWorld(lab))
        {
            await RunAsync(blocks, findings);
            await new TransferCampaign(blocks, lab, findings).RunAsync();
        }

        await using (var applications = new ResourceManagerWorld(yarn))
        {
            await RunAsync(applications, findings);
            await applications.PrepareAsync(applications.Methods[0]);
            await new HttpCampaign(lab.At(0, 8088), findings).RunAsync(RestPaths.ResourceManager, applications.Ids);
        }

        await RunAsync(new StrangerWorld(lab.NodeManagerMethods), findings);
        await new HttpCampaign(lab.At(1, 8042), findings).RunAsync(RestPaths.NodeManager, NodeManagerWorld.Ids);
        await new HttpCampaign(lab.At(1, 13562), findings, RestPaths.ShuffleHeaders).RunAsync(RestPaths.Shuffle, ShuffleTests.Ids);
        await RunAsync(new StrangerWorld(lab.HistoryMethods), findings);
        await new HttpCampaign(lab.At(0, 19888), findings).RunAsync(RestPaths.History, HistoryWorld.Ids);
    }

    private static async Task RunAsync(IWorld world, Findings findings)
    {
        await using var campaign = new Campaign(world, findings);
        await campaign.RunAsync();
        await new FrameCampaign(world, findings).RunAsync();
    }

    private static async Task WriteFilesAsync(AttackedLab lab)
    {
        await using var files = lab.OpenFiles();
        for (var i = 0; i < Files; i++)
        {
            await using var file = await files.CreateAsync(
                $"{Kept}/{i}", CreateOptions.Default with { BlockSize = 4096 }, CancellationToken.None);
            await file.WriteAsync(Content(i), CancellationToken.None);
        }
    }

    private static byte[] Content(int file) => [.. Enumerable.Range(0, 10_000 + file).Select(i => (byte)((i * 31) + file))];

    /// <summary>Checkpoint, restart: the same names, and the same bytes behind them.</summary>
    private static async Task CompareAsync(AttackedLab lab, NameNodeWorld names)
    {
        await names.CallAsync(
            "setSafeMode", new SetSafeModeRequestProto { Action = SafeModeActionProto.SafemodeEnter }, SetSafeModeResponseProto.Parser);
        await names.CallAsync("saveNamespace", new SaveNamespaceRequestProto(), SaveNamespaceResponseProto.Parser);
        var before = await NameSpaceText.ReadAsync(names);
        Assert.True(before.Count > Files);
        await lab.RestartAsync();
        Assert.Equal(before, await NameSpaceText.ReadAsync(names));
        await using var files = lab.OpenFiles();
        for (var i = 0; i < Files; i++)
        {
            await using var file = await files.OpenReadAsync($"{Kept}/{i}", CancellationToken.None);
            Assert.Equal(Convert.ToHexString(SHA256.HashData(Content(i))), Convert.ToHexString(await SHA256.HashDataAsync(file)));
        }
    }
}
