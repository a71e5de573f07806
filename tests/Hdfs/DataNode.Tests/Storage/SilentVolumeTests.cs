using Hathi.Base;
using Hathi.Hdfs.Core.DataNodes;
using Hathi.Hdfs.DataNode.Storage;
using Hathi.Hdfs.DataNode.Tests.Support;

namespace Hathi.Hdfs.DataNode.Tests.Storage;

/// <summary>A disk that hangs when it is asked for its room is waited for once, and not believed for ever.</summary>
public sealed class SilentVolumeTests : IDisposable
{
    private readonly FaultyDisk _disk = new();
    private readonly StoreFixture _fixture;
    private readonly ManualResetEventSlim _answers = new();
    private readonly StorageReport[] _before;
    private int _asked;

    public SilentVolumeTests()
    {
        _fixture = new StoreFixture(2, _disk);
        _before = [.. _fixture.Store.StorageReports().Select(static r => r.Report)];
        _disk.Arm(_fixture.VolumePath(1), int.MaxValue, DiskFault.Medium, stays: false, p => p == _fixture.VolumePath(1));
        _disk.Calling = _ =>
        {
            Interlocked.Increment(ref _asked);
            _answers.Wait(Patience.Limit);
        };
    }

    public void Dispose()
    {
        _answers.Set();
        _fixture.Dispose();
        _answers.Dispose();
    }

    [Fact]
    public async Task It_is_told_of_by_what_it_said_last_and_nothing_is_put_on_it_until_it_answers()
    {
        var hanging = await UntilAsync(static v => v[1].IsSilent && !v[0].IsSilent);
        Assert.Equal(_before[1], hanging[1].Report);
        await Task.Run(() => Put(1, 4)).Patiently();
        Assert.All(Enumerable.Range(1, 4), i => Assert.Equal(0, _fixture.Store.Find(i)!.Value.Volume));
        hanging = await UntilAsync(static v => v[1].IsSilent && !v[0].IsSilent);
        Assert.True(hanging[0].Report.Used > _before[0].Used);
        Assert.Equal(_before[1], hanging[1].Report);
        Assert.Equal(1, _asked);

        _answers.Set();
        await UntilAsync(static v => !v[0].IsSilent && !v[1].IsSilent);
        Put(5, 2);
        Assert.NotEqual(_fixture.Store.Find(5)!.Value.Volume, _fixture.Store.Find(6)!.Value.Volume);
        Assert.True((await UntilAsync(static v => !v[1].IsSilent))[1].Report.Used > _before[1].Used);
        Assert.Empty(_fixture.Store.Failures);
    }

    [Fact]
    public async Task One_that_does_not_answer_for_as_long_as_a_disk_may_take_has_failed()
    {
        await UntilAsync(static v => v[1].IsSilent);
        Assert.Equal(2, (await LookAsync(299_999, default)).Count);
        Assert.Empty(_fixture.Store.Failures);
        Assert.Equal(0, Assert.Single(await LookAsync(300_000, default)).Volume.Number);
        Assert.Equal(_fixture.VolumePath(1), Assert.Single(_fixture.Store.Failures).Path);
        _fixture.Events.WaitFor("volume failed 1");

        // Whoever is in it is still there.
        Assert.Equal(VolumeError.Locked, Assert.Throws<VolumeException>(() => InUseLock.Take(_disk, _fixture.VolumePath(1)).Dispose()).Error);
        _answers.Set();
        Patience.Until(IsFree);
    }

    private bool IsFree()
    {
        try
        {
            InUseLock.Take(_disk, _fixture.VolumePath(1)).Dispose();
            return true;
        }
        catch (VolumeException)
        {
            return false;
        }
    }

    private void Put(int first, int count)
    {
        for (var i = first; i < first + count; i++)
        {
            _fixture.Put(i, 1001, Packets.Random(700, i));
        }
    }

    // A volume that answers may be late as well.
    private async Task<List<(Volume Volume, StorageReport Report)>> UntilAsync(Func<IReadOnlyList<Volume>, bool> isSo)
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        while (true)
        {
            var reports = await LookAsync(0, patience.Token);
            if (isSo(_fixture.Store.Volumes))
            {
                return reports;
            }
        }
    }

    private Task<List<(Volume Volume, StorageReport Report)>> LookAsync(long now, CancellationToken cancellationToken) =>
        _fixture.Store.StorageReportsAsync(now, TimeSpan.FromMilliseconds(20), cancellationToken);
}
