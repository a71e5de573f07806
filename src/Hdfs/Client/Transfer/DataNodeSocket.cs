using System.Net;
using System.Net.Sockets;

namespace Hathi.Hdfs.Client.Transfer;

/// <summary>
/// The bytes of one connection to a DataNode: TCP (<see cref="TcpSocket"/>), or a connection of a simulated cluster. One receive and one
/// send at a time. Every call may throw <see cref="SocketException"/> when the connection is broken and
/// <see cref="ObjectDisposedException"/> when it was disposed of, which also ends what is under way.
/// </summary>
internal abstract class DataNodeSocket : IDisposable
{
    /// <summary>Bytes that have come and are not received.</summary>
    internal abstract int Available { get; }

    /// <summary>Whether a receive would not wait: bytes have come, or the peer has closed.</summary>
    internal abstract bool IsReadable { get; }

    /// <summary>Sends some of the bytes.</summary>
    /// <returns>How many.</returns>
    internal abstract ValueTask<int> SendAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken);

    /// <summary>Waits for bytes.</summary>
    /// <returns>How many have come; 0: the peer has closed.</returns>
    internal abstract ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>Ends a receive only when so many bytes have come, or the peer has closed; where the system cannot, nothing.</summary>
    internal virtual void SetLowWatermark(int bytes)
    {
    }

    public abstract void Dispose();
}

/// <summary>Opens connections to DataNodes. Safe from any thread.</summary>
internal interface IDataNodeDialer
{
    /// <summary>Connects.</summary>
    /// <param name="address">Of the DataNode.</param>
    /// <param name="local">From where; null: the system chooses.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SocketException">Refused or unreachable.</exception>
    ValueTask<DataNodeSocket> ConnectAsync(EndPoint address, IPAddress? local, CancellationToken cancellationToken);
}
