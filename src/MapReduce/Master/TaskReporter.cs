using Hathi.MapReduce.Client;
using Hathi.MapReduce.Engine;
using Hathi.MapReduce.Protocol.Umbilical;

namespace Hathi.MapReduce.Master;

/// <summary>Tells the master how far an attempt is, until it is disposed; the master may want it to stop.</summary>
internal sealed class TaskReporter : IAsyncDisposable
{
    /// <summary>How often (Apache: 1 to 3 s; a display of live bars wants more).</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(300);

    /// <summary>Each so many of them has the counters, too.</summary>
    private const int CountersEvery = 3;

    private readonly CancellationTokenSource _end = new();
    private readonly IMasterLink _master;
    private readonly TaskState _state;
    private readonly CancellationTokenSource _attempt;
    private readonly Task _reporting;

    /// <param name="master">Whom to tell.</param>
    /// <param name="state">The attempt's.</param>
    /// <param name="attempt">Cancelled when the master wants it to stop.</param>
    internal TaskReporter(IMasterLink master, TaskState state, CancellationTokenSource attempt)
    {
        _master = master;
        _state = state;
        _attempt = attempt;
        _reporting = Task.Run(RunAsync);
    }

    /// <summary>How far the attempt is; without its counters.</summary>
    internal static AttemptReportProto Report(TaskState state) => new()
    {
        Attempt = state.Attempt.ToMessage(),
        Progress = state.Progress,
        Status = state.Status,
        Bytes = state.Bytes,
        Spilled = state.SpilledRecords,
    };

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _reporting.ConfigureAwait(false);
        _end.Dispose();
    }

    private async Task RunAsync()
    {
        var pulse = new TaskPulse(_state);
        using var timer = new PeriodicTimer(Interval);
        try
        {
            for (var number = 1; await timer.WaitForNextTickAsync(_end.Token).ConfigureAwait(false); number++)
            {
                var report = Report(_state);
                report.Progressed = pulse.HasGoneOn();
                if (number % CountersEvery == 0)
                {
                    report.Counters = _state.Counters.ToMessage();
                }

                var reply = await _master.ReportAsync(report, _end.Token).ConfigureAwait(false);
                if (reply.Stop)
                {
                    await _attempt.CancelAsync().ConfigureAwait(false);
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // The attempt has ended.
        }
        catch (Exception)
        {
            // No master, no use; nor where nobody hears of the attempt for a fault of ours.
            await _attempt.CancelAsync().ConfigureAwait(false);
        }
    }
}
