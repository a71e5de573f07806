using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Hdfs.NameNode.Mapping;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.Namenode;

namespace Hathi.Hdfs.NameNode.Calls;

/// <summary>NamenodeProtocol: what benchmarks and other NameNodes ask. Moving blocks (getBlocks) comes with the balancer.</summary>
internal sealed class NamenodeCalls(CallSite site, NamespaceInfoProto namespaceInfo)
{
    private readonly VersionResponseProto _version = new() { Info = namespaceInfo };

    public void AddTo(RpcProtocol protocol) => protocol
        .Add("versionRequest", VersionRequestProto.Parser, (_, _) => new ValueTask<IMessage>(_version))
        .Add("getBlockKeys", GetBlockKeysRequestProto.Parser, ForSuperUsers<GetBlockKeysRequestProto>(
            "getBlockKeys", () => new GetBlockKeysResponseProto { Keys = DataNodeMapping.NoKeys() }))
        .Add("getTransactionId", GetTransactionIdRequestProto.Parser, ForSuperUsers<GetTransactionIdRequestProto>(
            "getTransactionID", () => new GetTransactionIdResponseProto { TxId = (ulong)site.Engine.LastIndex }))
        .Add("isUpgradeFinalized", IsUpgradeFinalizedRequestProto.Parser, ForSuperUsers<IsUpgradeFinalizedRequestProto>(
            "isUpgradeFinalized", () => new IsUpgradeFinalizedResponseProto { IsUpgradeFinalized = true }))
        .Add("isRollingUpgrade", IsRollingUpgradeRequestProto.Parser, ForSuperUsers<IsRollingUpgradeRequestProto>(
            "isRollingUpgrade", () => new IsRollingUpgradeResponseProto { IsRollingUpgrade = false }));

    private Func<TRequest, RpcCallContext, ValueTask<IMessage>> ForSuperUsers<TRequest>(string operation, Func<IMessage> answer) =>
        async (_, c) =>
        {
            await site.RequireSuperUserAsync(c, operation).ConfigureAwait(false);
            return answer();
        };
}
