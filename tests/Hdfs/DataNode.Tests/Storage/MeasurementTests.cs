using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.DataNode.Options;
using Hathi.Hdfs.DataNode.Storage;
using Hathi.Hdfs.DataNode.Tests.Support;
using Hathi.Hdfs.Protocol.DataTransfer;

namespace Hathi.Hdfs.DataNode.Tests.Storage;

/// <summary>
/// After a power cut recoveries of thousands of replicas come at once, each of which is read whole: a few at a time, and no
/// call waits on a thread.
/// </summary>
public sealed class MeasurementTests : IDisposable
{
    private const int Replicas = 60;

    private readonly FaultyDisk _disk = new();
    private readonly StoreFixture _fixture;
    private readonly ManualResetEventSlim _goOn = new();
    private readonly SemaphoreSlim _reading = new(0);
    private readonly HashSet<string> _inside = [];
    private int _most;

    public MeasurementTests() => _fixture = new StoreFixture(1, _disk);

    public void Dispose()
    {
        _goOn.Set();
        _fixture.Dispose();
        _goOn.Dispose();
        _reading.Dispose();
    }

    [Fact]
    public async Task Few_are_read_at_once_and_all_are_recovered()
    {
        Found(Replicas);
        _disk.Reading = Hold;
        var calls = Enumerable.Range(1, Replicas)
            .Select(i => _fixture.Store.InitRecoveryAsync(new Block(i, 0, 1001), 1005, default)).ToArray();
        for (var i = 0; i < Measurements.AtOnce; i++)
        {
            Assert.True(await _reading.WaitAsync(TimeSpan.FromMinutes(1)));
        }

        // None of the pool's threads is held up by them: as many items of work as it has threads run at once.
        using var all = new CountdownEvent(Environment.ProcessorCount);
        await Task.WhenAll(Enumerable.Range(0, all.InitialCount)
            .Select(_ => Task.Run(() => Assert.True(all.Signal() || all.Wait(TimeSpan.FromMinutes(1))))));
        _goOn.Set();
        Assert.All(await Task.WhenAll(calls), static t => Assert.Equal(2_000, t!.Value.BytesOnDisk));
        Assert.InRange(_most, 1, Measurements.AtOnce);
    }

    /// <summary>Who does not wait for the end of it finds it done the next time: it is not read again.</summary>
    [Fact]
    public async Task What_was_measured_is_kept_for_who_asks_again()
    {
        Found(1);
        _disk.Reading = Hold;
        using var impatient = new CancellationTokenSource();
        var first = _fixture.Store.InitRecoveryAsync(new Block(1, 0, 1001), 1005, impatient.Token);
        Assert.True(await _reading.WaitAsync(TimeSpan.FromMinutes(1)));
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        _disk.Reading = null;
        _goOn.Set();
        Assert.Equal(
            (2_000, ReplicaState.WaitingToBeRecovered),
            Told((await _fixture.Store.InitRecoveryAsync(new Block(1, 0, 1001), 1006, default))!.Value));
        var read = _disk.BytesRead;
        Assert.Equal(
            (2_000, ReplicaState.WaitingToBeRecovered),
            Told((await _fixture.Store.InitRecoveryAsync(new Block(1, 0, 1001), 1007, default))!.Value));
        Assert.InRange(_disk.BytesRead - read, 0, 1_000);
    }

