using System.Text.RegularExpressions;
using Hathi.Cli.Admin;
using Hathi.Cli.Admin.Fsck;
using Hathi.Cli.Kit;
using Hathi.Hdfs.Protocol;

namespace Hathi.Cli.Tests;

/// <summary>
/// Every flag that the usage of an action of <c>hathi dfsadmin</c> names, and every flag of <c>hathi fsck</c>: with it something is
/// different, in what is printed, in the exit code or in what the NameNode or DataNode is asked; and a flag that is not named is refused.
/// An action without a line here fails by itself.
/// </summary>
public sealed partial class AdminFlagTests : IAsyncDisposable
{
    /// <summary>A command line for each action; {} is where the flag goes, NODE a DataNode.</summary>
    private static readonly Dictionary<string, string> Lines = new()
    {
        ["-report"] = "{}", ["-safemode"] = "get {}", ["-saveNamespace"] = "{}", ["-rollEdits"] = "{}", ["-refreshNodes"] = "{}",
        ["-metasave"] = "out.txt {}", ["-printTopology"] = "{}", ["-listOpenFiles"] = "{}", ["-refreshServiceAcl"] = "{}",
        ["-refreshUserToGroupsMappings"] = "{}", ["-refreshSuperUserGroupsConfiguration"] = "{}", ["-setBalancerBandwidth"] = "10m {}",
        ["-getBalancerBandwidth"] = "NODE {}", ["-getDatanodeInfo"] = "NODE {}", ["-triggerBlockReport"] = "{} NODE",
        ["-shutdownDatanode"] = "NODE {}", ["-finalizeUpgrade"] = "{}", ["-help"] = "report {}",
    };

    /// <summary>The value that a flag takes.</summary>
    private static readonly Dictionary<string, string> Values = new()
    {
        ["-listOpenFiles -path"] = "/d", ["-triggerBlockReport -namenode"] = "other:8020",
    };

    /// <summary>What fsck takes and the NameNode makes nothing of, and why it may.</summary>
    private static readonly Dictionary<string, string> Harmless = new()
    {
        ["-showprogress"] = "Apache's own usage says that it has no effect: progress is shown always",
        ["-includeSnapshots"] = "no snapshots are made here, so that there are none to include",
        ["-maintenance"] = "no node is ever in maintenance here, so that there are no replicas on such to show",
    };

    private readonly AdminInProcess _admin = new();
    private int _safeModeAnswers;

    public AdminFlagTests()
    {
        _admin
            .On(
                "getDatanodeReport",
                GetDatanodeReportRequestProto.Parser,
                static r => new GetDatanodeReportResponseProto { Di = { Node(r.Type) } })
            .On("getFsStats", GetFsStatusRequestProto.Parser, static _ => new GetFsStatsResponseProto
            {
                Capacity = 9, Used = 1, Remaining = 8, UnderReplicated = 0, CorruptBlocks = 0, MissingBlocks = 0,
            })
            .On(
                "getFsReplicatedBlockStats",
                GetFsReplicatedBlockStatsRequestProto.Parser,
                static _ => new GetFsReplicatedBlockStatsResponseProto
                {
                    LowRedundancy = 0, CorruptBlocks = 0, MissingBlocks = 0, MissingReplOneBlocks = 0, BlocksInFuture = 0,
                    PendingDeletionBlocks = 0,
                })
            .On("getFsECBlockGroupStats", GetFsECBlockGroupStatsRequestProto.Parser, static _ => new GetFsECBlockGroupStatsResponseProto
            {
                LowRedundancy = 0, CorruptBlocks = 0, MissingBlocks = 0, BlocksInFuture = 0, PendingDeletionBlocks = 0,
            })
            .On("setSafeMode", SetSafeModeRequestProto.Parser, _ => new SetSafeModeResponseProto { Result = ++_safeModeAnswers == 1 })
            .On("saveNamespace", SaveNamespaceRequestProto.Parser, static _ => new SaveNamespaceResponseProto { Saved = true })
            .On("rollEdits", RollEditsRequestProto.Parser, static _ => new RollEditsResponseProto { NewSegmentTxId = 7 })
            .On("refreshNodes", RefreshNodesRequestProto.Parser, static _ => new RefreshNodesResponseProto())
            .On("metaSave", MetaSaveRequestProto.Parser, static _ => new MetaSaveResponseProto())
            .On("finalizeUpgrade", FinalizeUpgradeRequestProto.Parser, static _ => new FinalizeUpgradeResponseProto())
            .On("setBalancerBandwidth", SetBalancerBandwidthRequestProto.Parser, static _ => new SetBalancerBandwidthResponseProto())
            .On("listOpenFiles", ListOpenFilesRequestProto.Parser, static _ => new ListOpenFilesResponseProto { HasMore = false })
            .On("getFileInfo", GetFileInfoRequestProto.Parser, static _ => new GetFileInfoResponseProto
            {
                Fs = new HdfsFileStatusProto
                {
                    FileType = HdfsFileStatusProto.Types.FileType.IsDir, Path = Google.Protobuf.ByteString.Empty, Length = 0,
                    Permission = new FsPermissionProto { Perm = 0x1ED }, Owner = "ada", Group = "staff", ModificationTime = 0,
                    AccessTime = 0,
                },
            })
            .OnMappings(
                "refreshUserToGroupsMappings",
                RefreshUserToGroupsMappingsRequestProto.Parser,
                static _ => new RefreshUserToGroupsMappingsResponseProto())
            .OnMappings(
                "refreshSuperUserGroupsConfiguration",
                RefreshSuperUserGroupsConfigurationRequestProto.Parser,
                static _ => new RefreshSuperUserGroupsConfigurationResponseProto())
            .OnPolicy("refreshServiceAcl", RefreshServiceAclRequestProto.Parser, static _ => new RefreshServiceAclResponseProto())
            .OnDataNode("getDatanodeInfo", GetDatanodeInfoRequestProto.Parser, new GetDatanodeInfoResponseProto
            {
                LocalInfo = new DatanodeLocalInfoProto { SoftwareVersion = "3", ConfigVersion = "c", Uptime = 5 },
            })
            .OnDataNode(
                "getBalancerBandwidth", GetBalancerBandwidthRequestProto.Parser, new GetBalancerBandwidthResponseProto { Bandwidth = 10 })
            .OnDataNode("triggerBlockReport", TriggerBlockReportRequestProto.Parser, new TriggerBlockReportResponseProto())
            .OnDataNode("shutdownDatanode", ShutdownDatanodeRequestProto.Parser, new ShutdownDatanodeResponseProto());
        _admin.Page = static context => context.Request.Path == "/fsck"
            ? "Status: HEALTHY\n\nThe filesystem under path '/' is HEALTHY\n"
            : """{"beans":[]}""";
    }

