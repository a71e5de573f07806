namespace Hathi.Platform;

/// <summary>Work on a thread of its own: what may hang, on a disk or a name server, is not to hold up the pool.</summary>
public static class OwnThread
{
    /// <returns>
    /// The work, begun; null: there is no thread to be had, as when something has forked without end, and the caller does without.
    /// </returns>
    public static Task<T>? TryRun<T>(Func<T> work)
    {
        try
        {
            return Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        catch (Exception e) when (e is OutOfMemoryException or ThreadStartException or TaskSchedulerException)
        {
            return null;
        }
    }

    /// <inheritdoc cref="TryRun{T}(Func{T})"/>
    public static Task? TryRun(Action work) => TryRun(Answering(work));

    /// <summary>The same for what must be done all the same: where there is no thread to be had the pool's will do.</summary>
    public static Task<T> Run<T>(Func<T> work) => TryRun(work) ?? Task.Run(work);

    /// <inheritdoc cref="Run{T}(Func{T})"/>
    public static Task Run(Action work) => Run(Answering(work));

    private static Func<bool> Answering(Action work) => () =>
    {
        work();
        return true;
    };
}
