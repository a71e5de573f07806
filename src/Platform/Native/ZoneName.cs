using System.Runtime.InteropServices;
using System.Text;

namespace Hathi.Platform.Native;

/// <summary>The short name of the time zone here: UTC, CET, CEST. .NET knows only long ones; libc knows these.</summary>
public static unsafe partial class ZoneName
{
    /// <summary>Larger than struct tm anywhere.</summary>
    private const int TimeSize = 256;
    private const int NameSize = 64;

    /// <summary>At a time, for it changes with summer.</summary>
    public static string At(DateTimeOffset time)
    {
        if (OperatingSystem.IsWindows())
        {
            return TimeZoneInfo.Local.StandardName;
        }

        var seconds = time.ToUnixTimeSeconds();
        var parts = stackalloc byte[TimeSize];
        var name = stackalloc byte[NameSize];
        LocalTime(&seconds, parts);
        var length = Format(name, NameSize, "%Z", parts);
        return Encoding.ASCII.GetString(name, (int)length);
    }

    [LibraryImport("libc", EntryPoint = "localtime_r")]
    private static partial byte* LocalTime(long* seconds, byte* parts);

    [LibraryImport("libc", EntryPoint = "strftime", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nuint Format(byte* text, nuint size, string format, byte* parts);
}
