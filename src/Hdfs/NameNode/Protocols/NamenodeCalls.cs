using Google.Protobuf;
using Hathi.Hdfs.NameNode.Mapping;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.Namenode;
using Hathi.Rpc;

namespace Hathi.Hdfs.NameNode.Protocols;

/// <summary>NamenodeProtocol: what benchmarks and other NameNodes ask. Moving blocks (getBlocks) comes with the balancer.</summary>
internal sealed class NamenodeCalls(CallSite site, NamespaceInfoProto namespaceInfo)
{
    private readonly VersionResponseProto _version = new() { Info = namespaceInfo };

    public void AddTo(RpcProtocol protocol) => protocol
        .Add("versionRequest", VersionRequestProto.Parser, (_, _) => Done(_version))
        .Add("getBlockKeys", GetBlockKeysRequestProto.Parser, (_, _) => Done(new GetBlockKeysResponseProto { Keys = DataNodeMapping.NoKeys() }))
        .Add("getTransactionId", GetTransactionIdRequestProto.Parser, (_, _) => Done(new GetTransactionIdResponseProto { TxId = (ulong)site.Engine.LastIndex }))
        .Add("isUpgradeFinalized", IsUpgradeFinalizedRequestProto.Parser, (_, _) => Done(new IsUpgradeFinalizedResponseProto { IsUpgradeFinalized = true }))
        .Add("isRollingUpgrade", IsRollingUpgradeRequestProto.Parser, (_, _) => Done(new IsRollingUpgradeResponseProto { IsRollingUpgrade = false }));

    private static ValueTask<IMessage> Done(IMessage message) => new(message);
}
