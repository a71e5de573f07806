using Hathi.Hadoop.Conf;
using Hathi.Hdfs.Client;
using Hathi.Yarn.NodeManager.Launch;
using Hathi.Yarn.NodeManager.Localize;
using Hathi.Yarn.NodeManager.Logs;
using Hathi.Yarn.NodeManager.Options;
using Hathi.Yarn.NodeManager.State;
using Hathi.Yarn.NodeManager.Storage;
using Hathi.Yarn.NodeManager.Tests.Support;
using Hathi.Yarn.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.Yarn.NodeManager.Tests;

/// <summary>Whoever wants something of a disk that hangs does without it, and in a while.</summary>
public sealed class HungDiskCallsTests : IDisposable
{
    private const string Id = "container_1700000000000_0001_01_000001";
    private const string Application = "application_1700000000000_0001";

    private readonly HangingDisks _disks = new();
    private readonly NodeParts _node;

    public HungDiskCallsTests() => _node = new NodeParts(TimeSpan.FromHours(1), long.MaxValue, ["one", "two"], _disks.Calls);

    private string One => _node.Directories.AllLocal[0];

    private string Two => _node.Directories.AllLocal[1];

    public void Dispose()
    {
        _disks.Dispose();
        _node.Dispose();
    }

    [Fact]
    public async Task Time_in_which_the_process_was_stopped_is_none_of_its()
    {
        _disks.Hang(One);
        var call = _disks.Calls.AskAsync(One, static () => 7, CancellationToken.None);
        await _disks.OneWaitsAsync();
        _disks.Time.Pass(TimeSpan.FromHours(1));
        Assert.False(_disks.Calls.Hangs(One));
        _disks.Answer(One);
        Assert.Equal(7, await call.Patiently());
    }

    [Fact]
    public async Task A_resource_on_it_is_fetched_on_another()
    {
        var resource = await ResourceAsync();
        var first = await OnAsync(Two, resource);
        _disks.Hang(Two);
        var used = new List<LocalizedResource>();
        var use = _node.Cache.UseAsync([resource, resource], "ada", Application, used, CancellationToken.None);
        await _disks.PassWhenOneWaitsAsync();
        await use.Patiently();
        Assert.NotSame(first, used[0]);
        Assert.Same(used[0], used[1]);
        Assert.StartsWith(One + "/", await used[0].Path.Patiently(), StringComparison.Ordinal);
        Assert.Equal(7, _node.Cache.Bytes);
        Assert.Same(used[0], await _node.Cache.UseAsync(resource, "ada", Application));

        // What is not seen is not forgotten. When both are seen the older one goes.
        Assert.NotNull(_node.State.Get("resource/" + first.Directory));
        _disks.Answer(Two);
        // Not before nothing runs that may have a link into it.
        using var sooner = _node.NextCache();
        sooner.Recover(containersRun: true);
        Assert.Equal((7, 0), (sooner.Bytes, _node.Remover.Waiting));
        Assert.Same(sooner.Reuse(resource, "ada", Application), await sooner.UseAsync(resource, "ada", Application));
        using var next = _node.NextCache();
        next.Recover(containersRun: false);
        Assert.Equal(7, next.Bytes);
        Assert.Equal(["resource/" + used[0].Directory], _node.State.Below("resource/").Select(static p => p.Key));
        Assert.Equal(1, _node.Remover.Waiting);
    }