    /// <summary>Whatever the heartbeats are: who is not heard in time is taken for silent.</summary>
    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(60)]
    public void A_holder_says_that_it_still_reads_before_the_primary_gives_it_up(double heartbeat)
    {
        var times = RecoveryTimes.Of(TimeSpan.FromSeconds(heartbeat));
        Assert.InRange(times.Measure, TimeSpan.FromSeconds(3), times.Ask * 0.7);
    }

    /// <summary>A disk that hangs for ever keeps no recovery waiting: its node is silent then.</summary>
    [Fact]
    public async Task Who_is_asked_while_it_reads_says_so_until_the_disk_has_given_nothing_for_long()
    {
        var clock = new ManualClock();
        (_fixture.Clock, _fixture.Limits) = (clock, _fixture.Limits with { MeasureMilliseconds = 1 });
        Found(2);
        _disk.Reading = Hold;
        Assert.Equal(ReplicaError.StillRead, await RefusedAsync(1));
        Assert.True(await _reading.WaitAsync(TimeSpan.FromMinutes(1)));
        clock.Time += 299_000;
        Assert.Equal(ReplicaError.StillRead, await RefusedAsync(1));
        Assert.Equal(ReplicaError.StillRead, await RefusedAsync(2)); // another one on the disk begins
        Assert.True(await _reading.WaitAsync(TimeSpan.FromMinutes(1)));
        clock.Time += 299_000;
        Assert.Equal(ReplicaError.StillRead, await RefusedAsync(1));
        clock.Time += 1_000;
        Assert.Equal(ReplicaError.Mismatch, await RefusedAsync(1));
        Assert.Equal(ReplicaError.Mismatch, await RefusedAsync(2));
        _disk.Reading = null;
        _goOn.Set();
        _fixture.Limits = _fixture.Limits with { MeasureMilliseconds = 120_000 };
        _fixture.Reopen();
        Assert.Equal(2_000, (await _fixture.Store.InitRecoveryAsync(new Block(1, 0, 1001), 1005, default))!.Value.BytesOnDisk);
    }

    /// <summary>A large one may be read for longer than that: what the disk gives of it counts.</summary>
    [Fact]
    public async Task A_disk_that_gives_some_of_it_now_and_then_answers()
    {
        const int Large = 1 << 20; // some reads
        var clock = new ManualClock();
        using (var writer = _fixture.Store.Create(new Block(1, Large, 1001), 0, ChunkChecksum.Default, new NoOwner()))
        {
            Packets.Write(writer, 0, Packets.Random(Large, 1));
        }

        (_fixture.Clock, _fixture.Limits) = (clock, _fixture.Limits with { MeasureMilliseconds = 1 });
        _fixture.Reopen();
        var reads = 0;
        _disk.Reading = path =>
        {
            if (BlockNames.TryParseData(Path.GetFileName(path), out _))
            {
                clock.Time += 200_000;
                if (++reads == 3)
                {
                    Hold(path);
                }
            }
        };
        Assert.Equal(ReplicaError.StillRead, await RefusedAsync(1));
        Assert.True(await _reading.WaitAsync(TimeSpan.FromMinutes(1)));
        Assert.Equal(ReplicaError.StillRead, await RefusedAsync(1));
        clock.Time += 100_000;
        Assert.Equal(ReplicaError.Mismatch, await RefusedAsync(1));
    }

    private async Task<ReplicaError> RefusedAsync(long id) =>
        (await Assert.ThrowsAsync<ReplicaFault>(() => _fixture.Store.InitRecoveryAsync(new Block(id, 0, 1001), 1005, default))).Error;

    [Fact]
    public async Task A_store_that_is_closed_ends_what_it_reads()
    {
        Found(3);
        _disk.Reading = Hold;
        var calls = Enumerable.Range(1, 3).Select(i => _fixture.Store.InitRecoveryAsync(new Block(i, 0, 1001), 1005, default)).ToArray();
        Assert.True(await _reading.WaitAsync(TimeSpan.FromMinutes(1)));
        var closing = Task.Run(_fixture.Store.Dispose);
        _goOn.Set();
        await closing;
        foreach (var call in calls)
        {
            await Record.ExceptionAsync(() => call); // Told before, or ended.
        }

        Assert.Equal(0, _disk.OpenFiles);
    }

    private static (long Length, ReplicaState State) Told(ReplicaView replica) => (replica.BytesOnDisk, replica.OriginalState);

    private void Found(int count)
    {
        for (var i = 1; i <= count; i++)
        {
            using var writer = _fixture.Store.Create(new Block(i, 2_000, 1001), 0, ChunkChecksum.Default, new NoOwner());
            Packets.Write(writer, 0, Packets.Random(2_000, i));
        }

        _fixture.Reopen();
    }

    // Counts the block files that are being read.
    private void Hold(string path)
    {
        if (!BlockNames.TryParseData(Path.GetFileName(path), out _))
        {
            return;
        }

        lock (_inside)
        {
            _inside.Add(path);
            _most = Math.Max(_most, _inside.Count);
        }

        _reading.Release();
        _goOn.Wait();
        lock (_inside)
        {
            _inside.Remove(path);
        }
    }
}
