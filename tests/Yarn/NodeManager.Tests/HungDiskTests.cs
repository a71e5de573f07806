using System.Collections.Concurrent;
using Hathi.Platform;
using Hathi.Yarn.NodeManager.Monitor;
using Hathi.Yarn.NodeManager.Options;
using Hathi.Yarn.NodeManager.Storage;
using Hathi.Yarn.NodeManager.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.Yarn.NodeManager.Tests;

/// <summary>A disk that hangs is left out, holds up no look at another, and is taken again when it answers.</summary>
public sealed class HungDiskTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("hathi-nm-").FullName;
    private readonly ConcurrentDictionary<string, ManualResetEventSlim> _hanging = new();
    private readonly ConcurrentBag<string> _looked = [];
    private readonly NodeDirectories _directories;
    private readonly DiskHealthOptions _options = new() { MaxUtilizationPercent = 100, Interval = TimeSpan.FromMinutes(2) };
    private readonly DiskHealth _disks;
    private int _inside;

    public HungDiskTests()
    {
        _directories = new NodeDirectories([Path.Join(_root, "one"), Path.Join(_root, "two")], [Path.Join(_root, "logs")]);
        _disks = new DiskHealth(_directories, _options, Probe, new Soon(), NullLogger.Instance);
    }

    public void Dispose()
    {
        foreach (var hanging in _hanging.Values)
        {
            hanging.Set();
        }

        Patience.Until(() => Volatile.Read(ref _inside) == 0);
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public async Task It_counts_as_bad_until_it_answers()
    {
        var two = Hang("two");
        await UntilAsync(() => _looked.Contains(Path.Join(_root, "two")) && _directories.Local.Count == 1 && _directories.Logs.Count == 1);
        Assert.Equal([Path.Join(_root, "one")], _directories.Local);
        Assert.True(_disks.IsHealthy);
        Assert.Contains(
            $"1/2 local-dirs have errors: [ {Path.Join(_root, "two")} : does not answer, for more than 120 s",
            _disks.Report,
            StringComparison.Ordinal);
        for (var look = 0; look < 3; look++)
        {
            await _disks.CheckAsync(default).Patiently();
        }

        Assert.Single(_looked, Path.Join(_root, "two")); // no second thread waits for it
        two.Set();
        Patience.Until(() => _disks.IsSuspected);
        await UntilAsync(() => _disks.Report.Length == 0);
        Assert.Equal(2, _directories.Local.Count);
    }

    [Fact]
    public async Task With_too_few_others_the_node_is_unhealthy()
    {
        Hang("one");
        Hang("two");
        await UntilAsync(() => _looked.Count >= 3 && _directories.Local.Count == 0 && _directories.Logs.Count == 1);
        Assert.False(_disks.IsHealthy);
        Assert.False(new NodeHealth(_disks, static () => null, []).IsHealthy);
        Assert.Contains("2/2 local-dirs have errors", new NodeHealth(_disks, static () => null, []).Report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_node_is_told_of_although_it_never_answers()
    {
        using var node = new NodeParts();
        using var over = new CancellationTokenSource();
        await UntilAsync(() => _directories.Local.Count == 2 && _disks.Report.Length == 0);
        Hang("one");
        Hang("two");
        var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var loop = new DiskLoop(
            node.Options with { MonitorInterval = TimeSpan.FromMilliseconds(1) },
            _disks,
            () => changed.TrySetResult(),
            SystemClock.Instance).RunAsync(over.Token);
        _disks.Suspect();
        await changed.Task.Patiently();
        Assert.False(_disks.IsHealthy);
        await over.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => loop);
    }

    [Fact]
    public async Task Time_in_which_the_process_was_stopped_is_none_of_its()
    {
        var time = new StoppedTime();
        var disks = new DiskHealth(_directories, _options with { Interval = TimeSpan.FromSeconds(10) }, Probe, time, NullLogger.Instance);
        var two = Hang("two");
        var checking = disks.CheckAsync(default);
        Patience.Until(() => time.Waits == 1 && _looked.Contains(Path.Join(_root, "two")));
        time.Pass(TimeSpan.FromHours(1));
        two.Set();
        await checking.Patiently();
        Assert.Equal("", disks.Report);
        Assert.Equal(2, _directories.Local.Count);
    }

    private ManualResetEventSlim Hang(string directory) => _hanging[Path.Join(_root, directory)] = new ManualResetEventSlim();

    // Its time is over at once: what is good is so at one of the next looks.
    private async Task UntilAsync(Func<bool> isSo)
    {
        var end = Environment.TickCount64 + (long)Patience.Limit.TotalMilliseconds;
        while (!isSo())
        {
            Assert.True(Environment.TickCount64 < end, "this has not become so");
            await _disks.CheckAsync(default).Patiently();
        }
    }

    private void Probe(string directory)
    {
        Interlocked.Increment(ref _inside);
        _looked.Add(directory);
        if (_hanging.TryGetValue(directory, out var hangs))
        {
            hangs.Wait(); // as long as the test: one that answers in the end would hide who waits for it
        }

        Interlocked.Decrement(ref _inside);
    }
}
