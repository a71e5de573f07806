using Hathi.Base;
using Hathi.Log;

namespace Hathi.Platform.Tests.Log;

public sealed class SnapshotTests : LogTestBase
{
    [Fact]
    public void A_snapshot_is_read_back_and_the_log_goes_on_from_it()
    {
        using (var log = Create(Small))
        {
            Assert.Null(log.LatestSnapshot);
            Fill(log, 1, 10);
            log.WriteSnapshot(10, s => s.Write(Payload(10)));
            Fill(log, 11, 12);
        }

        using var again = Open(Small);
        Assert.Equal(10, again.LatestSnapshot!.Index);
        Assert.Equal(Payload(10), Content(again.LatestSnapshot));
        Assert.Equal(Expected(11, 12), Read(again, 11));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(SnapshotChunk - 1)]
    [InlineData(SnapshotChunk)]
    [InlineData(SnapshotChunk + 1)]
    [InlineData(3 * SnapshotChunk)]
    public void Content_of_any_length_comes_back_through_writes_and_reads_of_any_size(int length)
    {
        var content = new byte[length];
        var random = new SeededRandom((ulong)length);
        for (var i = 0; i < length; i++)
        {
            content[i] = (byte)random.Next(256);
        }

        using var log = Create(Small);
        log.WriteSnapshot(0, s =>
        {
            for (var at = 0; at < length;)
            {
                var n = Math.Min(random.Next(1, 100_000), length - at);
                s.Write(content.AsSpan(at, n));
                at += n;
            }
        });
        Assert.Equal(content, Content(log.LatestSnapshot!));
    }

    [Fact]
    public void Two_snapshots_are_kept_and_segments_below_the_older_are_dropped()
    {
        using var log = Create(Small);
        for (var i = 1; i <= 5; i++)
        {
            Fill(log, (20 * i) - 19, 20 * i);
            log.WriteSnapshot(20 * i, s => s.WriteByte(1));
        }

        Assert.Equal([100L, 80L], log.Snapshots.Select(s => s.Index));
        Assert.True(log.FirstIndex is > 60 and <= 81, $"first {log.FirstIndex}");
        Assert.Equal(Expected(81, 100), Read(log, 81));
        Assert.Throws<ArgumentOutOfRangeException>(() => Read(log, 1));
        Assert.DoesNotContain(Files(), f => f.EndsWith(".new", StringComparison.Ordinal));
    }

    [Fact]
    public void A_snapshot_of_what_is_not_durable_or_not_newer_is_refused()
    {
        using var log = Create(Small);
        Fill(log, 1, 2);
        log.Append(Payload(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => log.WriteSnapshot(3, _ => { }));
        log.WriteSnapshot(2, _ => { });
        Assert.Throws<ArgumentOutOfRangeException>(() => log.WriteSnapshot(2, _ => { }));
    }

    [Fact]
    public void A_snapshot_that_fails_half_way_leaves_everything_as_it_was()
    {
        using (var log = Create(Small))
        {
            Fill(log, 1, 2);
            log.WriteSnapshot(1, s => s.Write(Payload(1)));
            Assert.Throws<InvalidOperationException>(() => log.WriteSnapshot(2, s =>
            {
                s.Write(new byte[SnapshotChunk]);
                throw new InvalidOperationException("the state is broken");
            }));
            Assert.Equal(1, log.LatestSnapshot!.Index);
            Fill(log, 3, 3);
            log.WriteSnapshot(3, s => s.Write(Payload(3)));
        }

        using var again = Open(Small);
        Assert.Equal([3L, 1L], again.Snapshots.Select(s => s.Index));
        Assert.Equal(Payload(3), Content(again.LatestSnapshot!));
    }

    [Fact]
    public void Any_damaged_byte_of_a_snapshot_is_found_before_it_is_believed()
    {
        using var log = Create(Small);
        Fill(log, 1, 1);
        log.WriteSnapshot(1, s => s.Write(Payload(1)));
        var path = log.LatestSnapshot!.Path;
        var length = new FileInfo(path).Length;
        Assert.Equal(48 + 8 + 8 + 16, length);
        for (var at = 0; at < length; at++)
        {
            Flip(path, at);
            Assert.Equal(path, Assert.Throws<LogCorruptException>(() => Content(log.LatestSnapshot!)).File);
            Flip(path, at);
        }

        for (var cut = 0; cut < length; cut++)
        {
            var whole = File.ReadAllBytes(path);
            File.WriteAllBytes(path, whole[..cut]);
            Assert.Throws<LogCorruptException>(() => Content(log.LatestSnapshot!));
            File.WriteAllBytes(path, whole);
        }
    }

    [Fact]
    public void A_log_that_ends_before_its_snapshot_has_lost_records()
    {
        using (var log = Create(Small))
        {
            Fill(log, 1, 3);
            log.WriteSnapshot(3, _ => { });
        }

        File.WriteAllBytes(Segment(1), File.ReadAllBytes(Segment(1))[..^5]);
        var before = File.ReadAllBytes(Segment(1));
        var e = Assert.Throws<LogCorruptException>(() => Open(Small));
        Assert.Contains("ends at record 2", e.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Segment(1)));
    }

    [Fact]
    [GoldenBytes(typeof(SnapshotFormat), 1)]
    public void The_bytes_of_version_1()
    {
        using var log = Create(Small);
        log.WriteSnapshot(0, s => s.Write("ab"u8));
        Assert.Equal(
            "4841544849534E50" + "01000000" + "00000000" + "33221100554477668899AABBCCDDEEFF" + "0000000000000000" + "00000000" + "62D5199C"
            + "02000000" + "8FAE1EF0" + "6162"
            + "00000000" + "C448501E" + "0200000000000000",
            Convert.ToHexString(File.ReadAllBytes(log.LatestSnapshot!.Path)));
    }

    private const int SnapshotChunk = 256 << 10;

    private static byte[] Content(LogSnapshot snapshot)
    {
        using var stream = snapshot.OpenRead();
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
