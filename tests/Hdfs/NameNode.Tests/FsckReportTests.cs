using System.Net;
using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Operations;
using Hathi.Hdfs.NameNode.Http;
using Hathi.Web;
using Hathi.Web.Pages;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.Hdfs.NameNode.Tests;

/// <summary>What each flag of fsck changes in a report; a flag without a line here fails by itself.</summary>
public sealed class FsckReportTests
{
    /// <summary>The flags beside which a flag shows; by name, as <see cref="FsckFlags"/> has them.</summary>
    private static readonly Dictionary<string, string[]> Beside = new()
    {
        ["Files"] = [], ["Blocks"] = ["Files"], ["Locations"] = ["Files", "Blocks"], ["Racks"] = ["Files", "Blocks"],
        ["ReplicaDetails"] = ["Files", "Blocks"], ["OpenForWrite"] = [],
    };

    public static TheoryData<string> Flags() => [.. typeof(FsckFlags).GetProperties().Select(static p => p.Name)];

    [Theory]
    [MemberData(nameof(Flags))]
    public async Task A_flag_changes_the_report(string flag)
    {
        Assert.True(Beside.TryGetValue(flag, out var beside), $"fsck has a flag {flag} that this test has no line for: say one in Beside");
        var without = await ReportAsync(beside);
        Assert.Equal(without, await ReportAsync(beside));
        Assert.NotEqual(without, await ReportAsync([.. beside, flag]));
    }

    /// <summary>Further ones that list places differ from each other.</summary>
    [Fact]
    public async Task Places_are_shown_in_three_ways()
    {
        var seen = new List<string>();
        foreach (var flag in (string[])["Locations", "Racks", "ReplicaDetails"])
        {
            seen.Add(await ReportAsync(["Files", "Blocks", flag]));
        }

        Assert.Equal(3, seen.Distinct().Count());
        Assert.Contains("[DatanodeInfoWithStorage[10.0.0.1:9866,DS-1,DISK]]", seen[0], StringComparison.Ordinal);
        Assert.Contains("[/rack-1/10.0.0.1:9866]", seen[1], StringComparison.Ordinal);
        Assert.Contains("[DatanodeInfoWithStorage[10.0.0.1:9866,DS-1,DISK](LIVE)]", seen[2], StringComparison.Ordinal);
    }

    private static async Task<string> ReportAsync(string[] flags)
    {
        var values = typeof(FsckFlags).GetProperties().Select(p => (object)flags.Contains(p.Name)).ToArray();
        var asked = (FsckFlags)Activator.CreateInstance(typeof(FsckFlags), values)!;
        var web = await WebServer.StartAsync(
            new IPEndPoint(IPAddress.Loopback, 0),
            WebServerLimits.Pages,
            async context =>
            {
                using var text = new TextReply(context, TextReply.Plain);
                var report = new FsckReport(asked, "BP-1", text);
                report.Add(Entry("/d", FileKind.Directory, open: false));
                report.Add(Entry("/d/whole", FileKind.File, open: false));
                report.Add(Entry("/d/open", FileKind.File, open: true));
                report.Summary(1, 1, 1, 0);
                await text.SendAsync();
            },
            NullLogger.Instance,
            TestContext.Current.CancellationToken);
        await using (web)
        {
            using var http = new HttpClient();
            return await http.GetStringAsync(new Uri($"http://{web.BoundEndPoint}/fsck"), TestContext.Current.CancellationToken);
        }
    }

    private static FsckEntry Entry(string path, FileKind kind, bool open)
    {
        var status = new FileStatus
        {
            Kind = kind, Name = default, Length = 7, Mode = 0x1A4, Owner = "ada", Group = "staff", ModificationTime = 0, AccessTime = 0,
            Replication = 1, BlockSize = 1 << 20, InodeId = 1, Children = 0, StoragePolicy = 0, Locations = null,
        };
        return new FsckEntry(path, status, open, kind == FileKind.Directory ? [] : [OneBlock(open)]);
    }

    private static FsckBlock OneBlock(bool open)
    {
        var node = new DataNodeInfo
        {
            Id = new DataNodeId("u", "10.0.0.1", "n1", 9866, 9867, 9864, 0), Rack = "/rack-1", Capacity = 1, Used = 0, NonDfsUsed = 0,
            Remaining = 1, LastUpdate = 0, LastBlockReport = 0, TransferThreads = 0, Blocks = 1, AdminState = default, Alive = true,
            SoftwareVersion = "3",
        };
        var place = new ReplicaLocation(node, "DS-1", StorageKind.Disk);
        return new FsckBlock(
            new LocatedBlock(new Block(1, 7, 1001), 0, Corrupt: false, [place]), open ? BlockState.UnderConstruction : BlockState.Complete,
            [new ReplicaInfo(place, ReplicaHealth.Live, Stale: false, null)],
            new ReplicaCounts(Live: 1, Decommissioning: 0, Decommissioned: 0, Corrupt: 0, Excess: 0, Pending: 0, Racks: 1, RacksWanted: 1));
    }
}