    [Fact]
    public async Task A_container_that_is_killed_does_not_wait_for_it()
    {
        var resource = await ResourceAsync();
        await OnAsync(Two, resource);
        _disks.Hang(Two);
        using var killed = new CancellationTokenSource();
        var use = _node.Cache.UseAsync([resource], "ada", Application, [], killed.Token);
        await killed.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => use).Patiently();
    }

    [Fact]
    public async Task A_start_asks_it_nothing()
    {
        var resource = await ResourceAsync();
        var first = await OnAsync(Two, resource);
        _node.Directories.Local = _node.Directories.ReadableLocal = [One]; // as the look at the disks says
        using var next = _node.NextCache();
        next.Recover(containersRun: false);
        Assert.Equal(0, next.Bytes);
        Assert.NotNull(_node.State.Get("resource/" + first.Directory));
        var second = await next.UseAsync(resource, "ada", Application);
        Assert.StartsWith(One + "/", await second.Path.Patiently(), StringComparison.Ordinal);
        Assert.NotEqual(Path.GetFileName(first.Directory), Path.GetFileName(second.Directory));
        Assert.Equal(0, _node.Remover.Waiting);
        Assert.True(Directory.Exists(first.Directory));
    }

    [Fact]
    public async Task A_container_runs_on_another_and_is_told_of_those_that_it_has()
    {
        await _disks.HangKnownAsync(Two);
        using var watch = new ProcessWatch();
        var runner = _node.Runner(watch);
        for (var number = 1; number <= 3; number++)
        {
            var container = NodeParts.Granted($"container_1700000000000_0001_01_00000{number}", TestNode.Bash("echo $LOCAL_DIRS"));
            await runner.AdmitAsync(container).Patiently();
            Assert.Equal(One, container.Local);
            await runner.RunAsync(container).Patiently();
            Assert.Equal(0, container.ExitStatus);
            Assert.Equal(
                $"{One}/usercache/ada/appcache/{Application}\n",
                await File.ReadAllTextAsync(Path.Join(container.Logs, "stdout"), TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task A_container_whose_own_disk_it_is_does_not_start_and_is_told_so()
    {
        using var watch = new ProcessWatch();
        var runner = _node.Runner(watch);
        var container = NodeParts.Granted(Id, TestNode.Bash("true"));
        await runner.AdmitAsync(container).Patiently();
        await _disks.HangKnownAsync(container.Local!);
        await runner.RunAsync(container).Patiently();
        Assert.Equal((true, 0), (container.IsDone, container.Pid));
        Assert.Contains("does not answer", container.Diagnostics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_container_ends_whose_logs_are_on_it()
    {
        var container = _node.Started(Id);
        container.Pid = ProcessStart.Session("/bin/bash", ["bash", "-c", "exit 7"], [], _node.Root);
        using var watch = new ProcessWatch();
        await watch.ExitAsync(container.Pid, child: true).Patiently();
        await _disks.HangKnownAsync(_node.Directories.AllLogs[0]);
        await _node.Runner(watch).RecoverAsync(container).Patiently();
        Assert.True(container.IsDone);
        Assert.Contains("Its logs cannot be read now", container.Diagnostics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_application_ends_and_what_is_there_is_found_by_the_next_start()
    {
        var container = _node.Started(Id);
        var application = _node.Applications.Enter(container);
        Assert.True(application.TryAdd(container));
        container.End(0, 2);
        await _node.Memory.Ended(container, 0, 2).Patiently();
        const string Forgotten = "container_1700000000000_0001_01_000009";
        Directory.CreateDirectory(NodeDirectories.ContainerLogs(_node.Directories.AllLogs[0], Application, Forgotten));
        Assert.NotNull(_node.Applications.FindLog(YarnIds.ParseContainer(Forgotten)));
        await _disks.HangKnownAsync(container.Local!);
        await _disks.HangKnownAsync(_node.Directories.AllLogs[0]);
        Assert.Null(_node.Applications.FindLog(YarnIds.ParseContainer(Forgotten)));
        await _node.Applications.FinishAsync(application.Id, "over").Patiently();
        Assert.Empty(_node.Applications.All);
        _disks.Answer(container.Local!);
        Assert.True(Assert.Single(_node.Memory.Recall()).IsDone);
    }

    [Fact]
    public async Task The_heartbeat_does_not_wait_for_what_is_acknowledged()
    {
        var container = _node.Started(Id);
        var application = _node.Applications.Enter(container);
        Assert.True(application.TryAdd(container));
        container.End(0, 2);
        _disks.Hang(container.Local!);
        var acknowledged = _node.Applications.AcknowledgedAsync(YarnIds.ParseContainer(Id));
        Assert.Empty(application.Containers);
        await _disks.PassWhenOneWaitsAsync();
        await acknowledged.Patiently();
    }

    [Fact]
    public async Task The_time_of_logs_that_stay_is_not_waited_for()
    {
        var logs = Directory.CreateDirectory(Path.Join(_node.Directories.AllLogs[0], Application)).FullName;
        Directory.SetLastWriteTimeUtc(logs, DateTime.UnixEpoch);
        await StaleLogs.StayAsync(_node.Directories, Application).Patiently();
        Assert.NotEqual(DateTime.UnixEpoch, Directory.GetLastWriteTimeUtc(logs));

        Directory.SetLastWriteTimeUtc(logs, DateTime.UnixEpoch);
        await _disks.HangKnownAsync(_node.Directories.AllLogs[0]);
        await StaleLogs.StayAsync(_node.Directories, Application).Patiently();
        Assert.Equal(DateTime.UnixEpoch, Directory.GetLastWriteTimeUtc(logs));
    }

    [Fact]
    public async Task Logs_on_another_disk_are_moved_and_those_on_it_stay()
    {
        var directories = new NodeDirectories([One], [Path.Join(_node.Root, "logs"), Path.Join(_node.Root, "more-logs")], _disks.Calls);
        var written = directories.AllLogs.Select(
            static d => Directory.CreateDirectory(NodeDirectories.ContainerLogs(d, Application, Id)).FullName).ToList();
        written.ForEach(static d => File.WriteAllText(Path.Join(d, "stdout"), "said"));
        await _disks.HangKnownAsync(directories.AllLogs[1]);
        using var remover = new DirectoryRemover(directories.RootOf, TimeSpan.Zero, NullLogger.Instance);
        await using var files = new FileSystemPool(new Configuration());
        var remote = Path.Join(_node.Root, "remote");
        using var logs = new LogAggregator(
            new LogAggregationOptions { RemoteRoot = remote }, directories, new NodeIdentity("node"), files, new LogReports(), remover,
            "yarn", new Soon(), NullLogger.Instance);
        await logs.TakeAsync(new Application(YarnIds.ParseApplication(Application), "ada")).Patiently();
        Patience.Until(() => remover.Waiting == 0);
        Assert.Equal((false, true), (Directory.Exists(written[0]), Directory.Exists(written[1])));
        Assert.NotEmpty(Directory.GetFiles(remote, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Many_directories_of_logs_are_many_calls()
    {
        for (var number = 1; number <= 5; number++)
        {
            var directory = NodeDirectories.ContainerLogs(
                _node.Directories.AllLogs[0], Application, $"container_1700000000000_0001_01_00000{number}");
            await File.WriteAllTextAsync(
                Path.Join(Directory.CreateDirectory(directory).FullName, "stdout"), "said", TestContext.Current.CancellationToken);
        }

        await using var files = new FileSystemPool(new Configuration());
        var options = new LogAggregationOptions { RemoteRoot = Path.Join(_node.Root, "remote") };
        using var logs = new LogAggregator(
            options, _node.Directories, new NodeIdentity("node"), files, new LogReports(), _node.Remover, "yarn", TimeProvider.System,
            NullLogger.Instance);
        await logs.TakeAsync(new Application(YarnIds.ParseApplication(Application), "ada")).Patiently();
        Assert.InRange(_disks.Asked.Count(d => d == _node.Directories.AllLogs[0]), 6, int.MaxValue);
    }

    [Fact]
    public async Task Pages_show_none_of_the_logs_on_it()
    {
        var directory = Directory.CreateDirectory(NodeDirectories.ContainerLogs(_node.Directories.AllLogs[0], Application, Id)).FullName;
        await File.WriteAllTextAsync(Path.Join(directory, "stdout"), "said", TestContext.Current.CancellationToken);
        Assert.Equal("stdout", Assert.Single(ContainerLogFiles.Of(directory, _disks.Calls)).Name);
        await _disks.HangKnownAsync(_node.Directories.AllLogs[0]);
        Assert.Empty(ContainerLogFiles.Of(directory, _disks.Calls));
        Assert.Null(ContainerLogFiles.Open(directory, "stdout", _disks.Calls));
    }

    [Fact]
    public async Task Old_logs_on_another_are_removed()
    {
        using var hangs = new ManualResetEventSlim();
        using var over = new CancellationTokenSource();
        var directories = new NodeDirectories([One], [Path.Join(_node.Root, "logs"), Path.Join(_node.Root, "more-logs")], _disks.Calls);
        var old = new[] { "application_1_0001", "application_1_0002" }.Zip(directories.AllLogs, (application, logs) =>
        {
            var directory = Directory.CreateDirectory(Path.Join(logs, application)).FullName;
            Directory.SetLastWriteTimeUtc(directory, DateTime.UtcNow.AddHours(-2));
            return directory;
        }).ToList();
        var run = new StaleLogs(
            directories, IsKnown, _node.Remover, TimeSpan.FromHours(1), Platform.SystemClock.Instance,
            NullLogger.Instance).RunAsync(over.Token);
        Patience.Until(() => !Directory.Exists(old[1]));
        Assert.True(Directory.Exists(old[0]));
        hangs.Set();
        Patience.Until(() => !Directory.Exists(old[0]));
        await over.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);

        bool IsKnown(string application)
        {
            if (application == "application_1_0001")
            {
                hangs.Wait(Patience.Limit);
            }

            return false;
        }
    }

    [Fact]
    public void Removals_on_it_hold_up_none_on_another()
    {
        using var hangs = new ManualResetEventSlim();
        using var remover = new DirectoryRemover(
            _node.Directories.RootOf,
            TimeSpan.Zero,
            directory =>
            {
                if (directory.StartsWith(Two, StringComparison.Ordinal))
                {
                    hangs.Wait(Patience.Limit);
                }

                TreeRemoval.Remove(directory);
            },
            NullLogger.Instance);
        for (var number = 0; number < 10; number++)
        {
            remover.Remove(Directory.CreateDirectory(Path.Join(Two, "usercache", $"{number}")).FullName);
        }

        var other = Directory.CreateDirectory(Path.Join(One, "usercache", "other")).FullName;
        remover.Remove(other);
        Patience.Until(() => !Directory.Exists(other));
        hangs.Set();
        Patience.Until(() => remover.Waiting == 0);
        Assert.Empty(Directory.GetDirectories(Path.Join(Two, "usercache")));
    }

    [Theory]
    [InlineData("one/usercache/x", "one")]
    [InlineData("one", "one")]
    [InlineData("two/x", "two")]
    [InlineData("logs/application_1", "logs")]
    public void A_path_is_of_the_directory_that_it_lies_in(string path, string root) =>
        Assert.Equal(Path.Join(_node.Root, root), _node.Directories.RootOf(Path.Join(_node.Root, path)));

    [Fact]
    public void A_path_is_of_no_directory_whose_name_only_begins_so() =>
        Assert.Equal("/", _node.Directories.RootOf(Path.Join(_node.Root, "one-and-more/x")));

    private async Task<LocalizedResource> OnAsync(string local, LocalResourceProto resource)
    {
        _node.Directories.Local = [local];
        var used = await _node.Cache.UseAsync(resource, "ada", Application);
        await used.Path.Patiently();
        _node.Cache.Release(used, "ada");
        _node.Directories.Local = _node.Directories.AllLocal;
        Assert.StartsWith(local + "/", used.Directory, StringComparison.Ordinal);
        return used;
    }

    private async Task<LocalResourceProto> ResourceAsync()
    {
        var path = Path.Join(_node.Root, "content");
        await File.WriteAllTextAsync(path, "content");
        var status = (await new LocalFileSystem(new Configuration()).GetFileStatusAsync(path, default))!;
        return new()
        {
            Resource = new URLProto { Scheme = "file", File = path }, Size = status.Length, Timestamp = status.ModificationTime,
            Type = LocalResourceTypeProto.File, Visibility = LocalResourceVisibilityProto.Public,
        };
    }
}
