namespace Hathi.Cli.Dfs.Kit;

/// <summary>Runs so many copies at a time, while others wait their turn; adding waits when as many do as may.</summary>
/// <param name="threads">Copies that run.</param>
/// <param name="queue">Copies that wait for a free thread while the walk over the sources goes on.</param>
internal sealed class CopyPool(int threads, int queue)
{
    /// <summary>As Apache's CopyCommandWithMultiThread.</summary>
    public const int DefaultQueue = 1024;

    private readonly SemaphoreSlim _places = new(checked(threads + queue));
    private readonly SemaphoreSlim _free = new(threads);
    private readonly List<Task> _running = [];

    /// <param name="copy">Reports its own failures.</param>
    /// <param name="cancellation">Ends the wait for a place, and copies that have not begun.</param>
    public async ValueTask AddAsync(Func<Task> copy, CancellationToken cancellation)
    {
        await _places.WaitAsync(cancellation).ConfigureAwait(false);
        _running.RemoveAll(static t => t.IsCompletedSuccessfully);
        _running.Add(RunAsync(copy, cancellation));
    }

    /// <summary>All that were added have ended, however they did.</summary>
    public Task WhenDoneAsync() => Task.WhenAll(_running);

    private async Task RunAsync(Func<Task> copy, CancellationToken cancellation)
    {
        try
        {
            await _free.WaitAsync(cancellation).ConfigureAwait(false);
            try
            {
                await Task.Run(copy, cancellation).ConfigureAwait(false);
            }
            finally
            {
                _free.Release();
            }
        }
        finally
        {
            _places.Release();
        }
    }
}
