using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Hathi.MapReduce.Shuffle.Serve;

/// <summary>
/// Sends bytes and ranges of files on the calling thread, which waits in the kernel while the peer does not read. On Linux a range goes from
/// the page cache to the socket without passing through this process.
/// </summary>
internal sealed unsafe partial class SocketSender(Socket socket, TimeSpan stallTimeout)
{
    private const int Interrupted = 4;
    private const int TryAgain = 11;
    private const int MessageMore = 0x8000;
    private const int MessageNoSignal = 0x4000;
    private const short PollOut = 4;

    /// <summary>The most bytes that one sendfile takes: the kernel's own limit is a page below 2 GiB.</summary>
    private const long MaxRange = 0x7fff_f000;

    private const int CopyBytes = 128 * 1024;

    /// <summary>Sends all of it.</summary>
    /// <param name="bytes">What to send.</param>
    /// <param name="more">A range of a file follows at once: no segment is sent for the bytes alone.</param>
    /// <exception cref="IOException">The peer has gone, or takes nothing.</exception>
    internal void Send(ReadOnlySpan<byte> bytes, bool more)
    {
        if (!OperatingSystem.IsLinux())
        {
            SendPortably(bytes);
            return;
        }

        var flags = MessageNoSignal | (more ? MessageMore : 0);
        while (bytes.Length > 0)
        {
            nint sent;
            fixed (byte* start = bytes)
            {
                sent = NativeSend(socket.SafeHandle, start, bytes.Length, flags);
            }

            bytes = bytes[(int)Advanced(sent)..];
        }
    }

    /// <summary>Sends a range of a file.</summary>
    /// <exception cref="IOException">The peer has gone or takes nothing, or the file ends before the range does.</exception>
    internal void SendFile(SafeFileHandle file, string path, long start, long length)
    {
        if (!OperatingSystem.IsLinux())
        {
            Copy(file, path, start, length);
            return;
        }

        var end = start + length;
        while (start < end)
        {
            var sent = NativeSendFile(socket.SafeHandle, file, ref start, (nint)Math.Min(end - start, MaxRange));
            if (sent == 0)
            {
                throw CutOff(path, end);
            }

            _ = Advanced(sent);
        }
    }

    private static IOException CutOff(string path, long end) => new($"{path} ends before byte {end}: it is shorter than its index says.");

    // The result of a call: bytes taken, or 0 after the wait that an error called for.
    private nint Advanced(nint result)
    {
        if (result >= 0)
        {
            return result;
        }

        var error = Marshal.GetLastPInvokeError();
        if (error == TryAgain)
        {
            AwaitRoom();
        }
        else if (error != Interrupted)
        {
            throw new IOException($"Sending failed: {new Win32Exception(error).Message}");
        }

        return 0;
    }

    private void AwaitRoom()
    {
        var held = false;
        try
        {
            socket.SafeHandle.DangerousAddRef(ref held);
            var entry = new PollEntry { File = (int)socket.SafeHandle.DangerousGetHandle(), Events = PollOut };
            if (NativePoll(&entry, 1, (int)stallTimeout.TotalMilliseconds) == 0)
            {
                throw new IOException($"The peer took nothing for {stallTimeout.TotalSeconds:0} s.");
            }
        }
        catch (ObjectDisposedException e)
        {
            throw new IOException("The service ends.", e);
        }
        finally
        {
            if (held)
            {
                socket.SafeHandle.DangerousRelease();
            }
        }
    }

    private void SendPortably(ReadOnlySpan<byte> bytes)
    {
        try
        {
            socket.SendTimeout = (int)stallTimeout.TotalMilliseconds;
            while (bytes.Length > 0)
            {
                bytes = bytes[socket.Send(bytes)..];
            }
        }
        catch (SocketException e)
        {
            throw new IOException($"Sending failed: {e.Message}", e);
        }
    }

    private void Copy(SafeFileHandle file, string path, long start, long length)
    {
        var buffer = new byte[Math.Min(CopyBytes, length)];
        var end = start + length;
        while (start < end)
        {
            var read = RandomAccess.Read(file, buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - start)), start);
            if (read == 0)
            {
                throw CutOff(path, end);
            }

            SendPortably(buffer.AsSpan(0, read));
            start += read;
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        internal int File;
        internal short Events;
        internal short Returned;
    }

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint NativeSend(SafeHandle socket, byte* data, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "sendfile", SetLastError = true)]
    private static partial nint NativeSendFile(SafeHandle socket, SafeFileHandle file, ref long offset, nint count);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int NativePoll(PollEntry* entries, nint count, int milliseconds);
}
