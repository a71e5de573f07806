using Hathi.Log;

namespace Hathi.Platform.Tests.Log;

public sealed class LogDamageTests : LogTestBase
{
    private static readonly DurableLogOptions OneSegment = Small with { SegmentBytes = 1 << 20 };

    [Fact]
    public void A_tail_cut_at_any_byte_keeps_the_records_before_it()
    {
        using (var log = Create(OneSegment))
        {
            Fill(log, 1, 3);
        }

        var whole = File.ReadAllBytes(Segment(1));
        const int Batch = 16 + 8 + 8; // mark, record header, "record N"
        for (var length = 48; length < whole.Length; length++)
        {
            File.WriteAllBytes(Segment(1), whole[..length]);
            using (var log = Open(OneSegment))
            {
                var kept = (length - 48) / Batch;
                var afterMark = (length - 48) % Batch is 0 or 16;
                Assert.Equal(kept, log.LastIndex);
                Assert.Equal(afterMark, log.TailCut is null);
                Fill(log, kept + 1, 4);
            }

            using var again = Open(OneSegment);
            Assert.Null(again.TailCut);
            Assert.Equal(Expected(1, 4), Read(again, 1));
        }
    }

    [Fact]
    public void A_flipped_bit_before_a_later_mark_is_an_error_that_names_the_place_and_changes_nothing()
    {
        using (var log = Create(OneSegment))
        {
            Fill(log, 1, 3);
            log.Close();
        }

        var whole = File.ReadAllBytes(Segment(1));
        for (var at = 0; at < whole.Length - 16; at++)
        {
            File.WriteAllBytes(Segment(1), whole);
            Flip(Segment(1), at);
            var damaged = File.ReadAllBytes(Segment(1));
            var e = Assert.Throws<LogCorruptException>(() => Open(OneSegment));
            Assert.Equal(Segment(1), e.File);
            Assert.True(e.Offset <= at && at < e.Offset + 48, $"flipped {at}, reported {e.Offset}");
            Assert.Equal(damaged, File.ReadAllBytes(Segment(1)));
        }
    }

    [Fact]
    public void Without_closing_a_flip_in_the_last_batch_alone_counts_as_a_torn_tail()
    {
        using (var log = Create(OneSegment))
        {
            Fill(log, 1, 3);
        }

        Flip(Segment(1), new FileInfo(Segment(1)).Length - 1);
        using var again = Open(OneSegment);
        Assert.Equal(2, again.LastIndex);
        Assert.Equal(8 + 8, again.TailCut!.Bytes);
    }

    [Fact]
    public void Marking_alone_is_enough_to_tell_rot_from_a_torn_tail()
    {
        using (var log = Create(OneSegment))
        {
            Fill(log, 1, 3);
            log.MarkDurable();
        }

        Flip(Segment(1), new FileInfo(Segment(1)).Length - 17);
        Assert.Throws<LogCorruptException>(() => Open(OneSegment));
    }

    [Fact]
    public void Damage_in_an_older_segment_shows_when_it_is_read()
    {
        using (var log = Create(Small))
        {
            Fill(log, 1, 50);
        }

        Flip(Segment(1), 48 + 16 + 8);
        using var again = Open(Small);
        var e = Assert.Throws<LogCorruptException>(() => Read(again, 1));
        Assert.Equal(Segment(1), e.File);
        Assert.Equal(48 + 16, e.Offset);
    }

    [Fact]
    public void A_missing_segment_and_an_older_one_that_lost_its_end_are_errors()
    {
        using (var log = Create(Small))
        {
            Fill(log, 1, 50);
        }

        var first = File.ReadAllBytes(Segment(1));
        File.WriteAllBytes(Segment(1), first[..^33]);
        using (var log = Open(Small))
        {
            Assert.Contains("ends before record", Assert.Throws<LogCorruptException>(() => Read(log, 1)).Message, StringComparison.Ordinal);
        }

        File.Delete(Segment(1));
        Assert.Contains(
            "no file holds the records from 1 on", Assert.Throws<LogCorruptException>(() => Open(Small)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_segment_of_another_log_is_refused()
    {
        Create(Small).Dispose();
        using (var other = DurableLog.Create(Hathi.Platform.Disk.RealDisk.Instance, Temp["other"], Guid.NewGuid(), Small))
        {
            Fill(other, 1, 3);
        }

        File.Copy(System.IO.Path.Join(Temp["other"], System.IO.Path.GetFileName(Segment(1))), Segment(1), overwrite: true);
        Assert.Contains("another log", Assert.Throws<LogCorruptException>(() => Open(Small)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_payload_that_looks_like_log_frames_is_only_a_payload()
    {
        using (var log = Create(OneSegment))
        {
            Fill(log, 1, 1);
        }

        var frames = File.ReadAllBytes(Segment(1))[48..];
        using (var log = Open(OneSegment))
        {
            log.Append(frames);
            log.Append(Payload(3));
            log.Flush();
        }

        // The mark inside the payload is of record 1, so damage before it still counts as a torn tail.
        Flip(Segment(1), new FileInfo(Segment(1)).Length - 1);
        using var again = Open(OneSegment);
        Assert.Equal(2, again.LastIndex);
        again.ReadFrom(2, (_, payload) => Assert.Equal(frames, payload.ToArray()));
    }
}
