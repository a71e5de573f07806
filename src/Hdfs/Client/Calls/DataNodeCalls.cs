using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Client;
using Hathi.Hdfs.Client.Transfer;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.Client.Calls;

/// <summary>What clients ask of DataNodes over RPC: the wire in production, a table of answers in tests.</summary>
internal interface IDataNodeCalls : IAsyncDisposable
{
    /// <summary>How much of a replica that is being written readers may see.</summary>
    /// <returns>
    /// Bytes; below zero when the node has the replica but cannot say (it was restarted while the replica was being written, which waits
    /// for its recovery now); null when the node has no such replica. Source: Apache <c>ReplicaWaitingToBeRecovered.getVisibleLength</c>.
    /// </returns>
    /// <exception cref="RpcRemoteException">The node refused otherwise.</exception>
    /// <exception cref="RpcConnectionException">It could not be reached.</exception>
    Task<long?> GetReplicaVisibleLengthAsync(DatanodeIDProto node, ExtendedBlockProto block, CancellationToken cancellationToken);
}

/// <summary>ClientDatanodeProtocol over RPC. Safe for use by several threads.</summary>
internal sealed class DataNodeCalls : IDataNodeCalls
{
    private static readonly RpcProtocolName Protocol = new(ProtocolNames.ClientDatanode, (long)ProtocolNames.Version);

    private readonly HdfsClientOptions _options;
    private readonly Lazy<IRpcClient> _rpc;

    /// <param name="rpc">Made by the first call; disposed with this.</param>
    /// <param name="options">Which name of a node is called.</param>
    internal DataNodeCalls(Func<IRpcClient> rpc, HdfsClientOptions options)
    {
        _options = options;
        _rpc = new Lazy<IRpcClient>(rpc);
    }

    /// <summary>Calls over the wire.</summary>
    internal static DataNodeCalls Over(string user, HdfsClientOptions options) => new(
        () => new RpcClient(new RpcClientOptions(user)
        {
            LocalAddress = options.BindAddress,
            CallTimeout = options.SocketTimeout,
            ConnectTimeout = options.SocketTimeout,
        }),
        options);

    public async Task<long?> GetReplicaVisibleLengthAsync(
        DatanodeIDProto node, ExtendedBlockProto block, CancellationToken cancellationToken)
    {
        try
        {
            var request = new GetReplicaVisibleLengthRequestProto { Block = block };
            var server = DataNodeAddress.Rpc(node, _options.UseDataNodeHostname);
            var response = await _rpc.Value.CallAsync(
                server, Protocol, "getReplicaVisibleLength", request, GetReplicaVisibleLengthResponseProto.Parser, RpcCallOptions.Default,
                cancellationToken).ConfigureAwait(false);
            return (long)response.Length;
        }
        catch (RpcRemoteException e) when (e.JavaClass == JavaExceptions.ReplicaNotFound)
        {
            return null;
        }
    }

    public ValueTask DisposeAsync() => _rpc.IsValueCreated ? _rpc.Value.DisposeAsync() : ValueTask.CompletedTask;
}
