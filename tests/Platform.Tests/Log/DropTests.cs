using System.Globalization;
using Hathi.Base;
using Hathi.Log;

namespace Hathi.Platform.Tests.Log;

/// <summary>Segments whose records are kept elsewhere go by index alone, without a snapshot.</summary>
public class DropTests : LogTestBase
{
    private static readonly DurableLogOptions s_tiny = Small with { SegmentBytes = 60 };
    private readonly FailingDisk _disk = new();

    [Fact]
    public void Segments_below_an_index_go_and_the_rest_stays()
    {
        using (var log = Create(s_tiny))
        {
            Fill(log, 1, 20);
            Assert.Equal(1, log.FirstIndex);
            Assert.Null(log.DropBefore(1));
            Assert.Equal(1, log.FirstIndex);
            Assert.Null(log.DropBefore(12));
            Assert.InRange(log.FirstIndex, 10, 12);
            Assert.Equal(Expected(12, 20), Read(log, 12));
            Fill(log, 21, 22);
        }

        using (var log = Open(s_tiny))
        {
            Assert.InRange(log.FirstIndex, 10, 12);
            Assert.Equal(Expected(12, 22), Read(log, 12));
            Assert.Throws<ArgumentOutOfRangeException>(() => Read(log, 1));
            Assert.Null(log.DropBefore(23)); // all of them: the newest segment stays
            Assert.InRange(log.FirstIndex, 20, 22);
            Fill(log, 23, 24);
            Assert.Equal(1, Files().Count(static f => f.EndsWith(".begin", StringComparison.Ordinal)));
        }

        using var again = Open(s_tiny);
        Assert.Equal(Expected(23, 24), Read(again, 23));
    }

    [Fact]
    public void What_is_not_durable_is_not_dropped_nor_what_snapshots_hold()
    {
        using var log = Create(s_tiny);
        Fill(log, 1, 3);
        log.Append("not flushed"u8);
        Assert.Throws<ArgumentOutOfRangeException>(() => log.DropBefore(5));
        Assert.Throws<ArgumentOutOfRangeException>(() => log.DropBefore(0));
        Assert.Null(log.DropBefore(4));
        Assert.Throws<InvalidOperationException>(() => log.WriteSnapshot(3, static s => s.WriteByte(1)));
    }

    [Fact]
    public void A_log_with_snapshots_drops_nothing_by_index()
    {
        using var log = Create(s_tiny);
        Fill(log, 1, 3);
        log.WriteSnapshot(3, static s => s.WriteByte(1));
        Assert.Throws<InvalidOperationException>(() => log.DropBefore(2));
    }

    [Fact]
    public void A_segment_that_cannot_be_removed_goes_later()
    {
        using (var log = DurableLog.Create(_disk, Dir, Id, s_tiny))
        {
            Fill(log, 1, 20);
            _disk.Kept = 1.ToString("D20", CultureInfo.InvariantCulture) + ".log";
            Assert.NotNull(log.DropBefore(15));
            Assert.Equal(Expected(15, 20), Read(log, 15));
        }

        using (var log = DurableLog.Open(_disk, Dir, s_tiny))
        {
            Assert.Equal(Expected(15, 20), Read(log, 15));
            _disk.Kept = null;
            Assert.Null(log.DropBefore(15));
            Assert.InRange(log.FirstIndex, 13, 15);
        }
    }

    /// <summary>Records that are missing without anybody having said so are damage.</summary>
    [Fact]
    public void A_log_that_begins_too_late_is_damaged()
    {
        using (var log = Create(s_tiny))
        {
            Fill(log, 1, 20);
            Assert.Null(log.DropBefore(10));
        }

        foreach (var begin in Files().Where(static f => f.EndsWith(".begin", StringComparison.Ordinal)))
        {
            File.Delete(Path.Join(Dir, begin));
        }

        Assert.Throws<LogCorruptException>(() => Open(s_tiny));
    }
}
