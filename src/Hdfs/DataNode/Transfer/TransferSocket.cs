using System.Net;
using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;

namespace Hathi.Hdfs.DataNode.Transfer;

/// <summary>
/// The bytes of one connection of DataTransferProtocol, blocking: TCP (<see cref="TcpTransferSocket"/>), or a connection of a simulated
/// cluster. Used by one thread at a time, but for <see cref="Shutdown"/>. Every call may throw <see cref="SocketException"/> when the
/// connection broke or timed out, and <see cref="ObjectDisposedException"/> when it was disposed of.
/// </summary>
internal abstract class TransferSocket : IDisposable
{
    internal abstract IPEndPoint Local { get; }

    internal abstract IPEndPoint Remote { get; }

    /// <summary>Milliseconds that a receive may take; 0: without an end.</summary>
    internal abstract int ReceiveTimeout { set; }

    /// <summary>Milliseconds that a send may take; 0: without an end.</summary>
    internal abstract int SendTimeout { set; }

    /// <summary>Whether <see cref="SendFile"/> can be used.</summary>
    internal abstract bool SendsFiles { get; }

    /// <summary>Waits for bytes.</summary>
    /// <returns>How many have come; 0: the peer has closed.</returns>
    internal abstract int Receive(Span<byte> buffer);

    /// <summary>Sends some of the bytes.</summary>
    /// <param name="data">They.</param>
    /// <param name="more">Others follow at once: a short segment need not go yet.</param>
    /// <returns>How many.</returns>
    internal abstract int Send(ReadOnlySpan<byte> data, bool more);

    /// <summary>Sends a part of a file, straight from the system's cache.</summary>
    /// <param name="file">Open to be read.</param>
    /// <param name="offset">Of the first byte.</param>
    /// <param name="length">Bytes, at most.</param>
    /// <param name="path">Of the file, for messages.</param>
    /// <returns>How many; 0: the file ends here.</returns>
    /// <exception cref="Base.DiskException">The file cannot be read.</exception>
    internal abstract int SendFile(SafeFileHandle file, long offset, int length, string path);

    /// <summary>Waits until a receive would not wait.</summary>
    /// <returns>False: the time is over.</returns>
    internal abstract bool WaitReadable(int milliseconds);

    /// <summary>Waits until a receive of this or of another connection of the same kind would not wait.</summary>
    /// <param name="other">The other one.</param>
    /// <param name="milliseconds">How long; -1: without an end.</param>
    /// <returns>Which are ready; neither: the time is over.</returns>
    internal abstract (bool This, bool Other) WaitReadable(TransferSocket other, int milliseconds);

    /// <summary>Ends what is sent, or both directions and whatever waits for them. Of any thread.</summary>
    internal abstract void Shutdown(SocketShutdown how);

    public abstract void Dispose();
}
