using System.Net;
using Google.Protobuf;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Client;
using Hathi.Hdfs.Client.Calls;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.Client;

/// <summary>
/// What an administrator asks of one DataNode, over ClientDatanodeProtocol. Most calls need the superuser. Throws
/// <see cref="HdfsException"/> when the node refuses and <see cref="IOException"/> when it cannot be reached. Safe for
/// use by several threads.
/// </summary>
public sealed class DataNodeAdmin : IAsyncDisposable
{
    private static readonly RpcProtocolName Protocol = new(ProtocolNames.ClientDatanode, (long)ProtocolNames.Version);

    private readonly EndPoint _server;
    private readonly RpcClient _rpc;

    /// <summary>Nothing is connected before the first call.</summary>
    /// <param name="address">host:port of the node's RPC (dfs.datanode.ipc.address, 9867).</param>
    /// <param name="configuration">Read now.</param>
    /// <param name="user">Who the node is told we are; see <see cref="CurrentUser"/>.</param>
    /// <exception cref="FormatException">The address is none.</exception>
    public DataNodeAdmin(string address, Configuration configuration, string user)
    {
        var options = HdfsClientOptions.From(configuration);
        _server = RpcAddress.Parse(address);
        _rpc = new RpcClient(new RpcClientOptions(user)
        {
            LocalAddress = options.BindAddress,
            CallTimeout = options.SocketTimeout,
            ConnectTimeout = options.SocketTimeout,
        });
    }

    public async Task<DataNodeInformation> GetInformationAsync(CancellationToken cancellationToken)
    {
        var response = await CallAsync(
            "getDatanodeInfo", new GetDatanodeInfoRequestProto(), GetDatanodeInfoResponseProto.Parser,
            cancellationToken).ConfigureAwait(false);
        return new DataNodeInformation(
            response.LocalInfo.SoftwareVersion, response.LocalInfo.ConfigVersion, TimeSpan.FromSeconds(response.LocalInfo.Uptime));
    }

    /// <summary>Makes the node report its blocks now.</summary>
    /// <param name="incremental">Only what has changed; otherwise all.</param>
    /// <param name="nameNode">host:port of the only NameNode to report to; null for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task TriggerBlockReportAsync(bool incremental, string? nameNode, CancellationToken cancellationToken)
    {
        var request = new TriggerBlockReportRequestProto { Incremental = incremental };
        if (nameNode is not null)
        {
            request.NnAddress = nameNode;
        }

        return CallAsync("triggerBlockReport", request, TriggerBlockReportResponseProto.Parser, cancellationToken);
    }

    /// <summary>Makes the node end.</summary>
    /// <param name="forUpgrade">Writers are told to wait for its return.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task ShutDownAsync(bool forUpgrade, CancellationToken cancellationToken) =>
        CallAsync(
            "shutdownDatanode",
            new ShutdownDatanodeRequestProto { ForUpgrade = forUpgrade },
            ShutdownDatanodeResponseProto.Parser,
            cancellationToken);

    /// <summary>Bytes a second that the node may use for balancing.</summary>
    public async Task<long> GetBalancerBandwidthAsync(CancellationToken cancellationToken) =>
        (long)(await CallAsync(
            "getBalancerBandwidth",
            new GetBalancerBandwidthRequestProto(),
            GetBalancerBandwidthResponseProto.Parser,
            cancellationToken).ConfigureAwait(false)).Bandwidth;

    public ValueTask DisposeAsync() => _rpc.DisposeAsync();

    private async Task<TResponse> CallAsync<TResponse>(
        string method, IMessage request, MessageParser<TResponse> parser, CancellationToken cancellationToken)
        where TResponse : class, IMessage<TResponse>, new()
    {
        try
        {
            return await _rpc.CallAsync(_server, Protocol, method, request, parser, cancellationToken).ConfigureAwait(false);
        }
        catch (RpcRemoteException e)
        {
            throw RemoteErrors.Translate(e);
        }
    }
}

/// <summary>What a DataNode says of itself.</summary>
/// <param name="SoftwareVersion">For example 3.5.0.</param>
/// <param name="ConfigurationVersion">Of its settings.</param>
/// <param name="Uptime">Since it started.</param>
public sealed record DataNodeInformation(string SoftwareVersion, string ConfigurationVersion, TimeSpan Uptime);
