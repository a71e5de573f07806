namespace Hathi.MapReduce.Engine;

/// <summary>Runs numbered tasks, so many at a time, in order. The first failure stops the others.</summary>
internal static class ParallelTasks
{
    internal static async Task RunAsync(
        int count, int parallel, Func<int, CancellationToken, Task> run, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var next = -1;
        Exception? first = null;

        async Task WorkAsync()
        {
            int number;
            while ((number = Interlocked.Increment(ref next)) < count && !stop.IsCancellationRequested)
            {
                try
                {
                    await run(number, stop.Token).ConfigureAwait(false);
                }
                catch (Exception e)
                {
                    Interlocked.CompareExchange(ref first, e, null);
                    await stop.CancelAsync().ConfigureAwait(false);
                }
            }
        }

        await Task.WhenAll(Enumerable.Range(0, Math.Min(parallel, count)).Select(_ => WorkAsync())).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        if (first is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(first);
        }
    }
}