    public ValueTask DisposeAsync() => _admin.DisposeAsync();

    public static TheoryData<string> Actions() => [.. AdminTable.Names];

    public static TheoryData<string, string> Named() => [.. AdminTable.Names.SelectMany(static n => FlagsOf(n).Select(f => (n, f)))];

    public static TheoryData<string, string> BesideJson() =>
        [.. AdminTable.Names.Where(static n => FlagsOf(n).Contains(JsonOutput.Flag))
            .SelectMany(static n => FlagsOf(n).Where(static f => f != JsonOutput.Flag).Select(f => (n, f)))];

    public static TheoryData<string> OfFsck() => [.. FsckFlags().Where(static f => !Harmless.ContainsKey(f))];

    [Theory]
    [MemberData(nameof(Actions))]
    public async Task Does_something(string action)
    {
        var answer = await SeeAsync(action, Line(action, ""));
        Assert.Contains("\nexit 0\n", answer, StringComparison.Ordinal);
        Assert.True(action == "-help" || _admin.Requests.Any(), answer);
    }

    [Theory]
    [MemberData(nameof(Named))]
    public async Task Changes_something(string action, string flag)
    {
        var before = await SeeAsync(action, Line(action, ""));
        var after = await SeeAsync(action, Line(action, WithValue(action, flag)));
        Assert.False(before == after, $"dfsadmin {action} {flag} changes nothing:\n{before}");
        Assert.Contains("\nexit 0\n", after, StringComparison.Ordinal);
    }

    /// <summary>With --json, too.</summary>
    [Theory]
    [MemberData(nameof(BesideJson))]
    public async Task Changes_something_beside_json(string action, string flag)
    {
        var before = await SeeAsync(action, Line(action, JsonOutput.Flag));
        var after = await SeeAsync(action, Line(action, $"{JsonOutput.Flag} {WithValue(action, flag)}"));
        Assert.False(before == after, $"dfsadmin {action} {flag} changes nothing beside {JsonOutput.Flag}:\n{before}");
    }

    /// <summary>The flags of all actions, and those of all letters, at each action.</summary>
    [Theory]
    [MemberData(nameof(Actions))]
    public async Task What_is_not_named_is_refused(string action)
    {
        var others = AdminTable.Names.SelectMany(FlagsOf)
            .Concat("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".Select(static c => "-" + c)).Distinct()
            .Except(FlagsOf(action));
        foreach (var flag in others)
        {
            var answer = await SeeAsync(action, Line(action, flag));
            Assert.True(
                Refusal().IsMatch(answer) && !answer.Contains("\nexit 0\n", StringComparison.Ordinal),
                $"dfsadmin {action} takes {flag}:\n{answer}");
            Assert.Empty(_admin.Requests);
        }
    }

