namespace Hathi.MapReduce.Core;

/// <summary>Ends the workers of which nothing was heard for mapreduce.task.timeout.</summary>
internal static class SilentWorkers
{
    /// <param name="workers">Of the job.</param>
    /// <param name="timeout">Milliseconds; 0 or less: they are waited for for ever.</param>
    /// <param name="time">Now.</param>
    /// <param name="effects">Receives what follows.</param>
    internal static void End(IEnumerable<Worker> workers, long timeout, long time, List<JobEffect> effects)
    {
        if (timeout <= 0)
        {
            return;
        }

        foreach (var worker in workers)
        {
            if (worker.State == WorkerState.Starting && time - worker.Since > timeout)
            {
                worker.Stop(Outcome.Failed, $"Its container was started and not heard for {timeout / 1000} s.", effects);
            }
            else if (worker is { State: WorkerState.Busy, Attempt: { IsRunning: true, IsStopped: false } attempt }
                && time - attempt.HeardAt > timeout)
            {
                worker.Stop(Outcome.Failed, $"It told no progress for {timeout / 1000} s (mapreduce.task.timeout).", effects);
            }
        }
    }
}
