using System.Net;
using System.Net.Sockets;
using Hathi.Hadoop.Conf;
using Hathi.Platform;
using Hathi.Platform.Net;
using Microsoft.Extensions.Logging;

namespace Hathi.Node.Tests;

/// <summary>What the end of one role means for the others of its node.</summary>
public sealed class RoleWatchTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("hathi-node-test-");
    private readonly TaskCompletionSource _stop = new();
    private TimeSpan _patience = RoleWatch.Patience;

    private string EndedFile => Path.Combine(_directory.FullName, "node.ended");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_worker_ends_alone(bool fails)
    {
        var (master, worker, other) = (new FakeRole(leads: true), new FakeRole(leads: false), new FakeRole(leads: false));
        await using var watch = Watch(master, worker, other);
        var run = watch.RunAsync(_stop.Task);
        worker.End(fails);
        other.End(fails: false);
        await Task.WhenAll(worker.Disposed, other.Disposed);
        Assert.False(master.Disposed.IsCompleted);
        _stop.SetResult();
        Assert.True(await run);
        Assert.Equal(2, File.ReadAllLines(EndedFile).Length);
        Assert.Contains($"worker\t{(fails ? "it broke" : "it was told to")}", File.ReadAllLines(EndedFile));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_role_that_leads_ends_its_node(bool fails)
    {
        var (master, worker) = (new FakeRole(leads: true), new FakeRole(leads: false));
        await using (var watch = Watch(master, worker))
        {
            master.End(fails);
            Assert.Equal(!fails, await watch.RunAsync(_stop.Task));
            Assert.False(worker.Disposed.IsCompleted);
        }

        Assert.True(worker.Disposed.IsCompleted);
        Assert.True(master.Disposed.IsCompleted);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_last_worker_ends_its_node_and_tells_what_went_wrong(bool fails)
    {
        var (first, last) = (new FakeRole(leads: false), new FakeRole(leads: false) { BreaksAtEnd = true });
        await using var watch = Watch(first, last);
        first.End(fails);
        last.End(fails: false);
        Assert.Equal(!fails, await watch.RunAsync(_stop.Task));
        Assert.Equal(2, File.ReadAllLines(EndedFile).Length); // also why the last one did
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_worker_that_hangs_while_it_ends_does_not_keep_its_node_from_ending(bool isStopped)
    {
        _patience = TimeSpan.FromMilliseconds(10);
        var (master, worker) = (new FakeRole(leads: true), new FakeRole(leads: false) { HangsAtEnd = true });
        await using (var watch = Watch(master, worker))
        {
            var run = watch.RunAsync(_stop.Task);
            worker.End(fails: false);
            await worker.Disposed;
            if (isStopped)
            {
                _stop.SetResult();
            }
            else
            {
                master.End(fails: true);
            }

            Assert.Equal(isStopped, await run);
        }

        Assert.True(master.Disposed.IsCompleted);
    }

    [Fact]
    public async Task A_worker_that_cannot_start_leaves_the_others_to_start()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var conf = new Configuration();
        conf.Set("hathi.node.roles", "datanode");
        conf.Set("fs.defaultFS", "hdfs://127.0.0.1:8020");
        conf.Set("dfs.datanode.address", taken.LocalEndpoint.ToString()!);
        conf.Set("dfs.datanode.data.dir", Path.Combine(_directory.FullName, "data"));
        var roles = new List<RunningRole>();
        await new RoleStarter(conf, _directory.FullName, format: false, Log(), SystemClock.Instance).StartAsync(roles, default);
        var role = Assert.Single(roles);
        Assert.False(role.Leads);
        var refused = await Assert.ThrowsAsync<ListenException>(() => role.Ends);
        Assert.Contains("dfs.datanode.address", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ListenException>(() => role.Serves);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private static NodeLog Log() => NodeLog.ToStandardError(LogLevel.Error, SystemClock.Instance);

    private RoleWatch Watch(params FakeRole[] roles) =>
        new([.. roles.Select(static r => r.Role)], new ReadyNotice(null, "node"), new EndedRoles(EndedFile, Log()), Log(), _patience);

    private sealed class FakeRole : IAsyncDisposable
    {
        private readonly TaskCompletionSource _ends = new();
        private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public FakeRole(bool leads) => Role = new RunningRole(leads ? "master" : "worker", leads, this, Task.CompletedTask, _ends.Task);

        public RunningRole Role { get; }

        public bool BreaksAtEnd { get; init; }

        public bool HangsAtEnd { get; init; }

        public Task Disposed => _disposed.Task;

        public void End(bool fails)
        {
            if (fails)
            {
                _ends.SetException(new IOException("it broke"));
            }
            else
            {
                _ends.SetResult();
            }
        }

        public ValueTask DisposeAsync()
        {
            _disposed.SetResult();
            if (HangsAtEnd)
            {
                return new ValueTask(new TaskCompletionSource().Task);
            }

            return BreaksAtEnd ? throw new InvalidOperationException("it did not end well") : ValueTask.CompletedTask;
        }
    }
}
