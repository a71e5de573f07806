using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Hathi.MapReduce.Shuffle.Serve;

/// <summary>
/// Hands bytes and ranges of files to a connection's socket as far as it has room, and never waits for the peer. On Linux a range goes from the page
/// cache to the socket without passing through this process; elsewhere all goes the other way, by <see cref="Socket.SendAsync(ReadOnlyMemory{byte}, CancellationToken)"/>.
/// </summary>
internal sealed unsafe partial class SocketSender(Socket socket)
{
    /// <summary>What a call returns when the socket has no room.</summary>
    internal const long NoRoom = -1;

    private const int Interrupted = 4;
    private const int TryAgain = 11;
    private const int MessageDoNotWait = 0x40;
    private const int MessageMore = 0x8000;
    private const int MessageNoSignal = 0x4000;

    /// <summary>The most bytes that one sendfile takes: the kernel's own limit is a page below 2 GiB.</summary>
    private const long MaxRange = 0x7fff_f000;

    /// <summary>Sends what there is room for.</summary>
    /// <param name="bytes">What to send.</param>
    /// <param name="more">A range of a file follows at once: no segment is sent for the bytes alone.</param>
    /// <returns>Bytes taken, or <see cref="NoRoom"/>.</returns>
    /// <exception cref="IOException">The peer has gone.</exception>
    internal long TrySend(ReadOnlySpan<byte> bytes, bool more)
    {
        if (!OperatingSystem.IsLinux())
        {
            return NoRoom;
        }

        var flags = MessageNoSignal | MessageDoNotWait | (more ? MessageMore : 0);
        while (true)
        {
            fixed (byte* start = bytes)
            {
                if (Taken(NativeSend(socket.SafeHandle, start, bytes.Length, flags)) is { } taken)
                {
                    return taken;
                }
            }
        }
    }

    /// <summary>Sends what there is room for of a range of a file; reads the disk where the file is not in memory.</summary>
    /// <returns>Bytes taken, 0 at the file's end, or <see cref="NoRoom"/>.</returns>
    /// <exception cref="IOException">The peer has gone, or the disk failed.</exception>
    internal long TrySendFile(SafeFileHandle file, long start, long length)
    {
        if (!OperatingSystem.IsLinux())
        {
            return NoRoom;
        }

        while (true)
        {
            var offset = start;
            if (Taken(NativeSendFile(socket.SafeHandle, file, ref offset, (nint)Math.Min(length, MaxRange))) is { } taken)
            {
                return taken;
            }
        }
    }

    // Null: once more.
    private static long? Taken(nint result)
    {
        if (result >= 0)
        {
            return result;
        }

        return Marshal.GetLastPInvokeError() switch
        {
            TryAgain => NoRoom,
            Interrupted => null,
            var error => throw new IOException($"Sending failed: {new Win32Exception(error).Message}"),
        };
    }

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint NativeSend(SafeHandle socket, byte* data, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "sendfile", SetLastError = true)]
    private static partial nint NativeSendFile(SafeHandle socket, SafeFileHandle file, ref long offset, nint count);
}
