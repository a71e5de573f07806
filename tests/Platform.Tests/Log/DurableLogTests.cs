using Hathi.Log;
using Hathi.Platform.Disk;

namespace Hathi.Platform.Tests.Log;

public sealed class DurableLogTests : LogTestBase
{
    [Fact]
    public void Records_come_back_in_order_after_closing_and_after_just_letting_go()
    {
        using (var log = Create(DurableLogOptions.Default))
        {
            Fill(log, 1, 20);
            log.Close();
        }

        using (var log = Open(DurableLogOptions.Default))
        {
            Assert.Equal(Expected(1, 20), Read(log, 1));
            Fill(log, 21, 30);
        }

        using var again = Open(DurableLogOptions.Default);
        Assert.Null(again.TailCut);
        Assert.Equal(30, again.LastIndex);
        Assert.Equal(30, again.DurableIndex);
        Assert.Equal(Expected(5, 30), Read(again, 5));
    }

    [Fact]
    public void What_was_not_flushed_is_not_kept_nor_read()
    {
        using (var log = Create(Small))
        {
            Fill(log, 1, 2);
            log.Append(Payload(3));
            Assert.Equal(3, log.LastIndex);
            Assert.Equal(2, log.DurableIndex);
            Assert.Equal(Expected(1, 2), Read(log, 1));
        }

        using var again = Open(Small);
        Assert.Equal(2, again.LastIndex);
    }

    [Fact]
    public void Segments_follow_each_other_and_are_read_across()
    {
        using (var log = Create(Small))
        {
            Fill(log, 1, 100);
        }

        Assert.True(Files().Count(f => f.EndsWith(".log", StringComparison.Ordinal)) > 5);
        using var again = Open(Small);
        Assert.Equal(Expected(1, 100), Read(again, 1));
        Assert.Equal(Expected(57, 100), Read(again, 57));
        Assert.Empty(Read(again, 101));
    }

    [Fact]
    public void A_batch_is_one_flush_and_may_be_larger_than_a_segment()
    {
        using (var log = Create(Small))
        {
            for (var i = 1; i <= 100; i++)
            {
                log.Append(Payload(i));
            }

            Assert.Equal(100, log.Flush());
            Fill(log, 101, 101);
        }

        Assert.Equal(["00000000000000000001.log", "00000000000000000101.log", "format", "lock"], Files());
        using var again = Open(Small);
        Assert.Equal(Expected(1, 101), Read(again, 1));
    }

    [Fact]
    public void Too_much_unflushed_and_impossible_records_are_refused()
    {
        using var log = Create(Small);
        Assert.Throws<ArgumentOutOfRangeException>(() => log.Append([]));
        Assert.Throws<ArgumentOutOfRangeException>(() => log.Append(new byte[1001]));
        for (var i = 0; i < 3; i++)
        {
            log.Append(new byte[1000]);
        }

        Assert.Throws<InvalidOperationException>(() => log.Append(new byte[1000]));
        Assert.False(log.TryAppend(new byte[1000], out _));
        log.Flush();
        Assert.Equal(4, log.Append(new byte[1000]));
    }

    [Fact]
    public void Smaller_limits_do_not_make_what_is_there_unreadable()
    {
        using (var log = Create(Small))
        {
            log.Append(new byte[1000]);
            log.Flush();
        }

        using var again = Open(Small with { MaxRecordBytes = 10 });
        Assert.Null(again.TailCut);
        Assert.Equal(1, again.LastIndex);
    }

    [Fact]
    public void A_log_is_made_once_and_only_in_an_empty_directory()
    {
        var missing = Assert.Throws<LogSetupException>(() => Open(Small));
        Assert.Contains("does not exist", missing.Message, StringComparison.Ordinal);
        Create(Small).Dispose();
        var twice = Assert.Throws<LogSetupException>(() => Create(Small));
        Assert.Contains("already holds a log", twice.Message, StringComparison.Ordinal);

        var foreign = Temp["foreign"];
        Directory.CreateDirectory(foreign);
        File.WriteAllText(System.IO.Path.Join(foreign, "thesis.tex"), "years of work");
        var notEmpty = Assert.Throws<LogSetupException>(() => DurableLog.Create(RealDisk.Instance, foreign, Id, Small));
        Assert.Contains("thesis.tex", notEmpty.Message, StringComparison.Ordinal);
        Assert.Contains(
            "holds no log",
            Assert.Throws<LogSetupException>(() => DurableLog.Open(RealDisk.Instance, foreign, Small)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Making_a_log_goes_on_after_a_crash_in_the_middle_of_it()
    {
        Create(Small).Dispose();
        File.Delete(System.IO.Path.Join(Dir, "format"));
        using (var log = Create(Small))
        {
            Fill(log, 1, 3);
        }

        File.Delete(System.IO.Path.Join(Dir, "format"));
        Assert.Throws<LogSetupException>(() => Create(Small));
    }

    [Fact]
    public void A_newer_version_and_a_foreign_format_file_are_told_apart()
    {
        Create(Small).Dispose();
        var format = System.IO.Path.Join(Dir, "format");
        File.WriteAllText(format, "hathi-log 2\nid x\n");
        Assert.Contains("use the version of hathi", Assert.Throws<LogSetupException>(() => Open(Small)).Message, StringComparison.Ordinal);
        File.WriteAllText(format, "NTFS");
        Assert.Contains("not the format file", Assert.Throws<LogSetupException>(() => Open(Small)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_process_at_a_time_and_the_message_names_it()
    {
        using var log = Create(Small);
        var taken = Assert.Throws<Hathi.Base.DiskLockedException>(() => Open(Small));
        Assert.Contains($"process {Environment.ProcessId} (", taken.Message, StringComparison.Ordinal);
        log.Dispose();
        Open(Small).Dispose();
    }

    [Fact]
    [GoldenBytes(typeof(LogFormat), 1)]
    [GoldenBytes(typeof(LogDirectory), 0)]
    public void The_bytes_of_version_1()
    {
        using (var log = Create(Small))
        {
            log.Append("ab"u8);
            log.Append("c"u8);
            log.Flush();
        }

        Assert.Equal(
            // header
            "48415448494C4F47" + "01000000" + "00000000" + "33221100554477668899AABBCCDDEEFF" + "0100000000000000" + "00000000" + "F8746A3D"
            + "FBFEFDFC" + "995CC163" + "0100000000000000" // mark
            + "02000000" + "2AD5483B" + "6162"
            + "01000000" + "54D2E224" + "63",
            Convert.ToHexString(File.ReadAllBytes(Segment(1))));
        Assert.Equal("hathi-log 1\nid 00112233-4455-6677-8899-aabbccddeeff\n", File.ReadAllText(System.IO.Path.Join(Dir, "format")));
    }
}
