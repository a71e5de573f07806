using System.Net;
using System.Net.Sockets;

namespace Hathi.Hadoop.Rpc.Client;

/// <summary>Opens sockets: bound to the node's own address first, where one is set.</summary>
internal static class Dialer
{
    /// <exception cref="RpcConnectionException">Nothing answers, in time.</exception>
    public static async Task<Socket> ConnectAsync(EndPoint server, RpcClientOptions options, CancellationToken cancellation)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(options.ConnectTimeout);
        try
        {
            return server is DnsEndPoint name
                ? await ConnectByNameAsync(name, options, timeout.Token).ConfigureAwait(false)
                : await ConnectAsync((IPEndPoint)server, options, timeout.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw ConnectionFailures.CannotConnect(RpcAddress.Format(server), options, e);
        }
    }

    private static async Task<Socket> ConnectByNameAsync(DnsEndPoint server, RpcClientOptions options, CancellationToken cancellation)
    {
        var addresses = await Dns.GetHostAddressesAsync(server.Host, server.AddressFamily, cancellation).ConfigureAwait(false);
        for (var i = 0; ; i++)
        {
            try
            {
                return i < addresses.Length
                    ? await ConnectAsync(new IPEndPoint(addresses[i], server.Port), options, cancellation).ConfigureAwait(false)
                    : throw new SocketException((int)SocketError.HostNotFound);
            }
            catch (SocketException) when (i < addresses.Length - 1)
            {
                // the host has another address
            }
        }
    }

    private static async Task<Socket> ConnectAsync(IPEndPoint server, RpcClientOptions options, CancellationToken cancellation)
    {
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (options.LocalAddress is { } local && local.AddressFamily == server.AddressFamily)
            {
                socket.Bind(new IPEndPoint(local, 0));
            }

            await socket.ConnectAsync(server, cancellation).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
