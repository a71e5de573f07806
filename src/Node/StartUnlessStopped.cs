using Hathi.Base;

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
    public static async Task<bool> RunAsync(Task start, Task stop, CancellationTokenSource starting, TimeSpan patience, INodeLog log)
    {
        if (await Task.WhenAny(start, stop).ConfigureAwait(false) == start)
        {
            await start.ConfigureAwait(false);
            return true;
        }

        log.Info("node", "is asked to end before it has started");
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
            log.Error("node", $"its start has not ended within {patience.TotalSeconds:0} s and is left to its process's end", null);
        }
        catch (Exception e)
        {
            log.Warn("node", $"its start failed meanwhile: {e.Message}", null);
        }

        return false;
    }
}
