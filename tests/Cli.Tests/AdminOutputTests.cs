using Hathi.Cli.Admin;
using Hathi.Hadoop.Rpc;
using Hathi.Hdfs.Protocol;
using Hathi.Tests.Cases.Verbs;

namespace Hathi.Cli.Tests;

/// <summary>
/// What <c>hathi dfsadmin</c> prints where scripts read it, and with which exit codes it ends: as Apache's <c>DFSAdmin</c>.
/// </summary>
public sealed class AdminOutputTests : IAsyncDisposable
{
    private const string AccessControl = "org.apache.hadoop.security.AccessControlException";

    /// <summary>How each action is written, and what Apache's text about it tells of.</summary>
    private static readonly Dictionary<string, (string Usage, string[] Facts)> Texts = new()
    {
        ["report"] = ("-report [-live] [-dead] [-decommissioning] [-enteringmaintenance] [-inmaintenance] [--json]",
            ["du", "raw space", "replicas", "checksums", "snapshots", "only DataNodes of these kinds"]),
        ["safemode"] = ("-safemode <enter | leave | get | wait | forceExit>",
            ["only be read", "neither copies nor deletes", "starts in it", "by itself", "by hand"]),
        ["saveNamespace"] = ("-saveNamespace", ["its directory", "not replayed again", "must be in safe mode"]),
        ["rollEdits"] = ("-rollEdits", ["edit log"]),
        ["refreshNodes"] = ("-refreshNodes",
        [
            "dfs.hosts ", "dfs.hosts.exclude", "only they may register", "decommissioned", "copied to others", "not stopped",
            "no new replicas",
        ]),
        ["finalizeUpgrade"] = ("-finalizeUpgrade", ["the DataNodes delete", "then the NameNode does"]),
        ["metasave"] = ("-metasave <filename>",
        [
            "hadoop.log.dir", "replaced when it is there", "sends heartbeats", "waits to be replicated", "is being replicated",
            "waits to be deleted",
        ]),
        ["printTopology"] = ("-printTopology", ["racks", "as the NameNode knows them"]),
        ["listOpenFiles"] = ("-listOpenFiles [-path <path>]", ["client's name and machine"]),
        ["refreshServiceAcl"] = ("-refreshServiceAcl", ["hadoop-policy.xml"]),
        ["refreshUserToGroupsMappings"] = ("-refreshUserToGroupsMappings", ["groups users are in"]),
        ["refreshSuperUserGroupsConfiguration"] = ("-refreshSuperUserGroupsConfiguration", ["hadoop.proxyuser.*"]),
        ["setBalancerBandwidth"] = ("-setBalancerBandwidth <bandwidth in bytes per second>",
            ["bytes a second", "dfs.datanode.balance.bandwidthPerSec", "until the DataNode restarts"]),
        ["getBalancerBandwidth"] = ("-getBalancerBandwidth <datanode_host:ipc_port>", ["bytes a second", "until it restarts"]),
        ["getDatanodeInfo"] = ("-getDatanodeInfo <datanode_host:ipc_port>", ["is alive"]),
        ["triggerBlockReport"] = ("-triggerBlockReport [-incremental] <datanode_host:ipc_port> [-namenode <namenode_host:ipc_port>]",
            ["what has changed; without it, all"]),
        ["shutdownDatanode"] = ("-shutdownDatanode <datanode_host:ipc_port> [upgrade]",
            ["With upgrade", "wait until it is back", "takes too long"]),
        ["help"] = ("-help [cmd]", ["all of them do when none is named"]),
    };

    private readonly AdminInProcess _admin = new();

    public ValueTask DisposeAsync() => _admin.DisposeAsync();

    public static TheoryData<string> Actions() => [.. AdminTable.Names];

