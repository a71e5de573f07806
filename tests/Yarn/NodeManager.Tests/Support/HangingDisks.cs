using System.Collections.Concurrent;
using Hathi.Base;
using Hathi.Yarn.NodeManager.Storage;

namespace Hathi.Yarn.NodeManager.Tests.Support;

/// <summary>Disks of which some hang: who asks them waits for its end, and time passes when the test says so.</summary>
internal sealed class HangingDisks : IDisposable
{
    /// <summary>How long an answer is waited for, a second each time: seconds.</summary>
    private const int Seconds = 30;

    private readonly ConcurrentDictionary<string, ManualResetEventSlim> _hanging = new();
    private int _inside;

    internal HangingDisks() => Calls = new DiskCalls(TimeSpan.FromSeconds(Seconds), Time, Begins);

    internal StoppedTime Time { get; } = new();

    internal DiskCalls Calls { get; }

    /// <summary>What has been asked, in order.</summary>
    internal ConcurrentQueue<string> Asked { get; } = [];

    /// <summary>From now on it hangs.</summary>
    internal void Hang(string directory) => _hanging[directory] = new ManualResetEventSlim();

    /// <summary>It hangs, and somebody has found that out.</summary>
    internal async Task HangKnownAsync(string directory)
    {
        Hang(directory);
        var call = Calls.AskAsync(directory, static () => { }, CancellationToken.None);
        await PassWhenOneWaitsAsync();
        await Assert.ThrowsAsync<EnvironmentException>(() => call).Patiently();
        Assert.True(Calls.Hangs(directory));
    }

    /// <summary>Time passes for the one who waits.</summary>
    internal async Task PassWhenOneWaitsAsync()
    {
        // A call that has ended goes on inline, down to the test: its own wait is over only when the test lets go of its thread.
        await Task.Yield();
        for (var second = 0; second < Seconds; second++)
        {
            await OneWaitsAsync();
            Time.Pass();
        }
    }

    /// <summary>Somebody waits for one that hangs.</summary>
    internal async Task OneWaitsAsync()
    {
        await Task.Yield();
        Patience.Until(() => Time.Waits == 1 && Volatile.Read(ref _inside) > 0);
    }

    /// <summary>It answers again.</summary>
    internal void Answer(string directory)
    {
        _hanging.TryRemove(directory, out var hanging);
        hanging!.Set();
        Patience.Until(() => !Calls.Hangs(directory));
    }

    public void Dispose()
    {
        foreach (var hanging in _hanging.Values)
        {
            hanging.Set();
        }

        Patience.Until(() => Volatile.Read(ref _inside) == 0);
    }

    private void Begins(string directory)
    {
        Asked.Enqueue(directory);
        if (_hanging.TryGetValue(directory, out var hangs))
        {
            Interlocked.Increment(ref _inside);
            hangs.Wait(Patience.Limit);
            Interlocked.Decrement(ref _inside);
        }
    }
}
