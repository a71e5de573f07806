using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Hathi.Platform.Native;

/// <summary>
/// Calls of libc that move data in bulk to sockets and wait for them, and that .NET does not offer. Linux only, but for <see cref="Poll"/>;
/// callers have another way elsewhere.
/// </summary>
public static unsafe partial class SocketCalls
{
    /// <summary>MSG_MORE: more follows at once, do not send a short segment yet.</summary>
    public const int MessageMore = 0x8000;

    /// <summary>MSG_NOSIGNAL: a closed peer is an error number and not a signal.</summary>
    public const int MessageNoSignal = 0x4000;

    /// <summary>MSG_DONTWAIT: without room in the socket it is <see cref="ErrorNumber.TryAgain"/>.</summary>
    public const int MessageDoNotWait = 0x40;

    /// <summary>The most bytes that one sendfile takes: the kernel's own limit is a page below 2 GiB.</summary>
    public const long MaxRange = 0x7fff_f000;

    /// <summary>Sends bytes.</summary>
    /// <param name="socket">Where to.</param>
    /// <param name="data">They stay where they are meanwhile.</param>
    /// <param name="length">How many.</param>
    /// <param name="flags">See above.</param>
    /// <returns>How many the socket has taken; below zero: the error number.</returns>
    public static nint Send(SafeHandle socket, byte* data, nint length, int flags) =>
        ErrorNumber.Again((socket, Data: (nint)data, length, flags), static s => SendBytes(s.socket, (byte*)s.Data, s.length, s.flags));

    /// <summary>Sends a range of a file from the page cache, without passing it through this process.</summary>
    /// <param name="socket">Where to.</param>
    /// <param name="file">Reads the disk where the file is not in memory.</param>
    /// <param name="offset">Where the range begins.</param>
    /// <param name="count">Its bytes.</param>
    /// <returns>How many the socket has taken; 0: the file ends there; below zero: the error number.</returns>
    public static nint SendFile(SafeHandle socket, SafeFileHandle file, long offset, nint count) =>
        ErrorNumber.Again((socket, file, offset, count), static s => SendRange(s.socket, s.file, &s.offset, s.count));

    /// <summary>Waits until something can be done with one of some descriptors.</summary>
    /// <param name="entries">Which, and what; then what is ready.</param>
    /// <param name="milliseconds">How long; -1: without an end.</param>
    /// <returns>How many are ready; below zero: the error number.</returns>
    public static int Poll(Span<PollEntry> entries, int milliseconds)
    {
        fixed (PollEntry* first = entries)
        {
            var wait = (Entries: (nint)first, entries.Length, milliseconds);
            return (int)ErrorNumber.Again(wait, static w => PollAll((PollEntry*)w.Entries, w.Length, w.milliseconds));
        }
    }

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint SendBytes(SafeHandle socket, byte* data, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "sendfile", SetLastError = true)]
    private static partial nint SendRange(SafeHandle socket, SafeFileHandle file, long* offset, nint count);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int PollAll(PollEntry* entries, nint count, int milliseconds);
}