    /// <summary>The first line, the lines behind a tab, the empty line, the exit code.</summary>
    [Theory]
    [MemberData(nameof(Actions))]
    public async Task Help_of_an_action_is_laid_out_as_Apaches(string action)
    {
        Assert.True(
            Texts.TryGetValue(action[1..], out var expected), $"dfsadmin -help {action} has no line in this test: say one in Texts");
        var answer = await _admin.RunAsync("dfsadmin", "-help", action[1..]);
        Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        var lines = answer.Output.Split('\n');
        Assert.Equal(expected.Usage + ":", lines[0]);
        Assert.Equal(["", ""], lines[^2..]);
        Assert.All(lines[1..^2], static l => Assert.StartsWith("\t", l, StringComparison.Ordinal));
        Assert.All(expected.Facts, f => Assert.Contains(f, answer.Output, StringComparison.Ordinal));
        Assert.Equal(answer, await _admin.RunAsync("dfsadmin", "-help", action));
        Assert.Empty(_admin.Requests);
    }

    /// <summary>Of a name that there is not as well, as Apache's does.</summary>
    [Theory]
    [InlineData("-help")]
    [InlineData("-help", "nonsense")]
    [InlineData("-help", "setQuota")]
    public async Task Help_of_nothing_is_that_of_all(params string[] words)
    {
        var answer = await _admin.RunAsync("dfsadmin", words);
        Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        Assert.StartsWith("Usage: hathi dfsadmin ", answer.Output, StringComparison.Ordinal);
        var at = 0;
        foreach (var action in AdminTable.Names)
        {
            Assert.Contains($"\t[{AdminTable.Find(action)!.Usage}]\n", answer.Output, StringComparison.Ordinal);
            var one = await _admin.RunAsync("dfsadmin", "-help", action);
            var found = answer.Output.IndexOf("\n" + one.Output, at, StringComparison.Ordinal);
            Assert.True(found > 0, $"{action} is not there, or not in its place:\n{answer.Output}");
            at = found + one.Output.Length;
        }
    }

    [Theory]
    [InlineData("-printTopology", "x")]
    [InlineData("-refreshServiceAcl", "x")]
    [InlineData("-refreshSuperUserGroupsConfiguration", "x")]
    [InlineData("-refreshUserToGroupsMappings", "x")]
    [InlineData("-safemode")]
    [InlineData("-metasave", "a", "b")]
    public async Task Too_many_words_or_too_few_are_answered_with_the_usage(params string[] words)
    {
        Assert.Equal(
            new Answer("", $"Usage: hathi dfsadmin [{AdminTable.Find(words[0])!.Usage}]\n", 255), await _admin.RunAsync("dfsadmin", words));
        Assert.Empty(_admin.Requests);
    }

    [Fact]
    public async Task What_is_no_action_is_said_with_all_that_are()
    {
        var answer = await _admin.RunAsync("dfsadmin", "-nonsense");
        Assert.StartsWith("nonsense: Unknown command\nUsage: hathi dfsadmin ", answer.Error, StringComparison.Ordinal);
        Assert.Equal(("", 255), (answer.Output, answer.ExitCode));
    }

    [Theory]
    [InlineData("-refreshServiceAcl", "Refresh service acl successful\n")]
    [InlineData("-refreshSuperUserGroupsConfiguration", "Refresh super user groups configuration successful\n")]
    [InlineData("-refreshUserToGroupsMappings", "Refresh user to groups mapping successful\n")]
    public async Task A_refresh_says_that_it_was_done(string action, string said)
    {
        Refreshes(refuse: null);
        Assert.Equal(new Answer(said, "", 0), await _admin.RunAsync("dfsadmin", action));
        Assert.StartsWith(action[1..] + " ", Assert.Single(_admin.Requests), StringComparison.Ordinal);
    }

