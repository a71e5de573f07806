using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hdfs.NameNode.Tests.Requests;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.NameNode.Tests;

/// <summary>
/// Which calls ask for the superuser: those of which Apache's NameNodeRpcServer and FSNamesystem ask
/// checkSuperuserPrivilege, and the refreshes.
/// </summary>
public sealed class PrivilegeTests
{
    /// <summary>Calls, with what the refusal calls them.</summary>
    private static readonly Dictionary<string, string> s_privileged = new(StringComparer.Ordinal)
    {
        ["getDatanodeReport"] = "datanodeReport", ["getDatanodeStorageReport"] = "getDatanodeStorageReport",
        ["setSafeMode"] = "safemode_leave", ["saveNamespace"] = "saveNamespace", ["rollEdits"] = "rollEditLog",
        ["restoreFailedStorage"] = "disableRestoreFailedStorage", ["refreshNodes"] = "refreshNodes",
        ["finalizeUpgrade"] = "finalizeUpgrade", ["rollingUpgrade"] = "queryRollingUpgrade", ["metaSave"] = "metaSave",
        ["setBalancerBandwidth"] = "setBalancerBandwidth", ["listCorruptFileBlocks"] = "listCorruptFileBlocks",
        ["listOpenFiles"] = "listOpenFiles", ["getCurrentEditLogTxid"] = "getCurrentEditLogTxid", ["getBlockKeys"] = "getBlockKeys",
        ["getTransactionId"] = "getTransactionID", ["isUpgradeFinalized"] = "isUpgradeFinalized", ["isRollingUpgrade"] = "isRollingUpgrade",
        ["refreshUserToGroupsMappings"] = "refreshUserToGroupsMappings",
        ["refreshSuperUserGroupsConfiguration"] = "refreshSuperUserGroupsConfiguration", ["listEncryptionZones"] = "listEncryptionZones",
        ["listReencryptionStatus"] = "listReencryptionStatus", ["monitorHealth"] = "monitorHealth",
        ["getServiceStatus"] = "getServiceStatus",
    };

    [Fact]
    public async Task Just_these_calls_ask_for_the_superuser()
    {
        await using var nameNode = await NameNodeFixture.CreateAsync();
        await using var site = await AttackSite.StartAsync(nameNode);
        await site.PrepareAsync();
        var asked = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var protocol in nameNode.Server.Served.Where(static p => p.Name != ProtocolNames.Datanode))
        {
            foreach (var method in protocol.Methods)
            {
                var request = site.Requests.Make(method.GetType().GetGenericArguments()[0]);
                const string Words = "Superuser privilege is required for operation ";
                var refusal = await site.CallAsync(protocol.Name, method.Name, request.ToByteArray(), "mallory");
                if (refusal is { JavaClass: JavaExceptions.AccessControl } && refusal.Message.Contains(Words, StringComparison.Ordinal))
                {
                    asked[method.Name] = refusal.Message[(refusal.Message.IndexOf(Words, StringComparison.Ordinal) + Words.Length)..];
                }
            }
        }

        Assert.Equal(
            s_privileged.OrderBy(static p => p.Key, StringComparer.Ordinal), asked.OrderBy(static p => p.Key, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Files_are_read_for_nobody_but_the_superuser_and_a_missing_one_changes_nothing()
    {
        await using var nameNode = await NameNodeFixture.CreateAsync();
        await using var caller = new NameNodeCaller(nameNode);
        File.Delete(nameNode.IncludeFile);
        Assert.Contains("Superuser privilege", (await Refresh("mallory"))!.Message, StringComparison.Ordinal);
        var missing = (await Refresh(null))!;
        Assert.Equal(
            (JavaExceptions.IOException, true),
            (missing.JavaClass, missing.Message.Contains(nameNode.IncludeFile, StringComparison.Ordinal)));
        await File.WriteAllTextAsync(nameNode.IncludeFile, "10.0.0.1");
        Assert.Null(await Refresh(null));

        Task<RpcRemoteException?> Refresh(string? user) =>
            caller.RefusalAsync(
                ProtocolNames.Client, "refreshNodes", new RefreshNodesRequestProto(), RefreshNodesResponseProto.Parser, user);
    }

    [Fact]
    public async Task Whether_failed_directories_are_tried_again_is_kept_and_the_refusal_names_what_was_asked()
    {
        await using var nameNode = await NameNodeFixture.CreateAsync();
        await using var caller = new NameNodeCaller(nameNode);
        foreach (var (arg, operation, result) in ((string, string, bool)[])
        [
            ("check", "check", false), ("true", "enable", true), ("check", "check", true), ("false", "disable", false),
            ("check", "check", false),
        ])
        {
            var request = new RestoreFailedStorageRequestProto { Arg = arg };
            var refused = await caller.RefusalAsync(
                ProtocolNames.Client, "restoreFailedStorage", request, RestoreFailedStorageResponseProto.Parser, "mallory");
            Assert.EndsWith($"operation {operation}RestoreFailedStorage", refused!.FirstLine, StringComparison.Ordinal);
            var answer = await caller.AskAsync(
                ProtocolNames.Client, "restoreFailedStorage", request, RestoreFailedStorageResponseProto.Parser);
            Assert.Equal(result, answer.Result);
        }
    }

    [Fact]
    public async Task Groups_of_now_count_on_a_connection_that_is_open_and_a_refresh_reaches_groups_and_rules()
    {
        await using var nameNode = await NameNodeFixture.CreateAsync();
        await using var caller = new NameNodeCaller(nameNode);
        Assert.NotNull(await Report());
        nameNode.Groups.Of["ada"] = ["supergroup"];
        Assert.Null(await Report());
        nameNode.Groups.Of["ada"] = ["users"];
        Assert.NotNull(await Report());

        await caller.AskAsync(
            ProtocolNames.RefreshUserMappings,
            "refreshUserToGroupsMappings",
            new RefreshUserToGroupsMappingsRequestProto(),
            RefreshUserToGroupsMappingsResponseProto.Parser);
        await caller.AskAsync(
            ProtocolNames.RefreshUserMappings, "refreshSuperUserGroupsConfiguration", new RefreshSuperUserGroupsConfigurationRequestProto(),
            RefreshSuperUserGroupsConfigurationResponseProto.Parser);
        Assert.Equal((1, 1), (nameNode.Groups.Refreshes, nameNode.ImpersonationReads));

        Task<RpcRemoteException?> Report() => caller.RefusalAsync(
            ProtocolNames.Client, "getDatanodeReport", new GetDatanodeReportRequestProto { Type = DatanodeReportTypeProto.All },
            GetDatanodeReportResponseProto.Parser, "ada");
    }

    [Fact]
    public async Task A_look_up_of_groups_that_takes_long_holds_up_nobody_else()
    {
        await using var nameNode = await NameNodeFixture.CreateAsync();
        await using var caller = new NameNodeCaller(nameNode);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        nameNode.Groups.Gates["slow"] = gate.Task;
        var waiting = Enumerable.Range(0, 100).Select(_ => Status("slow")).ToList();
        await Status("ada");
        Assert.DoesNotContain(waiting, static w => w.IsCompleted);
        gate.SetResult();
        await Task.WhenAll(waiting);

        Task<GetFileInfoResponseProto> Status(string user) =>
            caller.AskAsync(
                ProtocolNames.Client, "getFileInfo", new GetFileInfoRequestProto { Src = "/" }, GetFileInfoResponseProto.Parser, user);
    }
}
