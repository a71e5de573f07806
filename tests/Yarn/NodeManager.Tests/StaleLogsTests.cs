using Hathi.Platform;
using Hathi.Yarn.NodeManager.Logs;
using Hathi.Yarn.NodeManager.Storage;
using Hathi.Yarn.NodeManager.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.Yarn.NodeManager.Tests;

public sealed class StaleLogsTests : IDisposable
{
    private static readonly TimeSpan s_age = TimeSpan.FromHours(3);
    private readonly string _root = Directory.CreateTempSubdirectory("hathi-nm-").FullName;
    private readonly DirectoryRemover _remover = new(static d => d, TimeSpan.Zero, NullLogger.Instance);
    private readonly NodeDirectories _directories;

    public StaleLogsTests() =>
        _directories = new NodeDirectories([Path.Join(_root, "local")], [Path.Join(_root, "logs"), Path.Join(_root, "not-there")]);

    public void Dispose()
    {
        _remover.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public async Task Logs_of_ended_applications_go_when_nothing_was_written_to_them_for_as_long_as_logs_are_kept()
    {
        Write("application_1_0001", hours: 4);
        Write("application_1_0002", hours: 4); // still here
        Write("application_1_0003", hours: 2);
        Write("application_1_0004", hours: 4);
        await StaleLogs.StayAsync(_directories, "application_1_0004"); // ended just now
        await StaleLogs.StayAsync(_directories, "application_1_0009"); // has none
        Write("lost+found", hours: 4);
        var logs = new StaleLogs(
            _directories, static id => id == "application_1_0002", _remover, s_age, SystemClock.Instance, NullLogger.Instance);
        logs.Remove();
        Assert.Equal(["application_1_0002", "application_1_0003", "application_1_0004", "lost+found"], Left());
    }

    [Fact]
    public async Task A_node_looks_for_them_when_it_starts()
    {
        Write("application_1_0001", hours: 4);
        using var watcher = new FileSystemWatcher(Path.Join(_root, "logs")) { NotifyFilter = NotifyFilters.DirectoryName };
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        watcher.Deleted += (_, _) => gone.TrySetResult();
        watcher.EnableRaisingEvents = true;
        await using var node = await TestNode.StartAsync(o => o with { LogDirectories = [Path.Join(_root, "logs")] });
        await gone.Task.WaitAsync(TimeSpan.FromMinutes(2));
        Assert.Empty(Left());
    }

    private IEnumerable<string?> Left() =>
        Directory.GetDirectories(Path.Join(_root, "logs")).Select(Path.GetFileName).Order(StringComparer.Ordinal);

    private void Write(string name, int hours)
    {
        var container = Directory.CreateDirectory(Path.Join(_root, "logs", name, "container_1"));
        var file = Path.Join(container.FullName, "stdout");
        File.WriteAllText(file, "x");
        var time = DateTime.UtcNow.AddHours(-hours);
        File.SetLastWriteTimeUtc(file, time);
        Directory.SetLastWriteTimeUtc(container.FullName, time);
        Directory.SetLastWriteTimeUtc(container.Parent!.FullName, time);
    }
}
