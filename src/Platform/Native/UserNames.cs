using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Hathi.Platform.Native;

/// <summary>
/// Names of users and groups from their numbers and back, as the machine's name service knows them. Names are remembered for the life of
/// the process.
/// </summary>
public static unsafe partial class UserNames
{
    private const int EntrySize = 256;

    /// <summary>Room for the strings of one entry; a group may list many members.</summary>
    private const int StringsSize = 1 << 20;

    /// <summary>Where struct passwd and struct group keep their number, on 64-bit Linux and macOS alike.</summary>
    private const int IdOffset = 16;

    private static readonly ConcurrentDictionary<uint, string> Users = new();
    private static readonly ConcurrentDictionary<uint, string> Groups = new();

    /// <summary>The number itself when nobody has it.</summary>
    public static string User(uint id) => Users.GetOrAdd(id, static i => NameOf(i, UserById));

    /// <summary>The number itself when no group has it.</summary>
    public static string Group(uint id) => Groups.GetOrAdd(id, static i => NameOf(i, GroupById));

    /// <summary>Null when there is no such user.</summary>
    public static uint? UserId(string name) => IdOf(name, UserByName);

    /// <summary>Null when there is no such group.</summary>
    public static uint? GroupId(string name) => IdOf(name, GroupByName);

    private static string NameOf(uint id, Func<LookUp, int> call)
    {
        var entry = stackalloc byte[EntrySize];
        var strings = (byte*)NativeMemory.Alloc(StringsSize);
        try
        {
            byte* result = null;
            _ = call(new LookUp(id, "", entry, strings, &result));
            return (result is null ? null : Marshal.PtrToStringUTF8(*(nint*)result)) ?? id.ToString(CultureInfo.InvariantCulture);
        }
        finally
        {
            NativeMemory.Free(strings);
        }
    }

    private static uint? IdOf(string name, Func<LookUp, int> call)
    {
        var entry = stackalloc byte[EntrySize];
        var strings = (byte*)NativeMemory.Alloc(StringsSize);
        try
        {
            byte* result = null;
            _ = call(new LookUp(0, name, entry, strings, &result));
            return result is not null ? *(uint*)(result + IdOffset)
                : uint.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id
                : null;
        }
        finally
        {
            NativeMemory.Free(strings);
        }
    }

    private static int UserById(LookUp look) =>
        ErrorNumber.AgainByNumber(look, static l => GetPwUid(l.Id, l.Entry, l.Strings, StringsSize, l.Result));

    private static int GroupById(LookUp look) =>
        ErrorNumber.AgainByNumber(look, static l => GetGrGid(l.Id, l.Entry, l.Strings, StringsSize, l.Result));

    private static int UserByName(LookUp look) =>
        ErrorNumber.AgainByNumber(look, static l => GetPwNam(l.Name, l.Entry, l.Strings, StringsSize, l.Result));

    private static int GroupByName(LookUp look) =>
        ErrorNumber.AgainByNumber(look, static l => GetGrNam(l.Name, l.Entry, l.Strings, StringsSize, l.Result));

    [LibraryImport("libc", EntryPoint = "getpwuid_r")]
    private static partial int GetPwUid(uint id, byte* entry, byte* strings, nint size, byte** result);

    [LibraryImport("libc", EntryPoint = "getgrgid_r")]
    private static partial int GetGrGid(uint id, byte* entry, byte* strings, nint size, byte** result);

    [LibraryImport("libc", EntryPoint = "getpwnam_r", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int GetPwNam(string name, byte* entry, byte* strings, nint size, byte** result);

    [LibraryImport("libc", EntryPoint = "getgrnam_r", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int GetGrNam(string name, byte* entry, byte* strings, nint size, byte** result);

    /// <summary>A question, by number or by name, and where its answer goes.</summary>
    private readonly struct LookUp(uint id, string name, byte* entry, byte* strings, byte** result)
    {
        internal uint Id => id;

        internal string Name => name;

        internal byte* Entry => entry;

        internal byte* Strings => strings;

        internal byte** Result => result;
    }
}
