using System.Collections.Concurrent;
using Hathi.Base;
using Hathi.Platform.Native;
using Hathi.Platform.Processes;

namespace Hathi.Yarn.NodeManager.Launch;

/// <summary>
/// Tells when processes end: children of this process, and those that an earlier process of this node started and that live on. One thread
/// waits for all of them (a pidfd each, Linux 5.3); elsewhere each is looked at in an interval.
/// </summary>
internal sealed class ProcessWatch : IDisposable
{
    private const int EventsAtOnce = 64;
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();
    private readonly Func<int, int, long, int> _register;
    private readonly ConcurrentDictionary<long, Watched> _watched = new();
    private readonly int _epoll;
    private readonly int _wake;
    private readonly Thread? _thread;
    private long _lastKey;
    private volatile bool _ending;

    internal ProcessWatch()
        : this(EpollCalls.Register)
    {
    }

    /// <param name="register">
    /// Has the thread told of a descriptor, as epoll_ctl does: the epoll, the descriptor, its key; below zero: refused.
    /// </param>
    internal ProcessWatch(Func<int, int, long, int> register)
    {
        _register = register;
        if (OperatingSystem.IsLinux())
        {
            _epoll = Demand(EpollCalls.Create(), "epoll_create1");
            _wake = Demand(EpollCalls.CreateEvent(), "eventfd");
            _ = Demand(EpollCalls.Register(_epoll, _wake, 0), "epoll_ctl");
            _thread = new Thread(WaitForAll, 128 * 1024) { IsBackground = true, Name = "processes" };
            _thread.Start();
        }
    }

    /// <summary>
    /// Completes when the process has ended: its exit code, 128 + signal when a signal ended it, null when it was not our child.
    /// </summary>
    /// <param name="pid">The process; it exists, or is a child that nobody has waited for.</param>
    /// <param name="child">Whether this process started it.</param>
    /// <exception cref="OperationCanceledException">This was disposed: nobody looks any more.</exception>
    internal Task<int?> ExitAsync(int pid, bool child)
    {
        // What has been closed is registered nowhere: its number may be another's by now.
        lock (_gate)
        {
            return _ending ? Task.FromCanceled<int?>(new CancellationToken(canceled: true)) : Watch(pid, child);
        }
    }

    private Task<int?> Watch(int pid, bool child)
    {
        var watched = new Watched(pid, child);
        if (_thread is null)
        {
            _ = LookAsync(watched);
            return watched.Exit.Task;
        }

        var file = ProcessCalls.Open(pid);
        if (file < 0)
        {
            // It has gone already, or the kernel knows no pidfd.
            _ = -file == ErrorNumber.NoProcess ? Finish(watched) : LookAsync(watched);
            return watched.Exit.Task;
        }

        watched.File = file;
        var key = Interlocked.Increment(ref _lastKey);
        _watched[key] = watched;
        if (_register(_epoll, file, key) < 0 && _watched.TryRemove(key, out _))
        {
            // Containers have our user and may have used up what it may watch (fs.epoll.max_user_watches).
            FileCalls.Close(file);
            _ = LookAsync(watched);
        }

        return watched.Exit.Task;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_ending)
            {
                return; // its descriptors' numbers are others' by now
            }

            _ending = true;
        }

        if (_thread is not null)
        {
            EpollCalls.Wake(_wake);
            _thread.Join();
            foreach (var (_, watched) in _watched)
            {
                FileCalls.Close(watched.File);
                watched.Exit.TrySetCanceled();
            }

            FileCalls.Close(_epoll);
            FileCalls.Close(_wake);
        }
    }

    private static int Demand(int result, string call) =>
        result >= 0 ? result : throw new EnvironmentException($"{call} failed: {ErrorNumber.Message(-result)}");

    private static Task Finish(Watched watched)
    {
        if (!watched.Child)
        {
            watched.Exit.TrySetResult(null);
            return Task.CompletedTask;
        }

        var result = ProcessCalls.Wait(watched.Pid, out var status);
        var signal = status & 0x7f;
        watched.Exit.TrySetResult(result < 0 ? null : signal == 0 ? (status >> 8) & 0xff : 128 + signal);
        return Task.CompletedTask;
    }

    private void WaitForAll()
    {
        Span<long> keys = stackalloc long[EventsAtOnce];
        while (!_ending)
        {
            var count = EpollCalls.Wait(_epoll, keys);
            for (var i = 0; i < count; i++)
            {
                if (_watched.TryRemove(keys[i], out var watched))
                {
                    End(watched);
                }
            }
        }
    }

    // Whoever waits for this one is told; the others go on being watched.
    private static void End(Watched watched)
    {
        try
        {
            FileCalls.Close(watched.File);
            _ = Finish(watched);
        }
        catch (Exception e)
        {
            watched.Exit.TrySetException(e);
        }
    }

    private async Task LookAsync(Watched watched)
    {
        try
        {
            await LookUntilItEndsAsync(watched).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            watched.Exit.TrySetException(e);
        }
    }

    private async Task LookUntilItEndsAsync(Watched watched)
    {
        using var timer = new PeriodicTimer(LookInterval);
        while (!_ending)
        {
            if (watched.Child && ProcessCalls.Look(watched.Pid, out var status) == watched.Pid)
            {
                var signal = status & 0x7f;
                watched.Exit.TrySetResult(signal == 0 ? (status >> 8) & 0xff : 128 + signal);
                return;
            }

            if (!watched.Child && Signals.Send(watched.Pid, 0) != 0)
            {
                watched.Exit.TrySetResult(null);
                return;
            }

            await timer.WaitForNextTickAsync().ConfigureAwait(false);
        }

        watched.Exit.TrySetCanceled();
    }

    private sealed class Watched(int pid, bool child)
    {
        internal int Pid { get; } = pid;

        internal bool Child { get; } = child;

        internal int File { get; set; }

        internal TaskCompletionSource<int?> Exit { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
