using System.Net.Sockets;
using Hathi.Platform.Native;
using Microsoft.Win32.SafeHandles;

namespace Hathi.MapReduce.Shuffle.Serve;

/// <summary>
/// Hands bytes and ranges of files to a connection's socket as far as it has room, and never waits for the peer. On Linux a range goes from
/// the page cache to the socket without passing through this process; elsewhere all goes the other way, by
/// <see cref="Socket.SendAsync(ReadOnlyMemory{byte}, CancellationToken)"/>.
/// </summary>
internal sealed unsafe class SocketSender(Socket socket)
{
    /// <summary>What a call returns when the socket has no room.</summary>
    internal const long NoRoom = -1;

    /// <summary>Sends what there is room for.</summary>
    /// <param name="bytes">What to send.</param>
    /// <param name="more">A range of a file follows at once: no segment is sent for the bytes alone.</param>
    /// <returns>Bytes taken, or <see cref="NoRoom"/>.</returns>
    /// <exception cref="ReducerLostException">The peer has gone.</exception>
    internal long TrySend(ReadOnlySpan<byte> bytes, bool more)
    {
        if (!OperatingSystem.IsLinux())
        {
            return NoRoom;
        }

        var flags = SocketCalls.MessageNoSignal | SocketCalls.MessageDoNotWait | (more ? SocketCalls.MessageMore : 0);
        fixed (byte* start = bytes)
        {
            return Taken(SocketCalls.Send(socket.SafeHandle, start, bytes.Length, flags));
        }
    }

    /// <summary>Sends what there is room for of a range of a file; reads the disk where the file is not in memory.</summary>
    /// <returns>Bytes taken, 0 at the file's end, or <see cref="NoRoom"/>.</returns>
    /// <exception cref="ReducerLostException">The peer has gone, or the disk failed.</exception>
    internal long TrySendFile(SafeFileHandle file, long start, long length)
    {
        return OperatingSystem.IsLinux()
            ? Taken(SocketCalls.SendFile(socket.SafeHandle, file, start, (nint)Math.Min(length, SocketCalls.MaxRange)))
            : NoRoom;
    }

    private static long Taken(nint result) =>
        result >= 0 ? result
        : -result == ErrorNumber.TryAgain ? NoRoom
        : throw new ReducerLostException($"Sending failed: {ErrorNumber.Message((int)-result)}", null);
}
