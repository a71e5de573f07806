using Hathi.Base;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.DataNode.Storage;
using Hathi.Hdfs.DataNode.Tests.Support;

namespace Hathi.Hdfs.DataNode.Tests.Storage;

/// <summary>
/// A disk that does not answer holds up nothing of the other disks, and nobody else gets a volume that something still works on.
/// </summary>
public sealed class DeadDiskTests : IDisposable
{
    /// <summary>Of each volume; more than a volume has turns.</summary>
    private const int Blocks = 40;

    private readonly FaultyDisk _disk = new();
    private readonly StoreFixture _fixture;
    private readonly ManualResetEventSlim _goOn = new();
    private readonly SemaphoreSlim _stuck = new(0);

    public DeadDiskTests() => _fixture = new StoreFixture(2, _disk);

    public static TheoryData<string> Works => new("operation", "recovery", "measurement", "deletion");

    public void Dispose()
    {
        _goOn.Set();
        _fixture.Dispose();
        _goOn.Dispose();
        _stuck.Dispose();
    }

    [Fact]
    public async Task Recoveries_of_other_disks_go_on()
    {
        Put();
        Die();
        var dead = Enumerable.Range(1, Blocks).Select(InitAsync).ToArray();
        for (var i = 1; i <= Blocks; i++)
        {
            Assert.NotNull(await InitAsync(256 + i).Patiently());
            var block = new Block(256 + i, 700, 1001);
            Assert.NotNull(await _fixture.Store.FinishRecoveryAsync(block, 1005, block.Id, 700, default).Patiently());
        }

        Assert.All(dead, static d => Assert.False(d.IsCompleted));
        _goOn.Set();
        Assert.All(await Task.WhenAll(dead).Patiently(), static r => Assert.NotNull(r));
    }

    [Fact]
    public async Task Who_asks_for_a_recovery_does_not_wait_for_ever()
    {
        Put();
        _fixture.Limits = _fixture.Limits with { RecoveryMilliseconds = 50 };
        _fixture.Reopen();
        Die();
        for (var i = 1; i <= Blocks; i++)
        {
            var e = await Assert.ThrowsAsync<EnvironmentException>(() => InitAsync(i).Patiently());
            Assert.Contains(_fixture.VolumePath(0), e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Files_of_other_disks_are_deleted()
    {
        Put();
        _disk.Deleting = Hold;
        _fixture.Store.Invalidate([new Block(1, 700, 1001)]);
        Assert.True(await _stuck.WaitAsync(Patience.Limit));
        _fixture.Store.Invalidate([new Block(257, 700, 1001)]);
        using var patience = new CancellationTokenSource(Patience.Limit);
        while (Directory.EnumerateFiles(_fixture.Pool(1).Temporary).Any())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    [Theory]
    [MemberData(nameof(Works))]
    public async Task A_volume_stays_locked_while_something_works_on_it(string work)
    {
        Put();
        if (work == "measurement")
        {
            using var writer = _fixture.Store.Create(
                new Block(1001, 2_000, 1001), 0, Hathi.Hdfs.Protocol.DataTransfer.ChunkChecksum.Default, new NoOwner());
            Packets.Write(writer, 0, Packets.Random(2_000, 1));
        }

        // The store that ends with so short a patience is the last: the next one would not get the volumes.
        _fixture.Limits = _fixture.Limits with { EndMilliseconds = 1 };
        _fixture.Reopen();
        var operation = new TaskCompletionSource();
        switch (work)
        {
            case "recovery":
                Die();
                _ = InitAsync(1);
                Assert.True(await _stuck.WaitAsync(Patience.Limit));
                break;
            case "measurement":
                _disk.Reading = Hold;
                _ = _fixture.Store.InitRecoveryAsync(new Block(1001, 0, 1001), 1005, default);
                Assert.True(await _stuck.WaitAsync(Patience.Limit));
                break;
            case "deletion":
                _disk.Deleting = Hold;
                _fixture.Store.Invalidate([new Block(1, 700, 1001)]);
                Assert.True(await _stuck.WaitAsync(Patience.Limit));
                break;
        }

        _fixture.Store.CloseAfter(work == "operation" ? operation.Task : Task.CompletedTask);
        Assert.Equal(
            VolumeError.Locked, Assert.Throws<VolumeException>(() => InUseLock.Take(_disk, _fixture.VolumePath(0)).Dispose()).Error);
        operation.SetResult();
        _goOn.Set();
        using var patience = new CancellationTokenSource(Patience.Limit);
        while (!IsFree(0) || !IsFree(1))
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private bool IsFree(int volume)
    {
        try
        {
            InUseLock.Take(_disk, _fixture.VolumePath(volume)).Dispose();
            return true;
        }
        catch (VolumeException)
        {
            return false;
        }
    }

    private Task<Hathi.Hdfs.Core.Replicas.ReplicaView?> InitAsync(int id) =>
        _fixture.Store.InitRecoveryAsync(new Block(id, 700, 1001), 1005, default);

    // The first are on the first volume, those 256 behind them on the second.
    private void Put()
    {
        for (var i = 1; i <= Blocks; i++)
        {
            _fixture.Put(i, 1001, Packets.Random(700, i));
            _fixture.Put(256 + i, 1001, Packets.Random(700, i));
            Assert.Equal((0, 1), (_fixture.Store.Find(i)!.Value.Volume, _fixture.Store.Find(256 + i)!.Value.Volume));
        }
    }

    private void Die()
    {
        _disk.Arm(
            _fixture.VolumePath(0),
            int.MaxValue,
            DiskFault.Medium,
            stays: false,
            static p => !p.EndsWith(InUseLock.FileName, StringComparison.Ordinal));
        _disk.Calling = _ => Hold(_fixture.VolumePath(0));
    }

    private void Hold(string path)
    {
        if (!path.StartsWith(_fixture.VolumePath(0), StringComparison.Ordinal))
        {
            return;
        }

        _stuck.Release();
        _goOn.Wait();
    }
}
