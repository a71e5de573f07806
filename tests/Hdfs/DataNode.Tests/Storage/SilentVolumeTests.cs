using Hathi.Base;
using Hathi.Hdfs.Core.DataNodeCalls;
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
        await FailAsync(1);
        Assert.Equal(_fixture.VolumePath(1), Assert.Single(_fixture.Store.Failures).Path);
        _fixture.Events.WaitFor("volume failed 1");

        // Whoever is in it is still there.
        Assert.Equal(
            VolumeError.Locked, Assert.Throws<VolumeException>(() => InUseLock.Take(_disk, _fixture.VolumePath(1)).Dispose()).Error);
        _answers.Set();
        Patience.Until(() => IsFree(1));
    }

    [Fact]
    public async Task While_none_answers_none_has_failed_and_the_first_to_answer_does_not_fail_the_others()
    {
        using var first = new ManualResetEventSlim();
        _disk.Arm(
            _fixture.Root, int.MaxValue, DiskFault.Medium, stays: false, p => p == _fixture.VolumePath(0) || p == _fixture.VolumePath(1));
        _disk.Calling = n => (n == 0 ? first : n == 1 ? _answers : null)?.Wait(Patience.Limit);
        try
        {
            var silent = await UntilAsync(static v => v[0].IsSilent && v[1].IsSilent);
            Assert.Equal(_before, silent.Select(static r => r.Report));
            Assert.Equal(_before, (await LookAsync(299_999, default)).Select(static r => r.Report));
            var waiting = LookAsync(300_000, default);
            Assert.False(waiting.IsCompleted);
            Assert.Contains(_fixture.Log.Lines, static l => l.Text.Contains("No volume has answered for 300 s", StringComparison.Ordinal));
            Assert.Empty(_fixture.Store.Failures);
            first.Set();
            Assert.Equal(2, (await waiting.Patiently()).Count);
            await FailAsync(_fixture.Store.Volumes.Single(static v => v.IsSilent).Number, since: 300_000);
            Assert.DoesNotContain("too few volumes", _fixture.Events.All);
        }
        finally
        {
            first.Set();
        }
    }

    [Fact]
    public async Task The_last_that_is_left_has_not_failed()
    {
        await UntilAsync(static v => v[1].IsSilent && !v[0].IsSilent);
        _fixture.Store.CheckDisk(DiskException.OfChange(DiskFault.Medium, _fixture.VolumePath(0), "EIO", null));
        Assert.Equal(1, Assert.Single(await LookAsync(300_000, default)).Volume.Number);
        var waiting = LookAsync(600_000, default);
        _answers.Set();
        Assert.Equal(1, Assert.Single(await waiting.Patiently()).Volume.Number);
        Assert.Single(_fixture.Store.Failures);
        Assert.DoesNotContain("too few volumes", _fixture.Events.All);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_keeps_no_other_locked(bool wasGivenUp)
    {
        _disk.Arm("\0", int.MaxValue, DiskFault.Medium, stays: false);
        _fixture.Limits = _fixture.Limits with { EndMilliseconds = 1 };
        _fixture.Reopen();
        _fixture.Store.StorageReports();
        _disk.Arm(_fixture.VolumePath(1), int.MaxValue, DiskFault.Medium, stays: false, p => p == _fixture.VolumePath(1));
        if (wasGivenUp)
        {
            await FailAsync(1);
        }
        else
        {
            await UntilAsync(static v => v[1].IsSilent && !v[0].IsSilent);
        }

        _fixture.Store.CloseAfter(Task.CompletedTask);
        Patience.Until(() => IsFree(0));
        Assert.False(IsFree(1));
        _answers.Set();
        Patience.Until(() => IsFree(1));
    }

    // Who is asked anew is waited for, however late.
    private async Task FailAsync(int volume, long since = 0)
    {
        if (since == 0)
        {
            await UntilAsync(v => v[volume].IsSilent && !v[1 - volume].IsSilent);
        }

        Assert.Equal(2, (await LookAsync(since + 299_999, Patience.Limit, default)).Count);
        Assert.Empty(_fixture.Store.Failures);
        Assert.Equal(1 - volume, Assert.Single(await LookAsync(since + 300_000, Patience.Limit, default)).Volume.Number);
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
        LookAsync(now, TimeSpan.FromMilliseconds(20), cancellationToken);

    private Task<List<(Volume Volume, StorageReport Report)>> LookAsync(long now, TimeSpan patience, CancellationToken cancellationToken) =>
        _fixture.Store.StorageReportsAsync(now, patience, cancellationToken);
}
