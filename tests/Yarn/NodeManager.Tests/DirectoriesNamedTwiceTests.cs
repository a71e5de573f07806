using Hathi.Yarn.NodeManager.Monitor;
using Hathi.Yarn.NodeManager.Options;
using Hathi.Yarn.NodeManager.Storage;
using Hathi.Yarn.NodeManager.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.Yarn.NodeManager.Tests;

/// <summary>A directory may be named as often as one likes, in one list and in both: Apache takes it.</summary>
public sealed class DirectoriesNamedTwiceTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("hathi-nm-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("one", "one")]
    [InlineData("one,one", "logs")]
    [InlineData("one,one/", "logs,logs,./logs")]
    [InlineData("one,two", "two,one")]
    [InlineData("one,one/below", "one/below/further")]
    public async Task The_node_s_disks_are_looked_at_all_the_same(string local, string logs)
    {
        var directories = new NodeDirectories(Paths(local), Paths(logs));
        var disks = new DiskHealth(
            directories, new DiskHealthOptions { MaxUtilizationPercent = 100 }, DiskHealth.Probe, TimeProvider.System, NullLogger.Instance);
        for (var look = 0; look < 3; look++)
        {
            await disks.CheckAsync(TestContext.Current.CancellationToken);
            Assert.Equal(("", true), (disks.Report, disks.IsHealthy));
            Assert.Equal(directories.AllLocal, directories.Local);
            Assert.Equal(directories.AllLogs, directories.Logs);
            Assert.All(directories.Local, static d => Assert.True(Directory.Exists(Path.Join(d, "nmPrivate"))));
        }

        Assert.Equal(directories.AllLocal.Distinct(StringComparer.Ordinal), directories.AllLocal);
    }

    [Fact]
    public async Task A_node_runs_with_one_directory_for_all()
    {
        await using var node = await TestNode.StartAsync(static o => o with { LogDirectories = o.LocalDirectories });
        Assert.Equal(0, (await node.Manager.EndOf(await node.StartAsync(TestNode.Bash("true")))).ExitStatus);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(60)]
    public async Task An_interval_that_stands_for_never_is_one(int days)
    {
        var directories = new NodeDirectories(Paths("local"), Paths("logs"));
        var disks = new DiskHealth(
            directories,
            new DiskHealthOptions { MaxUtilizationPercent = 100, Interval = TimeSpan.FromDays(days) },
            DiskHealth.Probe,
            TimeProvider.System,
            NullLogger.Instance);
        await disks.CheckAsync(TestContext.Current.CancellationToken);
        Assert.True(disks.IsHealthy);
    }

    [Fact]
    public async Task A_loop_that_fails_as_nobody_thought_of_goes_on()
    {
        using var over = new CancellationTokenSource();
        var runs = 0;
        var again = new TaskCompletionSource();
        var kept = KeptLoop.RunAsync(
            "disks",
            async end =>
            {
                if (++runs < 3)
                {
                    throw new KeyNotFoundException("as nobody thought of");
                }

                again.SetResult();
                await Task.Delay(Timeout.Infinite, end);
            },
            new Soon(),
            NullLogger.Instance,
            over.Token);
        await again.Task.Patiently();
        Assert.False(kept.IsCompleted);
        await over.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => kept);
    }

    private string[] Paths(string names) => [.. names.Split(',').Select(n => Path.Join(_root, n))];
}
