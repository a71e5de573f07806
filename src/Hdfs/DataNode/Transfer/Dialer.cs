using System.Net;
using System.Net.Sockets;

namespace Hathi.Hdfs.DataNode.Transfer;

/// <summary>Opens connections to other DataNodes. Safe from any thread.</summary>
internal interface IDialer
{
    /// <summary>Connects.</summary>
    /// <param name="peer">Where to.</param>
    /// <param name="timeoutMilliseconds">0: as long as the system tries.</param>
    /// <param name="stopped">Ends the call, and whatever is waited for on the connection later on.</param>
    /// <exception cref="SocketException">Refused, unreachable, timed out or stopped.</exception>
    Connection Connect(IPEndPoint peer, int timeoutMilliseconds, CancellationToken stopped);
}

/// <summary>
/// Opens connections by TCP, from this node's own address: that is how a NameNode and other nodes tell the nodes of one
/// machine apart.
/// </summary>
/// <param name="own">The node's address; null: the system chooses.</param>
internal sealed class Dialer(IPAddress? own) : IDialer
{
    /// <inheritdoc/>
    public Connection Connect(IPEndPoint peer, int timeoutMilliseconds, CancellationToken stopped)
    {
        var socket = new Socket(peer.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (own is not null && own.AddressFamily == peer.AddressFamily)
            {
                socket.Bind(new IPEndPoint(own, 0));
            }

            // A blocking connect has no time-out of its own, and an asynchronous one would leave the socket in a mode in which
            // every later blocking call is slower. Disposing of the socket ends the call.
            using (new Timer(
                static s => ((Socket)s!).Dispose(),
                socket,
                timeoutMilliseconds == 0 ? Timeout.Infinite : timeoutMilliseconds,
                Timeout.Infinite))
            using (stopped.UnsafeRegister(static s => ((Socket)s!).Dispose(), socket))
            {
                socket.Connect(peer);
            }

            var connection = Connection.Over(socket);
            connection.EndWith(stopped);
            return connection;
        }
        catch (Exception e) when (stopped.IsCancellationRequested && e is (ObjectDisposedException or SocketException))
        {
            socket.Dispose();
            throw new SocketException((int)SocketError.OperationAborted);
        }
        catch (ObjectDisposedException)
        {
            throw new SocketException((int)SocketError.TimedOut);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
