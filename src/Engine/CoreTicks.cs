namespace Hathi.Engine;

/// <summary>Tells a Core's engine that time has passed, at an interval that may change.</summary>
/// <param name="tick">Is called for each; must not throw.</param>
internal sealed class CoreTicks(Action tick)
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private PeriodicTimer? _timer;
    private Task _running = Task.CompletedTask;

    public void Start(TimeSpan interval) => _running = Task.Run(() => RunAsync(interval));

    /// <summary>Changes the interval; from any thread. Nothing before the start and after the end.</summary>
    public void Every(TimeSpan interval)
    {
        lock (_gate)
        {
            if (_timer is { } timer && timer.Period != interval)
            {
                timer.Period = interval;
            }
        }
    }

    /// <summary>No tick comes any more once it has completed.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task RunAsync(TimeSpan interval)
    {
        using var timer = new PeriodicTimer(interval);
        lock (_gate)
        {
            _timer = timer;
        }

        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                tick();
            }
        }
        catch (OperationCanceledException)
        {
            // The engine stops.
        }
        finally
        {
            lock (_gate)
            {
                _timer = null;
            }
        }
    }
}
