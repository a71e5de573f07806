using Microsoft.Extensions.Logging;

namespace Hathi.Node;

/// <summary>
/// Waits for the start of a node's roles, and hears meanwhile that the node is to end: what it waits for may be a disk that hangs, or a
/// machine that does not answer.
/// </summary>
internal static class StartUnlessStopped
{
    /// <summary>Returns when all have started, or the node is asked to end.</summary>
    /// <param name="start">The start; fails as it does.</param>
    /// <param name="stop">Completes when the node is asked to end.</param>
    /// <param name="starting">Gives the start up.</param>
    /// <param name="patience">How long a start that was given up may take to end what it has begun.</param>
    /// <param name="log">The node's log.</param>
    /// <returns>False: it was asked to end, and has not started.</returns>
    public static async Task<bool> RunAsync(Task start, Task stop, CancellationTokenSource starting, TimeSpan patience, ILogger log)
    {
        if (await Task.WhenAny(start, stop).ConfigureAwait(false) == start)
        {
            await start.ConfigureAwait(false);
            return true;
        }

        log.EndsBeforeStart();
        await starting.CancelAsync().ConfigureAwait(false);
        try
        {
            await start.WaitAsync(patience).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // As it was asked to.
        }
        catch (TimeoutException)
        {
            log.StartHangs(patience.TotalSeconds);
        }
        catch (Exception e)
        {
            log.StartFailed(e.Message);
        }

        return false;
    }
}
