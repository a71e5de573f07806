using Hathi.Base;
using Hathi.Yarn.NodeManager.Events;
using Microsoft.Extensions.Logging;

namespace Hathi.Yarn.NodeManager.Monitor;

/// <summary>
/// A loop that watches over the node and goes on whatever happens in it: a look that nobody has seen fail before costs that look, and not
/// the node with all its containers.
/// </summary>
internal static class KeptLoop
{
    /// <summary>Before it is begun again: what fails at once each time is told of six times a minute.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(10);

    /// <summary>Runs until it is cancelled.</summary>
    /// <param name="what">What it looks at, for the log.</param>
    /// <param name="loop">Runs until it is cancelled.</param>
    /// <param name="time">For the pauses.</param>
    /// <param name="log">Where it is said what went wrong.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    internal static async Task RunAsync(
        string what, Func<CancellationToken, Task> loop, TimeProvider time, ILogger log, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await loop(cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                log.LookFailed(DiskFaults.Is(e) ? null : e, what, e.Message);
            }

            await Task.Delay(s_pause, time, cancellationToken).ConfigureAwait(false);
        }
    }
}
