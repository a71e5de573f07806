using Hathi.Base;

namespace Hathi.Platform;

/// <summary>
/// Waits for what may hang, as long as this process runs: one that was stopped (a suspended machine, a debugger) has given nobody the time
/// to answer meanwhile, and takes nothing to hang for that. Counted as a Core counts silences (<see cref="RunningClock"/>).
/// </summary>
public static class RunningWait
{
    /// <summary>
    /// Between two looks at the time, milliseconds: <see cref="RunningClock.DefaultLongestGap"/> is more than one of them.
    /// </summary>
    private const long Tick = 1_000;

    /// <summary>Waits.</summary>
    /// <param name="task">For this to end, however.</param>
    /// <param name="patience">How long.</param>
    /// <param name="time">For that.</param>
    /// <param name="cancellationToken">Waits no longer.</param>
    /// <returns>Whether it has ended.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled, and the task has not ended.</exception>
    public static async Task<bool> EndsAsync(Task task, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        var clock = new RunningClock(RunningClock.DefaultLongestGap);
        var now = Read();
        var end = now + (long)patience.TotalMilliseconds;
        for (; now < end && !task.IsCompleted; now = Read())
        {
            await task.WaitAsync(TimeSpan.FromMilliseconds(Math.Min(Tick, end - now)), time, cancellationToken).ConfigureAwait(
                ConfigureAwaitOptions.SuppressThrowing);
            if (!task.IsCompleted)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        return task.IsCompleted;

        long Read() => clock.Read(new Now(0, (long)time.GetElapsedTime(0).TotalMilliseconds)).MonotonicMilliseconds;
    }
}
