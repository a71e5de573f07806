using System.Net;
using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Client;
using Hathi.Hadoop.Tokens;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.ResourceManager.Tests.Masters;

/// <summary>Apache's, on the ports that it has by default.</summary>
internal sealed class ApacheResourceManager(IPAddress address) : IResourceManagerCalls, IAsyncDisposable
{
    private static readonly RpcProtocolName s_clients = new(ProtocolNames.ApplicationClient, 1);
    private static readonly RpcProtocolName s_masters = new(ProtocolNames.ApplicationMaster, 1);
    private static readonly RpcProtocolName s_trackers = new(ProtocolNames.ResourceTracker, 1);

    private readonly RpcClient _rpc = new(new RpcClientOptions("alice"));

    public Task<T> ClientAsync<T>(string method, IMessage request, MessageParser<T> parser)
        where T : class, IMessage<T>, new() =>
        _rpc.CallAsync(new IPEndPoint(address, 8032), s_clients, method, request, parser, CancellationToken.None);

    public Task<T> MasterAsync<T>(Token? token, string method, IMessage request, MessageParser<T> parser)
        where T : class, IMessage<T>, new()
    {
        var options = new RpcCallOptions { Token = token };
        return _rpc.CallAsync(new IPEndPoint(address, 8030), s_masters, method, request, parser, options, CancellationToken.None);
    }

    public Task<T> TrackerAsync<T>(string method, IMessage request, MessageParser<T> parser)
        where T : class, IMessage<T>, new() =>
        _rpc.CallAsync(new IPEndPoint(address, 8031), s_trackers, method, request, parser, CancellationToken.None);

    public ValueTask DisposeAsync() => _rpc.DisposeAsync();
}
