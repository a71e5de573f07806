using System.Net;
using Hathi.Base;
using Hathi.Hdfs.Client;
using Hathi.Platform;
using Hathi.Yarn.NodeManager.Applications;
using Hathi.Yarn.NodeManager.Containers;
using Hathi.Yarn.NodeManager.Localize;
using Hathi.Yarn.NodeManager.Logs;
using Hathi.Yarn.NodeManager.Monitor;
using Hathi.Yarn.NodeManager.Recovery;
using Hathi.Yarn.NodeManager.Service;
using Hathi.Yarn.NodeManager.Tests.Support;

namespace Hathi.Yarn.NodeManager.Tests;

/// <summary>A disk that neither answers nor fails.</summary>
public sealed class HangingDiskTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("hathi-nm-").FullName;
    private readonly DirectoryRemover _remover = new(TimeSpan.Zero, NoLog.Instance);
    private readonly StateStore _state;

    public HangingDiskTests() => _state = StateStore.Open(Path.Join(_root, "state"), NoLog.Instance);

    public void Dispose()
    {
        _remover.Dispose();
        _state.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public async Task Is_left_out_and_keeps_nobody_from_looking_at_memory()
    {
        using var answers = new ManualResetEventSlim(initialState: true);
        using var ends = new CancellationTokenSource();
        string hangs = Path.Join(_root, "local2"), good = Path.Join(_root, "local1");
        var directories = new NodeDirectories([good, hangs], [Path.Join(_root, "logs")]);
        var options = new NodeManagerOptions
        {
            ResourceTracker = new IPEndPoint(IPAddress.Loopback, 0), Address = new IPEndPoint(IPAddress.Loopback, 0), WebAddress = new IPEndPoint(IPAddress.Loopback, 0), HostName = "node", User = "yarn",
            LocalDirectories = directories.AllLocal, LogDirectories = directories.AllLogs, StateDirectory = Path.Join(_root, "state"), Configuration = new Configuration(),
            MonitorInterval = TimeSpan.FromMilliseconds(1), Disks = new DiskHealthOptions { Interval = TimeSpan.FromMilliseconds(5), MaxUtilizationPercent = 100, MinHealthyFraction = 0.75f },
        };
        var disks = new DiskHealth(directories, options.Disks, directory => answers.Wait(directory == hangs ? Timeout.InfiniteTimeSpan : TimeSpan.Zero), NoLog.Instance);
        disks.Check();
        Assert.True(disks.IsHealthy);
        answers.Reset();
        var clock = new CountingClock();
        using var cache = new ResourceCache(options, directories, new ResourceFetch(new FileSystemPool(new Configuration()), clock), _remover, _state, NoLog.Instance);
        using var logs = new LocalLogs(directories, TimeSpan.Zero, NoLog.Instance);
        var memory = new ContainerMemory(_state, directories, NoLog.Instance);
        var applications = new ApplicationTable(options, directories, cache, memory, _state, new NodeKeys(_state), logs, _remover, NoLog.Instance);
        var changes = 0;
        var running = new MonitorLoop(options, applications, new NodeUsage(), disks, () => Interlocked.Increment(ref changes), clock, NoLog.Instance).RunAsync(ends.Token);
        Patience.Until(() => disks.Report.Contains($"{hangs} : does not answer", StringComparison.Ordinal) && Volatile.Read(ref changes) == 1);
        Assert.False(disks.IsHealthy);
        Assert.Equal([good], directories.Local);
        var looks = clock.Reads;
        Patience.Until(() => clock.Reads > looks + 10);

        answers.Set();
        Patience.Until(() => disks.IsHealthy && disks.Report.Length == 0);
        Assert.Equal([good, hangs], directories.Local);
        await ends.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.Patiently());
    }

    private sealed class CountingClock : IClock
    {
        private int _reads;

        internal int Reads => Volatile.Read(ref _reads);

        public Now Read()
        {
            Interlocked.Increment(ref _reads);
            return SystemClock.Instance.Read();
        }
    }
}
