namespace Hathi.Cli.Dfs;

/// <summary>Runs so many copies at a time; adding waits while all are busy.</summary>
internal sealed class CopyPool(int threads)
{
    private readonly SemaphoreSlim _free = new(threads, threads);
    private readonly List<Task> _running = [];

    /// <param name="copy">Reports its own failures.</param>
    /// <param name="cancellation">Ends the wait for a free place.</param>
    public async ValueTask AddAsync(Func<Task> copy, CancellationToken cancellation)
    {
        await _free.WaitAsync(cancellation).ConfigureAwait(false);
        _running.RemoveAll(static t => t.IsCompletedSuccessfully);
        _running.Add(RunAsync(copy));
    }

    /// <summary>All that were added have ended.</summary>
    public Task WhenDoneAsync() => Task.WhenAll(_running);

    private async Task RunAsync(Func<Task> copy)
    {
        try
        {
            await Task.Run(copy).ConfigureAwait(false);
        }
        finally
        {
            _free.Release();
        }
    }
}
