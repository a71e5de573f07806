using System.Runtime.InteropServices;

namespace Hathi.Platform.Native;

/// <summary>posix_spawn and what it takes. Each call gives 0 or the error number. Source: posix_spawn(3).</summary>
public static unsafe partial class SpawnCalls
{
    /// <summary>More than any libc's posix_spawnattr_t and posix_spawn_file_actions_t take.</summary>
    public const int StructBytes = 512;

    /// <summary>More than any libc's sigset_t takes.</summary>
    public const int SignalSetBytes = 128;

    /// <summary>O_RDONLY.</summary>
    public const int OpenReadOnly = 0;

    /// <summary>O_WRONLY.</summary>
    public const int OpenWriteOnly = 1;

    /// <summary>POSIX_SPAWN_SETSIGDEF.</summary>
    public const int SetSigDef = 0x04;

    /// <summary>POSIX_SPAWN_SETSIGMASK.</summary>
    public const int SetSigMask = 0x08;

    /// <summary>POSIX_SPAWN_SETSID.</summary>
    public static int SetSid => OperatingSystem.IsMacOS() ? 0x400 : 0x80;

    [LibraryImport("libc", EntryPoint = "posix_spawn")]
    public static partial int Spawn(out int pid, byte* path, void* actions, void* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    public static partial int AttributesInit(void* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    public static partial int AttributesDestroy(void* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    public static partial int AttributesSetFlags(void* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    public static partial int AttributesSetSigDefault(void* attributes, void* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    public static partial int AttributesSetSigMask(void* attributes, void* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    public static partial int ActionsInit(void* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    public static partial int ActionsDestroy(void* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen")]
    public static partial int ActionsOpen(void* actions, int file, byte* path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addchdir_np")]
    public static partial int ActionsChangeDirectory(void* actions, byte* path);

    [LibraryImport("libc", EntryPoint = "sigemptyset")]
    public static partial int SignalsNone(void* signals);

    [LibraryImport("libc", EntryPoint = "sigfillset")]
    public static partial int SignalsAll(void* signals);
}
