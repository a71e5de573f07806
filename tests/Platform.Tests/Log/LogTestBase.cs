using System.Globalization;
using System.Text;
using Hathi.Log;
using Hathi.Platform.Disk;

namespace Hathi.Platform.Tests.Log;

/// <summary>A log on the real disk, and ways to look at it from outside.</summary>
public abstract class LogTestBase : IDisposable
{
    protected static readonly Guid Id = new("00112233-4455-6677-8899-aabbccddeeff");
    protected static readonly DurableLogOptions Small = new()
    {
        SegmentBytes = 400, AllocationBytes = 0, MaxRecordBytes = 1000, MaxPendingBytes = 4000,
    };

    protected TempDirectory Temp { get; } = new();

    protected string Dir => Temp["log"];

    public void Dispose()
    {
        Temp.Dispose();
        GC.SuppressFinalize(this);
    }

    protected DurableLog Create(DurableLogOptions options) => DurableLog.Create(RealDisk.Instance, Dir, Id, options);

    protected DurableLog Open(DurableLogOptions options) => DurableLog.Open(RealDisk.Instance, Dir, options);

    protected string Segment(long first) => System.IO.Path.Join(Dir, first.ToString("D20", CultureInfo.InvariantCulture) + ".log");

    protected string[] Files() => [.. Directory.GetFiles(Dir).Select(f => System.IO.Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    /// <summary>Appends "first" … "last" as text, one flush each.</summary>
    protected static void Fill(DurableLog log, int first, int last)
    {
        for (var i = first; i <= last; i++)
        {
            Assert.Equal(i, log.Append(Payload(i)));
            Assert.Equal(i, log.Flush());
        }
    }

    protected static byte[] Payload(long index) => Encoding.ASCII.GetBytes($"record {index}");

    protected static List<string> Read(DurableLog log, long from)
    {
        var all = new List<string>();
        log.ReadFrom(from, (index, payload) => all.Add($"{index}:{Encoding.ASCII.GetString(payload)}"));
        return all;
    }

    protected static IEnumerable<string> Expected(int first, int last) =>
        Enumerable.Range(first, last - first + 1).Select(i => $"{i}:record {i}");

    protected static void Flip(string file, long offset)
    {
        using var f = new FileStream(file, FileMode.Open);
        f.Position = offset;
        var b = f.ReadByte();
        f.Position = offset;
        f.WriteByte((byte)(b ^ 0x40));
    }
}
