using Hathi.Base;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Client;
using Hathi.Hdfs.DataNode.Tests.Support;
using Hathi.Hdfs.Protocol;

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

    [Fact]
    public async Task Its_last_figures_are_told_to_who_asks_for_the_volumes_and_so_they_are_after_a_look_that_hung()
    {
        await using var client = new RpcClient(new RpcClientOptions("member"));
        var first = VolumesAsync(client);
        Beats(3); // The last began after the disk hung, and has looked.
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(2, (await VolumesAsync(client).Patiently()).VolumeInfo.Count);
        }

        _answers.Set();
        Assert.Equal(2, (await first.Patiently()).VolumeInfo.Count);
    }

    [Fact]
    public void When_no_disk_answers_the_NameNode_hears_nothing_until_one_does_and_the_node_goes_on()
    {
        _disk.Arm(_node.Root, int.MaxValue, DiskFault.Medium, stays: false, p => p == _node.VolumePath(0) || p == _node.VolumePath(1));
        Patience.Until(() =>
        {
            _clock.Time += 10_000;
            return _node.Log.Lines.Any(static l => l.Text.Contains("does not hear of this node again", StringComparison.Ordinal));
        });
        Assert.False(_node.Server!.Stopped.IsCompleted);
        var told = _nameNode.Told.Count;
        _answers.Set();
        _nameNode.WaitFor("heartbeat", told);
        Beats(1);
        Assert.Equal(2, _nameNode.LastHeartbeat!.Reports.Count);
        Assert.DoesNotContain("heartbeat failed=1", _nameNode.Told);
        Assert.False(_node.Server.Stopped.IsCompleted);
    }

    private Task<GetVolumeReportResponseProto> VolumesAsync(RpcClient client) => client.CallAsync(
        _node.Server!.IpcEndPoint, new RpcProtocolName(ProtocolNames.ClientDatanode, (long)ProtocolNames.Version), "getVolumeReport",
        new GetVolumeReportRequestProto(), GetVolumeReportResponseProto.Parser, default);

    private void Beats(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _nameNode.WaitFor("heartbeat", _nameNode.Told.Count);
        }
    }
}
