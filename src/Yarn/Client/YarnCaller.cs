using System.Net;
using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Client;

namespace Hathi.Yarn.Client;

/// <summary>Calls one protocol of one daemon, and turns refusals into <see cref="YarnException"/>. Thread-safe.</summary>
internal sealed class YarnCaller(RpcClient rpc, EndPoint server, RpcProtocolName protocol, RpcCallOptions options)
{
    internal EndPoint Server => server;

    internal async Task<TResponse> CallAsync<TResponse>(
        string method, IMessage request, MessageParser<TResponse> parser, CancellationToken cancellation)
        where TResponse : class, IMessage<TResponse>, new()
    {
        try
        {
            return await rpc.CallAsync(server, protocol, method, request, parser, options, cancellation).ConfigureAwait(false);
        }
        catch (RpcRemoteException e)
        {
            throw YarnException.Of(e);
        }
    }
}
