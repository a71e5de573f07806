using Hathi.Hadoop.Rpc;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.NameNode.Tests.Requests;

/// <summary>
/// Every method that is served, called with every extreme of every field of its request: each call is answered or refused by a rule, none
/// by a mistake of ours, and what was accepted is read again at the next start, from the log and from an image.
/// </summary>
public sealed class ExtremeRequestTests
{
    /// <summary>Fields that nothing here looks at: however long, they are dropped with the request.</summary>
    private static readonly HashSet<string> s_unread =
    [
        "CreateRequestProto.cryptoProtocolVersion", "CreateRequestProto.storagePolicy", "RenewLeaseRequestProto.namespaces",
        "RestoreFailedStorageRequestProto.arg",
        "GetStoragePolicyRequestProto.path", "GetEnclosingRootRequestProto.filename", "HeartbeatRequestProto.slowPeers",
        "HeartbeatRequestProto.slowDisks",
        "CacheReportRequestProto.blocks", "CacheReportRequestProto.blockPoolId", "BlockReportRequestProto.blockPoolId",
        "BlockReceivedAndDeletedRequestProto.blockPoolId",
        "BlockReportRequestProto.reports.blocksBuffers", "GetServiceStatusRequestProto.reqInfo", "MonitorHealthRequestProto.reqInfo",
        // of old DataNodes: others name it in "storage"
        "HeartbeatRequestProto.reports.storageUuid", "BlockReceivedAndDeletedRequestProto.blocks.storageUuid",
        "CacheReportRequestProto.registration.datanodeID.datanodeUuid", "CacheReportRequestProto.registration.storageInfo.clusterID",
        "ErrorReportRequestProto.msg", // cut, not refused
    ];

    /// <summary>Parts of messages that nothing here looks at, wherever they are.</summary>
    private static readonly string[] s_unreadParts =
    [
        ".keys.", ".volumeFailureSummary.", ".slowPeers.", ".slowDisks.", ".mount", ".location", ".dependentHostNames", ".upgradeDomain",
        ".softwareVersion", ".blockToken.",
        ".ipAddr", ".hostName", ".storageTypes", ".isCached", ".cachedLocs", ".blockIndices", ".blockTokens", ".allKeys",
    ];

    /// <summary>Lists of what lies in a storage are as long as the storage is full.</summary>
    private static readonly HashSet<string> s_long =
    [
        "BlockReceivedAndDeletedRequestProto.blocks.blocks", "BlockReportRequestProto.reports.blocks",
    ];

    [Theory]
    [InlineData(ProtocolNames.Client)]
    [InlineData(ProtocolNames.Datanode)]
    [InlineData(ProtocolNames.Namenode)]
    [InlineData(ProtocolNames.RefreshUserMappings)]
    [InlineData(ProtocolNames.GetUserMappings)]
    [InlineData(ProtocolNames.HAService)]
    public async Task Extremes_are_answered_or_refused_and_a_restart_follows(string protocol)
    {
        await using var nameNode = await NameNodeFixture.CreateAsync();
        var wrong = new List<string>();
        await using (var site = await AttackSite.StartAsync(nameNode))
        {
            var methods = nameNode.Server.Served.Single(p => p.Name == protocol).Methods.ToList();
            Assert.NotEmpty(methods);
            foreach (var method in methods)
            {
                await TryAllAsync(site, protocol, method.Name, method.GetType().GetGenericArguments()[0], wrong);
            }
        }

        Assert.True(
            wrong.Count == 0, $"{wrong.Count} calls, such as{Environment.NewLine}{string.Join(Environment.NewLine, wrong.Take(40))}");
        await nameNode.StopAsync();
        await nameNode.StartAsync();
        await nameNode.Server.SaveNamespaceAsync();
        await nameNode.StopAsync();
        await nameNode.StartAsync();
        Assert.NotNull(await nameNode.FileSystem.GetFileStatusAsync("/", CancellationToken.None));
    }

    private static async Task TryAllAsync(AttackSite site, string protocol, string method, Type request, List<string> wrong)
    {
        var prepared = false;
        foreach (var extreme in Extremes.Of(() => site.Requests.Make(request)))
        {
            if (IsUnread(extreme.Field) && !extreme.IsTooMuch)
            {
                continue;
            }

            if (!prepared)
            {
                await site.PrepareAsync();
            }

            var refusal = await site.CallAsync(protocol, method, extreme.Bytes);
            prepared = refusal is not null || method.StartsWith("get", StringComparison.Ordinal); // what was refused has changed nothing
            if (refusal is { JavaClass: JavaErrors.Runtime })
            {
                wrong.Add($"{method}: {extreme}: {refusal.Message}");
            }
            else if (refusal is null && extreme.IsTooMuch && !IsUnread(extreme.Field))
            {
                wrong.Add($"{method}: {extreme}: was accepted");
            }
        }
    }

    private static bool IsUnread(string field) =>
        s_unread.Contains(field)
        || s_long.Contains(field)
        || s_unreadParts.Any(part => $"{field}.".Contains($"{part.TrimEnd('.')}.", StringComparison.Ordinal));
}
