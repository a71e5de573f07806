using System.Globalization;

namespace Hathi.Hostile.Tests;

/// <summary>
/// What keeps a machine from answering that need be no fault of a server: this process collects garbage, somebody waits for a core,
/// somebody waits for a disk. Times since a beginning of their own.
/// </summary>
internal readonly record struct Standstill(TimeSpan Garbage, TimeSpan Cores, TimeSpan Disks)
{
    public static Standstill Read() => new(GC.GetTotalPauseDuration(), Pressure("cpu"), Pressure("io"));

    public Standstill Since(Standstill begin) => new(Garbage - begin.Garbage, Cores - begin.Cores, Disks - begin.Disks);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"garbage {Garbage.TotalMilliseconds:F0} ms, no core free {Cores.TotalMilliseconds:F0}, disk {Disks.TotalMilliseconds:F0}");

    // Linux counts for how long anything waited; elsewhere, and where it was switched off, nobody knows.
    private static TimeSpan Pressure(string of)
    {
        const string Total = "total=";
        try
        {
            var text = File.ReadAllText($"/proc/pressure/{of}");
            var at = text.IndexOf(Total, StringComparison.Ordinal) + Total.Length;
            return TimeSpan.FromMicroseconds(long.Parse(text.AsSpan(at, text.IndexOf('\n', at) - at), CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return TimeSpan.Zero;
        }
    }
}
