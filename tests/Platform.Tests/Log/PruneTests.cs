using System.Globalization;
using Hathi.Log;
using Hathi.Platform.Disk;

namespace Hathi.Platform.Tests.Log;

/// <summary>What a snapshot makes superfluous goes, whatever cannot be removed.</summary>
public class PruneTests : LogTestBase
{
    private const int Snapshots = 6;
    private const int Records = 10; // between two of them
    private readonly FailingDisk _disk = new();

    // The oldest snapshot, one behind it, the oldest segment, one behind it.
    [Theory]
    [InlineData("10.snapshot")]
    [InlineData("30.snapshot")]
    [InlineData("1.log")]
    [InlineData("21.log")]
    public void A_file_that_cannot_be_removed_keeps_no_other(string file)
    {
        var kept = int.Parse(file[..file.IndexOf('.', StringComparison.Ordinal)], CultureInfo.InvariantCulture)
            .ToString("D20", CultureInfo.InvariantCulture) + file[file.IndexOf('.', StringComparison.Ordinal)..];
        _disk.Kept = kept;
        using (var log = DurableLog.Create(_disk, Dir, Id, Small with { SegmentBytes = 60 }))
        {
            var told = new List<Exception?>();
            Write(log, 1, Snapshots, told);
            Assert.Contains(told, e => e?.Message.Contains(kept, StringComparison.Ordinal) == true);
            CheckFiles(kept);
            Assert.Equal(Expected(51, 60), Read(log, 51));
        }

        // Nor after a restart; and when it can be, it goes with the next snapshot.
        using (var log = DurableLog.Open(_disk, Dir, Small with { SegmentBytes = 60 }))
        {
            Write(log, Snapshots + 1, Snapshots + 2, []);
            CheckFiles(kept);
        }

        _disk.Kept = null;
        using var again = DurableLog.Open(_disk, Dir, Small with { SegmentBytes = 60 });
        Write(again, Snapshots + 3, Snapshots + 3, []);
        Assert.Equal([90L, 80L], again.Snapshots.Select(s => s.Index));
        Assert.DoesNotContain(kept, Files());
        Assert.Equal(Expected(81, 90), Read(again, 81));
    }

    /// <summary>
    /// It cannot be read and is not damaged, so it keeps its name; a start that has not read it yet must not take it for one of
    /// the two that are kept.
    /// </summary>
    [Fact]
    public void A_snapshot_that_was_passed_over_does_not_count_after_a_restart()
    {
        using (var log = DurableLog.Create(_disk, Dir, Id, Small with { SegmentBytes = 60 }))
        {
            Write(log, 1, 2, []);
            log.PassOver(log.Snapshots[0], damaged: false);
            Write(log, 3, 3, []);
            Assert.Equal([30L, 10L], log.Snapshots.Select(s => s.Index));
        }

        using var again = DurableLog.Open(_disk, Dir, Small with { SegmentBytes = 60 });
        Assert.Equal([30L, 10L], again.Snapshots.Select(s => s.Index));
        Assert.Equal(Expected(11, 30), Read(again, 11));
    }

    /// <summary>A start takes none away: which of them can be read it does not know.</summary>
    [Fact]
    public void A_start_removes_no_snapshot()
    {
        _disk.Kept = 20.ToString("D20", CultureInfo.InvariantCulture) + ".snapshot";
        using (var log = DurableLog.Create(_disk, Dir, Id, Small with { SegmentBytes = 60 }))
        {
            Write(log, 1, 2, []);
            log.PassOver(log.Snapshots[0], damaged: false);
            Write(log, 3, 3, []);
        }

        _disk.Kept = null;
        using var again = DurableLog.Open(_disk, Dir, Small with { SegmentBytes = 60 });
        Assert.Equal([30L, 20L, 10L], again.Snapshots.Select(s => s.Index));
        again.PassOver(again.Snapshots[1], damaged: false);
        Write(again, 4, 4, []);
        Assert.Equal([40L, 30L], again.Snapshots.Select(s => s.Index));
        Assert.DoesNotContain(20.ToString("D20", CultureInfo.InvariantCulture) + ".snapshot", Files());
    }

    [Fact]
    public void A_snapshot_that_stayed_and_has_lost_its_records_is_no_way_to_the_state()
    {
        _disk.Kept = "10.snapshot";
        using (var log = DurableLog.Create(_disk, Dir, Id, Small with { SegmentBytes = 60 }))
        {
            Write(log, 1, Snapshots, []);
        }

        foreach (var index in new[] { 50, 60 })
        {
            Flip(System.IO.Path.Join(Dir, index.ToString("D20", CultureInfo.InvariantCulture) + ".snapshot"), 40);
        }

        using var again = DurableLog.Open(_disk, Dir, Small with { SegmentBytes = 60 });
        Assert.Contains(
            "60.snapshot",
            Assert.Throws<LogCorruptException>(() => LogRestore.Run(again, new Sums(), static (_, _) => { }, default)).Message,
            StringComparison.Ordinal);
    }

    private void CheckFiles(string kept)
    {
        var files = Files().Where(f => f != kept).ToList();
        Assert.Equal(2, files.Count(f => f.EndsWith(".snapshot", StringComparison.Ordinal)));
        Assert.True(files.Count(f => f.EndsWith(".log", StringComparison.Ordinal)) <= 22, string.Join('\n', files));
        Assert.Contains(kept, Files());
    }

    private static void Write(DurableLog log, int first, int last, List<Exception?> told)
    {
        for (var i = first; i <= last; i++)
        {
            Fill(log, (Records * (i - 1)) + 1, Records * i);
            told.Add(log.WriteSnapshot(Records * i, s => s.Write("ten more"u8)));
        }
    }

    private sealed class Sums : ILogState<object>
    {
        public object Empty() => new();

        public void Read(Stream snapshot, object state) => snapshot.CopyTo(Stream.Null);

        public void Replay(object state, ReadOnlySpan<byte> record)
        {
        }
    }
}
