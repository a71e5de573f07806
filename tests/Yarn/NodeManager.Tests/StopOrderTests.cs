using System.Net;
using Google.Protobuf;
using Hathi.Base;
using Hathi.Hadoop.Rpc;
using Hathi.Platform;
using Hathi.Platform.Tests.Log;
using Hathi.Yarn.NodeManager.Calls;
using Hathi.Yarn.NodeManager.Launch;
using Hathi.Yarn.NodeManager.Monitor;
using Hathi.Yarn.NodeManager.State;
using Hathi.Yarn.NodeManager.Storage;
using Hathi.Yarn.NodeManager.Tests.Support;
using Hathi.Yarn.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.Yarn.NodeManager.Tests;

/// <summary>A master that was told of a stop need not ask whether the node has died since: the order outlives it.</summary>
public sealed class StopOrderTests : IDisposable
{
    private const string Id = "container_1700000000000_0001_01_000001";
    private const string Before = "container_1700000000000_0001_01_000002";

    private readonly FailingDisk _disk = new();
    private readonly NodeParts _node;
    private readonly ProcessWatch _watch = new();
    private readonly Container _container;
    private readonly RecentContainers _recent;

    public StopOrderTests()
    {
        _node = new NodeParts(_disk);
        _recent = new RecentContainers(_node.State, SystemClock.Instance);
        _recent.Started(Before, long.MaxValue);
        _container = _node.Started(Id);
        Assert.True(_node.Applications.Enter(_container).TryAdd(_container));
    }

    public void Dispose()
    {
        _watch.Dispose();
        _node.Dispose();
    }

    [Fact]
    public async Task What_was_answered_is_remembered()
    {
        Assert.Equal(Id, Assert.Single((await StopAsync(Id).Patiently()).SucceededRequests).ToText());
        Assert.Equal(ExitStatus.KilledByMaster, _container.Kill?.ExitStatus);
        Assert.Equal(_container.Kill, Assert.Single(_node.Memory.Recall()).Kill);
    }

    [Fact]
    public async Task What_cannot_be_written_down_is_carried_out_and_told_as_failed()
    {
        _disk.OnSync = static _ => throw new IOException("the disk failed");
        await AssertNotKept(Id);
        Assert.True(_container.Killed.IsCancellationRequested);

        // Nor is it for being asked again, and one that comes when it is known already.
        await AssertNotKept(Id);
        Patience.Until(() => _node.State.Loss is not null);
        var later = _node.Started("container_1700000000000_0001_01_000003");
        Assert.True(_node.Applications.Enter(later).TryAdd(later));
        await AssertNotKept(later.Id);
        Assert.True(later.Killed.IsCancellationRequested);
    }

    [Fact]
    public async Task A_node_that_can_write_nothing_down_is_unhealthy_and_answers_for_what_is_over()
    {
        var disks = new DiskHealth(_node.Directories, _node.Options.Disks, DiskHealth.Probe, TimeProvider.System, NullLogger.Instance);
        var health = new NodeHealth(disks, () => _node.State.Told, []);
        Assert.Equal((true, ""), (health.IsHealthy, health.Report));
        _disk.OnSync = static _ => throw new IOException("the disk failed");
        await AssertNotKept(Id);
        Patience.Until(() => !health.IsHealthy);
        Assert.Contains("the disk failed", health.Report, StringComparison.Ordinal);
        Assert.Contains(_node.Options.StateDirectory, health.Report, StringComparison.Ordinal);

        _container.End(0, 7);
        Assert.Equal([Id, Before], (await StopAsync(Id, Before).Patiently()).SucceededRequests.Select(static i => i.ToText()));
    }

    [Fact]
    public async Task Of_a_disk_that_hangs_the_master_is_told_before_it_waits_no_longer()
    {
        using var answers = new ManualResetEventSlim();
        _disk.OnSync = sync =>
        {
            answers.Wait(Patience.Limit);
            sync();
        };
        try
        {
            await AssertNotKept(new Soon(), Id);
            Assert.True(_container.Killed.IsCancellationRequested);
            Assert.Null(_node.State.Loss);
        }
        finally
        {
            _disk.OnSync = static sync => sync();
            answers.Set();
        }

        Assert.Single((await StopAsync(Id).Patiently()).SucceededRequests);
    }

