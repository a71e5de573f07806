using Hathi.Base;
using Hathi.Hdfs.DataNode.Tests.Support;

namespace Hathi.Hdfs.DataNode.Tests.Service;

/// <summary>A disk that hangs when it is asked for its room stops no heartbeat.</summary>
public sealed class HungDiskHeartbeatTests : IAsyncLifetime
{
    private readonly FakeNameNode _nameNode = new();
    private readonly FaultyDisk _disk = new();
    private readonly ManualClock _clock = new();
    private readonly NodeFixture _node;
    private readonly ManualResetEventSlim _answers = new();

    public HungDiskHeartbeatTests() => _node = new NodeFixture("127.77.16.25", volumes: 2) { Disk = _disk, Clock = _clock };

    public async ValueTask InitializeAsync()
    {
        await _nameNode.StartAsync();
        await _node.StartAsync(_nameNode.Address);
        await _node.Server!.Registered.Patiently();
        _nameNode.WaitFor("report");
        _disk.Arm(_node.VolumePath(1), int.MaxValue, DiskFault.Medium, stays: false, p => p == _node.VolumePath(1));
        _disk.Calling = _ => _answers.Wait(Patience.Limit);
    }

    public async ValueTask DisposeAsync()
    {
        _answers.Set();
        await _node.DisposeAsync();
        await _nameNode.DisposeAsync();
        _answers.Dispose();
    }

    [Fact]
    public void Its_last_figures_are_told_until_it_counts_as_failed_and_time_in_which_the_process_was_stopped_does_not_count()
    {
        Beats(3);
        Assert.Equal(2, _nameNode.LastHeartbeat!.Reports.Count);

        _clock.Time += 3_600_000;
        Beats(3);
        Assert.DoesNotContain("heartbeat failed=1", _nameNode.Told);
        Assert.Equal(2, _nameNode.LastHeartbeat.Reports.Count);

        for (var beats = 0; !_nameNode.Told.Contains("heartbeat failed=1"); beats++)
        {
            Assert.InRange(beats, 0, 100);
            _clock.Time += 10_000;
            Beats(1);
        }

        Assert.Single(_nameNode.LastHeartbeat.Reports);
        _nameNode.WaitFor($"error 1 DataNode failed volumes:{_node.VolumePath(1)}");
        Assert.False(_node.Server!.Stopped.IsCompleted);
    }

    private void Beats(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _nameNode.WaitFor("heartbeat", _nameNode.Told.Count);
        }
    }
}
