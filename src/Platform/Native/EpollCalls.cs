using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hathi.Platform.Native;

/// <summary>epoll(7), by which one thread waits for any number of descriptors, and the eventfd that wakes it. Linux only.</summary>
public static unsafe partial class EpollCalls
{
    private const int CloseOnExec = 0x80000;
    private const int Add = 1;
    private const uint In = 1;

    /// <summary>Bytes of one event: packed on x86, aligned elsewhere; its key is in the last eight.</summary>
    private static int EventBytes => RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86 ? 12 : 16;

    /// <summary>Makes one.</summary>
    /// <returns>Its descriptor; below zero: the error number.</returns>
    public static int Create() => (int)ErrorNumber.OrBelowZero(CreateEpoll(CloseOnExec));

    /// <summary>Makes what <see cref="Wake"/> wakes.</summary>
    /// <returns>Its descriptor; below zero: the error number.</returns>
    public static int CreateEvent() => (int)ErrorNumber.OrBelowZero(EventFd(0, CloseOnExec));

    /// <summary>Has it tell when there is something to read from a descriptor.</summary>
    /// <returns>0; below zero: the error number.</returns>
    public static int Register(int epoll, int descriptor, long key)
    {
        var size = EventBytes;
        var wanted = stackalloc byte[size];
        Unsafe.WriteUnaligned(wanted, In);
        Unsafe.WriteUnaligned(wanted + size - sizeof(long), key);
        return (int)ErrorNumber.OrBelowZero(Control(epoll, Add, descriptor, wanted));
    }

    /// <summary>Waits without an end until there is something to read from one.</summary>
    /// <param name="epoll">Of which.</param>
    /// <param name="keys">Room for the keys of those that are ready.</param>
    /// <returns>How many are; below zero: the error number.</returns>
    public static int Wait(int epoll, Span<long> keys)
    {
        var size = EventBytes;
        var events = stackalloc byte[keys.Length * size];
        var wait = (epoll, Events: (nint)events, keys.Length);
        var count = (int)ErrorNumber.Again(wait, static w => WaitForAny(w.epoll, (void*)w.Events, w.Length, -1));
        for (var i = 0; i < count; i++)
        {
            keys[i] = Unsafe.ReadUnaligned<long>(events + ((i + 1) * size) - sizeof(long));
        }

        return count;
    }

    /// <summary>Ends a wait that such an event is registered with.</summary>
    public static void Wake(int wakingEvent)
    {
        Span<byte> one = stackalloc byte[sizeof(long)];
        Unsafe.WriteUnaligned(ref one[0], 1L);
        _ = FileCalls.Write(wakingEvent, one);
    }

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int CreateEpoll(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int Control(int epoll, int operation, int descriptor, void* wanted);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static partial int WaitForAny(int epoll, void* events, int count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial int EventFd(uint value, int flags);
}