    [Fact]
    public async Task What_one_of_the_same_name_has_left_is_none_of_the_next_ones()
    {
        Assert.True(_node.Memory.Order(_container, new KillOrder(ExitStatus.KilledByMaster, "why\n")));
        await _node.Memory.TriedAsync(_container);
        var later = _node.Started(Id);
        Assert.Empty(_node.State.Below("container/"));
        Assert.Null(Assert.Single(_node.Memory.Recall()).Kill);
        Assert.NotSame(_container, later);
    }

    [Fact]
    public async Task Who_is_forgotten_late_takes_nothing_of_the_next_one()
    {
        var later = _node.Started(Id);
        Assert.True(_node.Memory.Order(later, new KillOrder(ExitStatus.KilledByMaster, "why\n")));
        await _node.Memory.ForgetAsync(_container).Patiently();
        Assert.Equal(later.Kill, Assert.Single(_node.Memory.Recall()).Kill);
    }

    [Fact]
    public async Task An_order_that_comes_when_it_is_forgotten_leaves_nothing()
    {
        await _node.Memory.ForgetAsync(_container).Patiently();
        Assert.True(_node.Memory.Order(_container, new KillOrder(ExitStatus.KilledByMaster, "why\n")));
        Assert.Empty(_node.State.Below("container/"));
    }

    // It ended, and wrote how, before the node could see to it, or after that was killed.
    [Theory]
    [InlineData(0, 0)]
    [InlineData(7, ExitStatus.KilledByMaster)]
    public async Task An_order_that_was_late_takes_nothing_from_a_success(int written, int told)
    {
        Assert.True(_node.Memory.Order(_container, new KillOrder(ExitStatus.KilledByMaster, "why\n")));
        var again = Assert.Single(_node.Memory.Recall());
        var files = new ContainerFiles(again);
        Directory.CreateDirectory(files.Private);
        await File.WriteAllTextAsync(files.ExitCodeFile, $"{written}\n", TestContext.Current.CancellationToken);
        again.Pid = int.MaxValue; // nobody's
        await _node.Runner(_watch).RecoverAsync(again).Patiently();
        Assert.Equal((true, told), (again.IsDone, again.ExitStatus));
    }

    private Task AssertNotKept(string id) => AssertNotKept(TimeProvider.System, id);

    private async Task AssertNotKept(TimeProvider time, string id)
    {
        var failed = await Assert.ThrowsAsync<RpcFault>(() => StopAsync(time, id).Patiently());
        Assert.Equal(JavaErrors.Io, failed.JavaClass);
        Assert.Contains(_node.Options.StateDirectory, failed.Message, StringComparison.Ordinal);
    }

    private Task<StopContainersResponseProto> StopAsync(params string[] ids) => StopAsync(TimeProvider.System, ids);

    private Task<StopContainersResponseProto> StopAsync(TimeProvider time, params string[] ids)
    {
        var attempt = YarnIds.ParseAttempt("appattempt_1700000000000_0001_000001");
        var token = new NMTokenIdentifierProto
        {
            AppAttemptId = attempt, NodeId = new NodeIdProto { Host = "node", Port = 1 }, AppSubmitter = "ada", KeyId = 1,
        };
        var peer = new RpcPeer(attempt.ToText(), null, new IPEndPoint(IPAddress.Loopback, 1), "")
        {
            Token = new AuthenticatedToken("NMToken", token.ToByteArray()),
        };
        var request = new StopContainersRequestProto();
        request.ContainerId.AddRange(ids.Select(YarnIds.ParseContainer));
        return _node.Service(_node.Runner(_watch), _recent, time)
            .StopAsync(request, new RpcCallContext(default, 0, 0, peer, ProtocolNames.ContainerManagement, "stopContainers", null));
    }
}