    /// <summary>The first line of what the NameNode says, behind the action's name, and -1.</summary>
    [Theory]
    [InlineData("-refreshServiceAcl")]
    [InlineData("-refreshSuperUserGroupsConfiguration")]
    [InlineData("-refreshUserToGroupsMappings")]
    public async Task A_refresh_that_is_refused_says_why(string action)
    {
        Refreshes("Access denied for user eve. Superuser privilege is required\nat some.line(Of.java)");
        Assert.Equal(
            new Answer("", $"{action[1..]}: Access denied for user eve. Superuser privilege is required\n", 255),
            await _admin.RunAsync("dfsadmin", action));
    }

    /// <summary>Racks in order, the nodes of a rack in that of Java's map, names, states, an empty line behind each rack.</summary>
    [Fact]
    public async Task The_topology_is_printed_rack_by_rack()
    {
        _admin.On("getDatanodeReport", GetDatanodeReportRequestProto.Parser, static r => new GetDatanodeReportResponseProto
        {
            Di =
            {
                Node("127.77.0.200", "/rack-2", DatanodeInfoProto.Types.AdminState.Normal),
                Node("127.77.0.202", "/rack-2", DatanodeInfoProto.Types.AdminState.DecommissionInprogress),
                Node("127.77.0.201", "/Rack", DatanodeInfoProto.Types.AdminState.Decommissioned),
            },
        });
        var answer = await _admin.RunAsync("dfsadmin", "-printTopology");
        Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        Assert.Matches(
            @"\ARack: /Rack\n   127\.77\.0\.201:9866 \([^\n ]+\) Decommissioned\n\n"
            + @"Rack: /rack-2\n   127\.77\.0\.202:9866 \([^\n ]+\) Decommission In Progress\n"
            + @"   127\.77\.0\.200:9866 \([^\n ]+\) In Service\n\n\z",
            answer.Output);
        Assert.Equal(
            $"getDatanodeReport {new GetDatanodeReportRequestProto { Type = DatanodeReportTypeProto.All }}",
            Assert.Single(_admin.Requests));
    }

    [Fact]
    public async Task A_topology_without_nodes_prints_nothing()
    {
        _admin.On("getDatanodeReport", GetDatanodeReportRequestProto.Parser, static _ => new GetDatanodeReportResponseProto());
        Assert.Equal(new Answer("", "", 0), await _admin.RunAsync("dfsadmin", "-printTopology"));
    }

    [Fact]
    public async Task A_topology_that_is_refused_says_why()
    {
        _admin.On(
            "getDatanodeReport",
            GetDatanodeReportRequestProto.Parser,
            static _ => throw new RpcFault(AccessControl, "Access denied for user eve."));
        Assert.Equal(
            new Answer("", "printTopology: Access denied for user eve.\n", 255), await _admin.RunAsync("dfsadmin", "-printTopology"));
    }

    private void Refreshes(string? refuse)
    {
        _admin.OnMappings(
            "refreshUserToGroupsMappings",
            RefreshUserToGroupsMappingsRequestProto.Parser,
            _ => Told(refuse, new RefreshUserToGroupsMappingsResponseProto()))
            .OnMappings(
                "refreshSuperUserGroupsConfiguration",
                RefreshSuperUserGroupsConfigurationRequestProto.Parser,
                _ => Told(refuse, new RefreshSuperUserGroupsConfigurationResponseProto()))
            .OnPolicy("refreshServiceAcl", RefreshServiceAclRequestProto.Parser, _ => Told(refuse, new RefreshServiceAclResponseProto()));
    }

    private static Google.Protobuf.IMessage Told(string? refuse, Google.Protobuf.IMessage answer) =>
        refuse is null ? answer : throw new RpcFault(AccessControl, refuse);

    private static DatanodeInfoProto Node(string address, string rack, DatanodeInfoProto.Types.AdminState state) => new()
    {
        Id = new DatanodeIDProto
        {
            IpAddr = address, HostName = "n", DatanodeUuid = address, XferPort = 9866, InfoPort = 9864, IpcPort = 9867,
        },
        Location = rack,
        AdminState = state,
    };
}
