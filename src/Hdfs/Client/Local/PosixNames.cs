using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Hathi.Hdfs.Client.Local;

/// <summary>Names of users and groups from their numbers and back, as the machine's name service knows them. Names are remembered for the life of the process.</summary>
internal static unsafe partial class PosixNames
{
    // By a signal: asked again.
    private const int Interrupted = 4;

    private const int EntrySize = 256;

    /// <summary>Room for the strings of one entry; a group may list many members.</summary>
    private const int StringsSize = 1 << 20;

    /// <summary>Where struct passwd and struct group keep their number, on 64-bit Linux and macOS alike.</summary>
    private const int IdOffset = 16;

    private static readonly ConcurrentDictionary<uint, string> Users = new();
    private static readonly ConcurrentDictionary<uint, string> Groups = new();

    /// <summary>The number itself when nobody has it.</summary>
    internal static string User(uint id) => Users.GetOrAdd(id, static i => Look(static (i, e, s, r) => GetPwUid(i, e, s, StringsSize, r), i));

    /// <summary>The number itself when no group has it.</summary>
    internal static string Group(uint id) => Groups.GetOrAdd(id, static i => Look(static (i, e, s, r) => GetGrGid(i, e, s, StringsSize, r), i));

    /// <summary>Null when there is no such user.</summary>
    internal static uint? UserId(string name) => LookName(static (n, e, s, r) => GetPwNam(n, e, s, StringsSize, r), name);

    /// <summary>Null when there is no such group.</summary>
    internal static uint? GroupId(string name) => LookName(static (n, e, s, r) => GetGrNam(n, e, s, StringsSize, r), name);

    private static string Look(ById call, uint id)
    {
        var entry = stackalloc byte[EntrySize];
        var strings = (byte*)NativeMemory.Alloc(StringsSize);
        try
        {
            byte* result = null;
            while (call(id, entry, strings, &result) == Interrupted)
            {
            }

            return result is not null
                ? Marshal.PtrToStringUTF8(*(nint*)result) ?? Number(id)
                : Number(id);
        }
        finally
        {
            NativeMemory.Free(strings);
        }
    }

    private static uint? LookName(ByName call, string name)
    {
        var entry = stackalloc byte[EntrySize];
        var strings = (byte*)NativeMemory.Alloc(StringsSize);
        try
        {
            byte* result = null;
            while (call(name, entry, strings, &result) == Interrupted)
            {
            }

            if (result is not null)
            {
                return *(uint*)(result + IdOffset);
            }

            return uint.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
        }
        finally
        {
            NativeMemory.Free(strings);
        }
    }

    private static string Number(uint id) => id.ToString(CultureInfo.InvariantCulture);

    private delegate int ById(uint id, byte* entry, byte* strings, byte** result);

    private delegate int ByName(string name, byte* entry, byte* strings, byte** result);

    [LibraryImport("libc", EntryPoint = "getpwuid_r")]
    private static partial int GetPwUid(uint id, byte* entry, byte* strings, nint size, byte** result);

    [LibraryImport("libc", EntryPoint = "getgrgid_r")]
    private static partial int GetGrGid(uint id, byte* entry, byte* strings, nint size, byte** result);

    [LibraryImport("libc", EntryPoint = "getpwnam_r", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int GetPwNam(string name, byte* entry, byte* strings, nint size, byte** result);

    [LibraryImport("libc", EntryPoint = "getgrnam_r", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int GetGrNam(string name, byte* entry, byte* strings, nint size, byte** result);
}
