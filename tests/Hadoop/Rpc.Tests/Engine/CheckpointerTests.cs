using Hathi.Base;
using Hathi.Engine;
using Hathi.Log;
using Hathi.Platform;
using Hathi.Platform.Disk;
using Microsoft.Extensions.Logging;

namespace Hathi.Rpc.Tests.Engine;

/// <summary>Checkpoints that fail, that rot, and that are given up.</summary>
public sealed class CheckpointerTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);
    private static readonly DurableLogOptions s_small = new() { SegmentBytes = 100, AllocationBytes = 0 };
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("hathi-checkpoints-");
    private readonly RecordingLog _said = new();
    private readonly CountingImages _images = new();
    private DurableLog _log;

    public CheckpointerTests() => _log = DurableLog.Create(RealDisk.Instance, Dir, Guid.NewGuid(), s_small);

    private string Dir => Path.Join(_root.FullName, "log");

    public void Dispose()
    {
        _log.Dispose();
        _root.Delete(recursive: true);
    }

    [Fact]
    public async Task With_the_newest_damaged_the_one_before_and_its_edits_are_used_and_kept()
    {
        await CheckpointsAsync(10, 20);
        Damage(_log.LatestSnapshot!.Path);
        Append(5);
        Reopen();
        var (core, index) = New().Load();
        Assert.Equal((25L, 25L), (core.Count, index));
        Assert.Contains(_said.Lines, static line => line.Text.Contains("after edit 20 cannot be read", StringComparison.Ordinal));

        // Two good ones are there before the old one goes.
        await New().WriteAsync();
        Reopen();
        Assert.Equal([25L, 10L], _log.Snapshots.Select(static s => s.Index));
        Damage(_log.LatestSnapshot!.Path);
        Assert.Equal(25, New().Load().Core.Count);
    }

    [Fact]
    public async Task A_content_that_makes_no_sense_is_passed_over_and_stays_where_it_is()
    {
        await CheckpointsAsync(10);
        Append(5);
        _log.WriteSnapshot(15, static stream => stream.Write("no"u8));
        Assert.Equal(15, New().Load().Core.Count);
        Assert.Contains(
            "00000000000000000015.snapshot is damaged",
            Assert.Single(_said.Lines, static line => line.Level == LogLevel.Error).Text,
            StringComparison.Ordinal);

        // Two that can be read are there before the one that could is given up.
        Assert.Equal([10L], _log.Snapshots.Select(static s => s.Index));
        Reopen();
        Assert.Equal([15L, 10L], _log.Snapshots.Select(static s => s.Index));
    }

    [Theory]
    [InlineData(typeof(OutOfMemoryException))]
    [InlineData(typeof(FormatException))]
    [InlineData(typeof(InvalidOperationException))]
    public async Task What_goes_wrong_in_this_program_leaves_good_snapshots_for_the_next(Type kind)
    {
        await CheckpointsAsync(10, 20, 30);
        var files = Directory.GetFiles(Dir).Order().ToList();
        _images.OnRead = () => throw (Exception)Activator.CreateInstance(kind, "as in a container that is too small")!;
        Assert.ThrowsAny<Exception>(() => New().Load());
        Assert.Equal(files, Directory.GetFiles(Dir).Order());
        _images.OnRead = static () => { };
        Reopen();
        Assert.Equal(30, New().Load().Core.Count);
    }

    [Fact]
    public async Task Too_little_memory_is_told_as_that()
    {
        await CheckpointsAsync(10);
        Append(5);
        var reads = 0;
        _images.OnRead = () => throw new OutOfMemoryException(); // the snapshot
        Assert.Throws<OutOfMemoryException>(() => New().Load());
        _images.OnRead = () => _ = ++reads > 1 ? throw new OutOfMemoryException() : 0; // the first record behind it
        Assert.Throws<OutOfMemoryException>(() => New().Load());
    }

    [Fact]
    public async Task Snapshots_that_are_gone_are_told_of_with_those_that_were_set_aside()
    {
        await CheckpointsAsync(10, 20, 30);
        foreach (var snapshot in _log.Snapshots)
        {
            File.Move(snapshot.Path, snapshot.Path + ".damaged");
        }

        _log.Close();
        var said = Assert.Throws<LogCorruptException>(() => DurableLog.Open(RealDisk.Instance, Dir, s_small)).Message;
        Assert.Contains("00000000000000000030.snapshot.damaged", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_all_damaged_the_whole_log_is_used_when_it_is_there()
    {
        await CheckpointsAsync(1);
        Damage(_log.LatestSnapshot!.Path);
        Assert.Equal(1, New().Load().Core.Count);
    }

    [Fact]
    public async Task With_all_damaged_and_the_log_cut_it_says_so()
    {
        await CheckpointsAsync(10, 20, 30);
        foreach (var snapshot in _log.Snapshots)
        {
            Damage(snapshot.Path);
        }

        Assert.Contains("30.snapshot is damaged", Assert.Throws<LogCorruptException>(() => New().Load()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_that_cannot_be_replayed_is_named()
    {
        await CheckpointsAsync(3);
        _log.Append([7]);
        _log.Flush();
        var fault = Assert.Throws<LogRecordException>(() => New().Load());
        Assert.Equal(4, fault.Index);
        Assert.Equal(7, File.ReadAllBytes(fault.File)[fault.Offset + 8]);
        Assert.Contains("it begins with 7, which adds nothing", fault.Message, StringComparison.Ordinal);
        Assert.Contains(fault.File, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(IOException))]
    [InlineData(typeof(UnauthorizedAccessException))]
    [InlineData(typeof(InvalidOperationException))]
    public async Task One_that_fails_leaves_nothing_behind_and_is_tried_again(Type kind)
    {
        Append(3);
        var tries = 0;
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _images.OnWrite = () =>
        {
            if (++tries < 3)
            {
                throw (Exception)Activator.CreateInstance(kind, "the disk is full")!;
            }

            written.SetResult();
        };
        await using var checkpointer = New();
        var running = checkpointer.RunAsync(new CheckpointTimes(1, TimeSpan.MaxValue, TimeSpan.FromMilliseconds(1)), "free space");
        await written.Task.WaitAsync(s_patience);
        await checkpointer.WriteAsync(); // comes after the one that is being written
        Assert.Equal((2L, null, 0L), (checkpointer.Figures.Failures, checkpointer.Figures.LastFailure, checkpointer.Figures.EditsBehind));
        Assert.True(checkpointer.Figures.LastWritten > 0);
        Assert.Equal(2, _said.Lines.Count(static line => line.Text.Contains("the disk is full", StringComparison.Ordinal)));
        Assert.DoesNotContain(Directory.GetFiles(Dir), static file => file.EndsWith(".new", StringComparison.Ordinal));
        await checkpointer.DisposeAsync();
        await running.WaitAsync(s_patience);
    }

    [Fact]
    public async Task One_is_written_of_few_edits_too_when_the_last_is_old()
    {
        Append(1);
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _images.OnWrite = () => written.TrySetResult();
        await using var checkpointer = New();
        var running = checkpointer.RunAsync(new CheckpointTimes(1_000_000, TimeSpan.Zero, TimeSpan.FromMilliseconds(1)), "free space");
        await written.Task.WaitAsync(s_patience);
        await checkpointer.DisposeAsync();
        await running.WaitAsync(s_patience);
    }

    [Theory]
    [InlineData(999_999, 3_599_999, 0, false)]
    [InlineData(999_999, 3_600_000, 0, true)]
    [InlineData(1, 3_600_000, 0, true)]
    [InlineData(0, long.MaxValue, 0, false)]
    [InlineData(1_000_000, 0, 0, true)]
    [InlineData(1, 3_600_000, 64 << 20, true)]
    [InlineData(1, 3_600_000, 1 << 30, false)]
    [InlineData(16_383, 3_600_000, 1 << 30, false)]
    [InlineData(16_384, 3_600_000, 1 << 30, true)]
    [InlineData(1, 24 * 3_600_000, 1 << 30, true)]
    [InlineData(0, 24 * 3_600_000, 1 << 30, false)]
    [InlineData(1_000_000, 0, 1L << 40, true)]
    public void A_checkpoint_is_due_after_many_edits_or_after_a_time_and_a_large_one_for_more_than_a_few(
        long edits, long sinceLast, long snapshotBytes, bool isDue) =>
        Assert.Equal(
            isDue, new CheckpointTimes(1_000_000, TimeSpan.FromHours(1), TimeSpan.FromMinutes(1)).IsDue(edits, sinceLast, snapshotBytes));

    [Fact]
    public async Task One_edit_an_hour_does_not_load_a_large_state_a_second_time()
    {
        const long Hour = 3_600_000;
        var times = new CheckpointTimes(1_000_000, TimeSpan.FromHours(1), TimeSpan.FromMinutes(1));
        await CheckpointsAsync(10);
        await using var checkpointer = New();
        Append(1);
        Assert.True(checkpointer.IsDue(times, Hour)); // a small one
        using (var file = new FileStream(_log.LatestSnapshot!.Path, FileMode.Open))
        {
            file.SetLength(1L << 30); // a hole; nobody reads it
        }

        Assert.False(checkpointer.IsDue(times, Hour));
        Assert.True(checkpointer.IsDue(times, 24 * Hour));
        File.Delete(_log.LatestSnapshot!.Path);
        Assert.True(checkpointer.IsDue(times, Hour)); // nobody knows how large it was
    }

    [Fact]
    public async Task What_cannot_be_removed_is_told_and_the_checkpoint_is_there()
    {
        await CheckpointsAsync(10, 20);
        var oldest = _log.Snapshots[^1].Path;
        File.Delete(oldest);
        Directory.CreateDirectory(oldest); // a file that the system does not delete
        Append(10);
        await using var checkpointer = New();
        await checkpointer.WriteAsync();
        Assert.Equal((0L, null, 0L), (checkpointer.Figures.Failures, checkpointer.Figures.LastFailure, checkpointer.Figures.EditsBehind));
        Assert.Equal(30, _log.LatestSnapshot!.Index);
        Assert.Contains(_said.Lines, line => line.Text.Contains("superfluous could not be removed", StringComparison.Ordinal)
            && line.Text.Contains(oldest, StringComparison.Ordinal));

        Directory.Delete(oldest);
        Append(10);
        await checkpointer.WriteAsync();
        Assert.Equal([40L, 30L], _log.Snapshots.Select(s => s.Index));
        Assert.Single(_said.Lines, line => line.Text.Contains("superfluous", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_that_fails_is_in_the_figures_until_another_succeeds()
    {
        Append(1);
        _images.OnWrite = static () => throw new IOException("the disk is full");
        await using var checkpointer = New();
        await Assert.ThrowsAsync<IOException>(checkpointer.WriteAsync);
        Assert.Equal(
            (1L, "the disk is full", 1L),
            (checkpointer.Figures.Failures, checkpointer.Figures.LastFailure, checkpointer.Figures.EditsBehind));
        Assert.Empty(_log.Snapshots);
        Assert.DoesNotContain(Directory.GetFiles(Dir), static file => file.EndsWith(".new", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stopping_gives_up_the_one_that_is_being_written()
    {
        Append(1);
        var checkpointer = New();
        Task stopping = Task.CompletedTask;
        _images.OnWrite = () => stopping = checkpointer.DisposeAsync().AsTask();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(checkpointer.WriteAsync);
        await stopping.WaitAsync(s_patience);
        Assert.Empty(_log.Snapshots);
        Assert.DoesNotContain(Directory.GetFiles(Dir), static file => file.EndsWith(".new", StringComparison.Ordinal));
        Assert.Equal(0, checkpointer.Figures.Failures);
    }

    private Checkpointer<CountingCore> New() => new(_log, _images, SystemClock.Instance, _said, "counter");

    private void Reopen()
    {
        _log.Close();
        _log = DurableLog.Open(RealDisk.Instance, Dir, s_small);
    }

    private async Task CheckpointsAsync(params int[] at)
    {
        foreach (var index in at)
        {
            Append(index - (int)_log.LastIndex);
            await New().WriteAsync();
        }
    }

    private void Append(int records)
    {
        for (var i = 0; i < records; i++)
        {
            _log.Append([1]);
            _log.Flush();
        }
    }

    private static void Damage(string file)
    {
        var bytes = File.ReadAllBytes(file);
        bytes[^20] ^= 0x10;
        File.WriteAllBytes(file, bytes);
    }
}
