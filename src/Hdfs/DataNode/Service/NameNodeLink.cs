using System.Net;
using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.Datanode;
using ReportBadBlocksRequestProto = Hathi.Hdfs.Protocol.Datanode.ReportBadBlocksRequestProto;
using ReportBadBlocksResponseProto = Hathi.Hdfs.Protocol.Datanode.ReportBadBlocksResponseProto;

namespace Hathi.Hdfs.DataNode.Service;

/// <summary>
/// DatanodeProtocol as the DataNode calls it. Every call throws <see cref="RpcRemoteException"/> when the NameNode refuses and
/// <see cref="RpcConnectionException"/> when it cannot be reached. Safe from any thread.
/// </summary>
internal sealed class NameNodeLink(IRpcClient client, EndPoint nameNode)
{
    // A full report of a million blocks takes a busy NameNode a while.
    private static readonly RpcCallOptions Patient = new() { Timeout = TimeSpan.FromSeconds(120) };

    private readonly RpcProtocolName _protocol = new(ProtocolNames.Datanode, (long)ProtocolNames.Version);

    internal string Name { get; } = RpcAddress.Format(nameNode);

    internal async Task<NamespaceInfoProto> VersionAsync(CancellationToken cancellationToken) =>
        (await CallAsync(
            "versionRequest", new VersionRequestProto(), VersionResponseProto.Parser, cancellationToken).ConfigureAwait(false)).Info;

    internal async Task<DatanodeRegistrationProto> RegisterAsync(
        DatanodeRegistrationProto registration, CancellationToken cancellationToken) =>
        (await CallAsync(
            "registerDatanode",
            new RegisterDatanodeRequestProto { Registration = registration },
            RegisterDatanodeResponseProto.Parser,
            cancellationToken).ConfigureAwait(false)).Registration;

    internal Task<HeartbeatResponseProto> HeartbeatAsync(HeartbeatRequestProto request, CancellationToken cancellationToken) =>
        CallAsync("sendHeartbeat", request, HeartbeatResponseProto.Parser, cancellationToken);

    internal async Task<DatanodeCommandProto?> BlockReportAsync(BlockReportRequestProto request, CancellationToken cancellationToken) =>
        (await client.CallAsync(
            nameNode, _protocol, "blockReport", request, BlockReportResponseProto.Parser, Patient,
            cancellationToken).ConfigureAwait(false)).Cmd;

    internal Task ChangesAsync(BlockReceivedAndDeletedRequestProto request, CancellationToken cancellationToken) =>
        CallAsync("blockReceivedAndDeleted", request, BlockReceivedAndDeletedResponseProto.Parser, cancellationToken);

    internal Task ErrorAsync(ErrorReportRequestProto request, CancellationToken cancellationToken) =>
        CallAsync("errorReport", request, ErrorReportResponseProto.Parser, cancellationToken);

    internal Task BadBlocksAsync(ReportBadBlocksRequestProto request, CancellationToken cancellationToken) =>
        CallAsync("reportBadBlocks", request, ReportBadBlocksResponseProto.Parser, cancellationToken);

    internal Task CommitSynchronizationAsync(CommitBlockSynchronizationRequestProto request, CancellationToken cancellationToken) =>
        CallAsync("commitBlockSynchronization", request, CommitBlockSynchronizationResponseProto.Parser, cancellationToken);

    private Task<T> CallAsync<T>(string method, IMessage request, MessageParser<T> parser, CancellationToken cancellationToken)
        where T : class, IMessage<T>, new() =>
        client.CallAsync(nameNode, _protocol, method, request, parser, RpcCallOptions.Default, cancellationToken);
}
