namespace Hathi.Conformance.Tests;

/// <summary>
/// A folder for one test or one cluster, gone afterwards; in memory where there is room, since none of these tests is about the disk.
/// </summary>
public sealed class WorkDirectory : IDisposable
{
    private const string Memory = "/dev/shm";

    // What the largest test holds at once: two files of half a gigabyte, three replicas of each, and what comes back.
    private const long Room = 6L << 30;

    public WorkDirectory()
    {
        Path = HasRoom() ? Directory.CreateDirectory(System.IO.Path.Combine(Memory, "hathi-test-" + Guid.NewGuid().ToString("N"))).FullName
            : Directory.CreateTempSubdirectory("hathi-test-").FullName;
    }

    public string Path { get; }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    // Both the limit of the file system and the memory behind it.
    private static bool HasRoom() =>
        Directory.Exists(Memory) && new DriveInfo(Memory).AvailableFreeSpace > Room && AvailableMemory() > Room + (Room / 2);

    private static long AvailableMemory()
    {
        const string Key = "MemAvailable:";
        var line = File.ReadLines("/proc/meminfo").FirstOrDefault(l => l.StartsWith(Key, StringComparison.Ordinal));
        return line is null
            ? 0
            : long.Parse(line.AsSpan(Key.Length).TrimEnd("kB ").Trim(), System.Globalization.CultureInfo.InvariantCulture) << 10;
    }
}
