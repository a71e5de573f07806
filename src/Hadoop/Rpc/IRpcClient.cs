using System.Net;
using Google.Protobuf;
using Hathi.Hadoop.Rpc.Client;

namespace Hathi.Hadoop.Rpc;

/// <summary>
/// Calls methods of servers: over the wire in production (<see cref="RpcClient"/>), over the network of a simulated cluster in tests.
/// </summary>
public interface IRpcClient : IAsyncDisposable
{
    /// <summary>A number for a call, for <see cref="RpcCallOptions.CallId"/>.</summary>
    int NextCallId();

    /// <summary>Calls a method and waits for the answer.</summary>
    /// <param name="server">Where: an <see cref="IPEndPoint"/> or a <see cref="DnsEndPoint"/>; see <see cref="RpcAddress"/>.</param>
    /// <param name="protocol">The protocol.</param>
    /// <param name="method">The method's name on the wire.</param>
    /// <param name="request">The request; not changed before the call has ended.</param>
    /// <param name="parser">The parser of the answer.</param>
    /// <param name="options">What this call does otherwise.</param>
    /// <param name="cancellation">Gives the call up; the server may carry it out all the same.</param>
    /// <exception cref="RpcRemoteException">The server refused.</exception>
    /// <exception cref="RpcConnectionException">
    /// The server could not be reached, or did not answer in time, or does not speak RPC.
    /// </exception>
    Task<TResponse> CallAsync<TResponse>(
        EndPoint server,
        RpcProtocolName protocol,
        string method,
        IMessage request,
        MessageParser<TResponse> parser,
        RpcCallOptions options,
        CancellationToken cancellation)
        where TResponse : class, IMessage<TResponse>, new();
}
