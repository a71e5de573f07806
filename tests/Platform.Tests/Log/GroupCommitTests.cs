using System.Collections.Concurrent;
using Hathi.Log;

namespace Hathi.Platform.Tests.Log;

public sealed class GroupCommitTests : LogTestBase
{
    private readonly FailingDisk _disk = new();

    private DurableLog CreateOn(DurableLogOptions options) => DurableLog.Create(_disk, Dir, Id, options);

    [Fact]
    public async Task A_commit_completes_when_its_record_is_on_the_disk()
    {
        using var log = CreateOn(Small);
        using var commit = new GroupCommit(log, _ => { }, _ => { });
        for (var i = 1; i <= 100; i++)
        {
            await commit.CommitAsync(commit.Append(Payload(i)));
            Assert.Equal(i, commit.DurableIndex);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = commit.CommitAsync(101); });
        Assert.Equal(Expected(1, 100), Read(log, 1));
    }

    [Fact]
    public async Task While_one_fsync_is_under_way_the_next_batch_gathers_and_one_fsync_serves_it()
    {
        using var log = CreateOn(Small);
        using var begun = new SemaphoreSlim(0);
        using var go = new SemaphoreSlim(0);
        var syncs = 0;
        _disk.OnSync = sync =>
        {
            Interlocked.Increment(ref syncs);
            begun.Release();
            go.Wait();
            sync();
        };
        var durable = new ConcurrentQueue<long>();
        using var commit = new GroupCommit(log, durable.Enqueue, _ => { });
        var first = commit.CommitAsync(commit.Append(Payload(1)));
        Assert.True(await begun.WaitAsync(Patience.Limit));
        var rest = Enumerable.Range(2, 50).Select(i => commit.CommitAsync(commit.Append(Payload(i)))).ToArray();
        Assert.False(first.IsCompleted);
        go.Release(2);
        await first;
        await Task.WhenAll(rest);
        Assert.Equal(2, syncs);
        commit.Dispose();
        Assert.Equal([1L, 51L], durable);
    }

    [Fact]
    public async Task A_failed_fsync_is_said_to_all_who_wait_and_to_all_who_come_and_is_not_tried_again()
    {
        using var log = CreateOn(Small);
        var syncs = 0;
        _disk.OnSync = _ =>
        {
            syncs++;
            throw new IOException("Input/output error.");
        };
        var told = new TaskCompletionSource<LogFailedException>();
        using var commit = new GroupCommit(log, _ => { }, told.SetResult);
        var waiting = commit.CommitAsync(commit.Append(Payload(1)));
        var e = await Assert.ThrowsAsync<LogFailedException>(() => waiting);
        Assert.Same(e, await told.Task);
        Assert.Contains("failed after record 0: Input/output error.", e.Message, StringComparison.Ordinal);
        Assert.Throws<LogFailedException>(() => commit.Append(Payload(2)));
        await Assert.ThrowsAsync<LogFailedException>(() => commit.CommitAsync(1));
        Assert.Throws<LogFailedException>(() => log.Flush());
        Assert.Equal(1, syncs);
        Assert.Equal(0, log.DurableIndex);
    }

    [Fact]
    public async Task A_writer_that_is_faster_than_the_disk_waits_instead_of_filling_memory()
    {
        using var log = CreateOn(Small);
        using var go = new SemaphoreSlim(0);
        using var begun = new SemaphoreSlim(0);
        _disk.OnSync = sync =>
        {
            begun.Release();
            go.Wait();
            sync();
        };
        using var commit = new GroupCommit(log, _ => { }, _ => { });
        commit.Append(new byte[1000]);
        commit.RequestCommit();
        Assert.True(await begun.WaitAsync(Patience.Limit));
        for (var i = 0; i < 3; i++)
        {
            commit.Append(new byte[1000]);
        }

        var blocked = Task.Factory.StartNew(
            () => commit.Append(new byte[1000]), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Assert.InRange(log.PendingBytes, 3000, 4000);
        Assert.False(blocked.IsCompleted);
        go.Release(100);
        Assert.Equal(5, await blocked);
    }

    [Fact]
    public void Disposing_commits_what_was_asked_for_and_then_takes_nothing()
    {
        using var log = CreateOn(Small);
        var commit = new GroupCommit(log, _ => { }, _ => { });
        commit.Append(Payload(1));
        commit.RequestCommit();
        commit.Dispose();
        Assert.Equal(1, log.DurableIndex);
        Assert.Throws<ObjectDisposedException>(commit.RequestCommit);
    }
}
