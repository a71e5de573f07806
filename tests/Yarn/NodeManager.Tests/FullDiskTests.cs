using Hathi.Yarn.NodeManager.Logs;
using Hathi.Yarn.NodeManager.Options;
using Hathi.Yarn.NodeManager.Storage;
using Hathi.Yarn.NodeManager.Tests.Support;
using Hathi.Yarn.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.Yarn.NodeManager.Tests;

/// <summary>A disk over its mark takes nothing new; what is on it is there, is taken up after a restart, and is cleaned.</summary>
public sealed class FullDiskTests
{
    private static readonly DiskHealthOptions s_full = new() { MaxUtilizationPercent = 100, MinFreeMb = long.MaxValue >> 20 };

    [Theory]
    [InlineData(0, true)] // its free space is below the limit
    [InlineData(28, true)] // ENOSPC: not even an empty file
    [InlineData(122, true)] // EDQUOT
    [InlineData(5, false)] // EIO
    [InlineData(30, false)] // EROFS
    public async Task Whether_it_is_still_read_says_the_kind_of_its_fault(int errno, bool isReadable)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "numbers of Linux");
        var root = Directory.CreateTempSubdirectory("hathi-nm-").FullName;
        var directories = new NodeDirectories([Path.Join(root, "local")], [Path.Join(root, "logs")]);
        var disks = new DiskHealth(directories, s_full, Probe, TimeProvider.System, NullLogger.Instance);
        await disks.CheckAsync(TestContext.Current.CancellationToken);
        Assert.False(disks.IsHealthy);
        Assert.Empty(directories.Local);
        Assert.Empty(directories.Logs);
        Assert.Equal(isReadable ? directories.AllLocal : [], directories.ReadableLocal);
        Assert.Equal(isReadable ? directories.AllLogs : [], directories.ReadableLogs);
        Directory.Delete(root, recursive: true);

        void Probe(string directory)
        {
            if (errno != 0)
            {
                throw new IOException("as the system says", errno);
            }
        }
    }

    [Fact]
    public async Task Its_containers_are_taken_up()
    {
        await using var node = await TestNode.StartAsync();
        var ready = new Pipe(Path.Join(node.DirectoryPath, "ready"));
        var id = await node.StartAsync(TestNode.Bash($"echo ready > {ready.FilePath}; sleep 1000"));
        await ready.ReadAsync();
        var port = await node.StopServerAsync();
        await node.StartServerAsync(port, static o => o with { Disks = s_full });
        Assert.Equal([id], node.Manager.Registrations.Last().ContainerStatuses.Select(static c => c.ContainerId));
        Assert.Equal(1, node.Server.RunningContainers);
        await node.StopAsync(id);
        Assert.Equal(-105, (await node.Manager.EndOf(id)).ExitStatus);
    }

    [Fact]
    public void What_nobody_knows_on_it_is_removed()
    {
        using var node = new NodeParts(TimeSpan.FromHours(1), long.MaxValue);
        foreach (var directory in (string[])
        [
            "filecache/7", "usercache/ada/appcache/application_1700000000000_0009", "nmPrivate/application_1700000000000_0009",
        ])
        {
            Directory.CreateDirectory(Path.Join(node.Local, directory));
        }

        var logs = Directory.CreateDirectory(Path.Join(node.Directories.AllLogs[0], "application_1700000000000_0009")).FullName;
        Directory.SetLastWriteTimeUtc(logs, DateTime.UtcNow.AddHours(-2));
        node.Directories.Local = node.Directories.Logs = [];
        using var next = node.NextCache();
        next.Recover(containersRun: false);
        node.Applications.Recover(node.Memory.Recall());
        node.Leftovers().Remove();
        Assert.Equal(3, node.Remover.Waiting);
        new StaleLogs(
            node.Directories, static _ => false, node.Remover, TimeSpan.FromHours(1), Platform.SystemClock.Instance,
            NullLogger.Instance).Remove();
        Assert.False(Directory.Exists(logs));
    }

    [Fact]
    public void Where_a_disk_is_away_nothing_is_taken_for_unknown_that_may_be_known_there()
    {
        using var node = new NodeParts(TimeSpan.FromHours(1), long.MaxValue, ["one", "two"], new DiskCalls());
        Directory.CreateDirectory(Path.Join(node.Local, "usercache/ada/appcache/application_1700000000000_0009"));
        node.Directories.Local = node.Directories.ReadableLocal = [node.Local];
        node.Leftovers().Remove();
        Assert.Equal(0, node.Remover.Waiting);
        node.Directories.Local = node.Directories.ReadableLocal = node.Directories.AllLocal;
        node.Leftovers().Remove();
        Assert.Equal(1, node.Remover.Waiting);
    }
}
