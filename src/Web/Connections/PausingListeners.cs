using System.Net;
using System.Net.Sockets;
using Hathi.Platform.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.Web.Connections;

/// <summary>
/// Kestrel's sockets with an accept loop of our own: Kestrel's tries again at once when there is no descriptor left, and takes a processor
/// for it; and its limit of connections keeps those out who come last.
/// </summary>
/// <param name="connections">Those that are open.</param>
/// <param name="tell">Is told that accepting fails.</param>
internal sealed class PausingListeners(OpenConnections connections, Action<string> tell) : IConnectionListenerFactory
{
    private const int Backlog = 512;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        Socket socket;
        try
        {
            socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new AddressInUseException(e.Message, e);
        }

        socket.Listen(Backlog);
        return new(new Listener(socket, new Acceptor(socket, tell), connections));
    }

    private sealed class Listener(Socket socket, Acceptor acceptor, OpenConnections connections) : IConnectionListener
    {
        private readonly SocketConnectionContextFactory _factory = new(new SocketConnectionFactoryOptions(), NullLogger.Instance);

        public EndPoint EndPoint { get; } = socket.LocalEndPoint!;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            while (await acceptor.AcceptAsync().ConfigureAwait(false) is { } accepted)
            {
                try
                {
                    accepted.NoDelay = true;
                    var connection = _factory.Create(accepted);
                    if (connections.TryAdd(connection))
                    {
                        return connection;
                    }

                    await connection.DisposeAsync().ConfigureAwait(false);
                }
                catch (Exception)
                {
                    accepted.Dispose(); // it has gone already
                }
            }

            return null;
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            acceptor.Dispose();
            return default;
        }

        public ValueTask DisposeAsync()
        {
            acceptor.Dispose();
            _factory.Dispose();
            return default;
        }
    }
}
