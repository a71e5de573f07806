using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Hathi.Hdfs.DataNode.Native;

/// <summary>The calls of libc that move data in bulk and that .NET does not offer. Linux only; callers have another way elsewhere.</summary>
internal static unsafe partial class PosixCalls
{
    /// <summary>Interrupted by a signal: try again.</summary>
    internal const int Interrupted = 4;

    /// <summary>The socket's send or receive timeout has passed.</summary>
    internal const int TryAgain = 11;

    /// <summary>The socket has no peer.</summary>
    internal const int NotConnected = 107;

    /// <summary>For <see cref="Send"/>: more follows at once, do not send a short segment yet.</summary>
    internal const int MessageMore = 0x8000;

    /// <summary>For <see cref="Send"/>: a closed peer is an error number and not a signal.</summary>
    internal const int MessageNoSignal = 0x4000;

    /// <summary>The most parts that one <see cref="WriteVector"/> takes (IOV_MAX).</summary>
    internal const int MaxParts = 1024;

    internal const short PollIn = 1;

    /// <summary>One part of a gathered write.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Part
    {
        internal byte* Start;
        internal nint Length;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct PollEntry
    {
        internal int File;
        internal short Events;
        internal short Returned;
    }

    [LibraryImport("libc", EntryPoint = "pwritev", SetLastError = true)]
    internal static partial nint WriteVector(SafeFileHandle file, Part* parts, int count, long offset);

    [LibraryImport("libc", EntryPoint = "sendfile", SetLastError = true)]
    internal static partial nint SendFile(SafeHandle socket, SafeFileHandle file, ref long offset, nint count);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    internal static partial nint Send(SafeHandle socket, byte* data, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    internal static partial int Poll(PollEntry* entries, nint count, int milliseconds);
}