    [Theory]
    [InlineData("get", "SafemodeGet", "Safe mode is ON\n")]
    [InlineData("enter", "SafemodeEnter", "Safe mode is ON\n")]
    [InlineData("leave", "SafemodeLeave", "Safe mode is ON\n")]
    [InlineData("forceExit", "SafemodeForceExit", "Safe mode is ON\n")]
    [InlineData("wait", "SafemodeGet", "Safe mode is OFF\n")]
    public async Task Each_word_of_safemode_asks_for_what_it_says(string word, string asked, string said)
    {
        var answer = await _admin.RunAsync("dfsadmin", "-safemode", word);
        Assert.Equal((said, 0), (answer.Output, answer.ExitCode));
        var action = Enum.Parse<SafeModeActionProto>(asked);
        var of = new SetSafeModeRequestProto { Action = action, Checked = false };
        Assert.All(_admin.Requests, r => Assert.Equal($"setSafeMode {of}", r));
        Assert.Equal(word == "wait" ? 2 : 1, _admin.Requests.Count());
    }

    [Theory]
    [MemberData(nameof(OfFsck))]
    public async Task Fsck_asks_for_what_its_flag_says(string flag)
    {
        var before = await _admin.SeeAsync("fsck", "/");
        var after = await _admin.SeeAsync("fsck", flag == "-blockId" ? "/ -blockId blk_1" : $"/ {flag}");
        Assert.Contains("\nexit 0\n", before, StringComparison.Ordinal);
        Assert.False(before == after, $"fsck {flag} changes nothing:\n{before}");
        Assert.DoesNotContain("Illegal option", after, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fsck_refuses_what_it_does_not_know()
    {
        var usage = (await _admin.RunAsync("fsck")).Error;
        Assert.All(Flag().Matches(usage).Select(static m => m.Value).Except(["-blk_id"]), static f => Assert.Contains(f, FsckFlags()));
        foreach (var flag in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
            .Select(static c => "-" + c)
            .Concat(AdminTable.Names.SelectMany(FlagsOf)).Except(FsckFlags()))
        {
            var answer = await _admin.RunAsync("fsck", "/", flag);
            Assert.StartsWith($"fsck: Illegal option '{flag}'\n", answer.Error, StringComparison.Ordinal);
            Assert.Equal(255, answer.ExitCode);
            Assert.Empty(_admin.Requests);
        }
    }

    /// <summary>What has a reason to change nothing is asked for all the same: another NameNode may make something of it.</summary>
    [Fact]
    public async Task What_nothing_is_made_of_is_passed_on()
    {
        foreach (var flag in Harmless.Keys)
        {
            Assert.Equal(0, (await _admin.RunAsync("fsck", "/", flag)).ExitCode);
            Assert.Contains(
                $"&{flag[1..]}=1&",
                Assert.Single(_admin.Requests, static r => r.StartsWith("/fsck", StringComparison.Ordinal)),
                StringComparison.Ordinal);
        }
    }

    [GeneratedRegex(
        "^Usage: hathi dfsadmin |Illegal option|Unexpected argument|Can't understand arguments|is not upgrade", RegexOptions.Multiline)]
    private static partial Regex Refusal();

    [GeneratedRegex(@"(?<![A-Za-z<\-])--?[A-Za-z][A-Za-z0-9\-]*")]
    private static partial Regex Flag();

    private static IEnumerable<string> FlagsOf(string action) =>
        Flag().Matches(AdminTable.Find(action)!.Usage).Select(static m => m.Value).Where(f => f != action).Distinct();

    private static IEnumerable<string> FsckFlags() => FsckQuery.Flags.Select(static f => f.Flag).Concat(["-blockId", JsonOutput.Flag]);

    private static string WithValue(string action, string flag) =>
        Values.TryGetValue($"{action} {flag}", out var value) ? $"{flag} {value}" : flag;

    private static string Line(string action, string flag) => Lines.TryGetValue(action, out var line)
        ? line.Replace("{}", flag, StringComparison.Ordinal)
        : throw new InvalidOperationException($"hathi dfsadmin {action} has no line in this test: say one in Lines");

    private Task<string> SeeAsync(string action, string line)
    {
        _safeModeAnswers = 1; // off
        return _admin.SeeAsync("dfsadmin", $"{action} {line}");
    }

    /// <summary>A node of each kind, so that it can be seen which were asked for.</summary>
    private static DatanodeInfoProto Node(DatanodeReportTypeProto kind) => new()
    {
        Id = new DatanodeIDProto
        {
            IpAddr = $"127.77.72.{100 + (int)kind}", HostName = $"n{(int)kind}", DatanodeUuid = kind.ToString(), XferPort = 9866,
            InfoPort = 9864, IpcPort = 9867,
        },
        Location = "/rack-1",
    };
}
