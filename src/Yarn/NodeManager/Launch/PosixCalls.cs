using System.Runtime.InteropServices;

namespace Hathi.Yarn.NodeManager.Launch;

/// <summary>The calls of libc that start and watch processes and that .NET does not offer.</summary>
internal static unsafe partial class PosixCalls
{
    internal const int NoSuchProcess = 3;
    internal const int Interrupted = 4;

    /// <summary>waitpid: do not wait.</summary>
    internal const int NoHang = 1;

    internal const int EpollAdd = 1;
    internal const uint EpollIn = 1;
    internal const int CloseOnExec = 0x80000;

    /// <summary>The number of pidfd_open on every architecture of Linux.</summary>
    internal const long PidfdOpenNumber = 434;

    /// <summary>More than any libc's posix_spawnattr_t and posix_spawn_file_actions_t take.</summary>
    internal const int SpawnStructBytes = 512;

    internal const int OpenReadOnly = 0;

    internal static int SpawnSetSid => OperatingSystem.IsMacOS() ? 0x400 : 0x80;

    internal const int SpawnSetSigDef = 0x04;

    internal const int SpawnSetSigMask = 0x08;

    /// <summary>Bytes of one epoll_event: packed on x86, aligned elsewhere; its number is in the last eight.</summary>
    internal static int EpollEventBytes => RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86 ? 12 : 16;

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    internal static partial int WaitPid(int pid, out int status, int options);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    internal static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static partial long PidfdOpen(long number, long pid, long flags);

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    internal static partial int EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    internal static partial int EpollControl(int epoll, int operation, int file, void* wanted);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    internal static partial int EpollWait(int epoll, void* events, int count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    internal static partial int EventFd(uint value, int flags);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    internal static partial nint Write(int file, void* bytes, nint length);

    [LibraryImport("libc", EntryPoint = "posix_spawn")]
    internal static partial int Spawn(out int pid, byte* path, void* actions, void* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    internal static partial int AttributesInit(void* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    internal static partial int AttributesDestroy(void* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    internal static partial int AttributesSetFlags(void* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    internal static partial int AttributesSetSigDefault(void* attributes, void* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    internal static partial int AttributesSetSigMask(void* attributes, void* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    internal static partial int ActionsInit(void* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    internal static partial int ActionsDestroy(void* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen")]
    internal static partial int ActionsOpen(void* actions, int file, byte* path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addchdir_np")]
    internal static partial int ActionsChangeDirectory(void* actions, byte* path);

    [LibraryImport("libc", EntryPoint = "sigemptyset")]
    internal static partial int SignalsNone(void* signals);

    [LibraryImport("libc", EntryPoint = "sigfillset")]
    internal static partial int SignalsAll(void* signals);
}
