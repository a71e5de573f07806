using Hathi.Base;
using Hathi.Yarn.NodeManager.Events;
using Microsoft.Extensions.Logging;

namespace Hathi.Yarn.NodeManager.Storage;

/// <summary>
/// Looks at what belongs to a container, its processes and what they wrote, until it can be seen: without a free descriptor nobody can say
/// what runs, and what is told as ended must not run on. Another fault does not go by: it is the caller's at once. Safe from any thread.
/// </summary>
/// <param name="log">Where it is said, once a look.</param>
/// <param name="time">For the pauses.</param>
/// <param name="nodeEnds">Gives up.</param>
internal sealed class PatientLook(ILogger log, TimeProvider time, CancellationToken nodeEnds)
{
    /// <summary>Between two tries: descriptors come back with the next file or connection that is closed.</summary>
    internal static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>What is seen now; null: there is no free descriptor.</summary>
    /// <exception cref="IOException">It cannot be looked at.</exception>
    internal T? TryNow<T>(Func<T> look)
        where T : class
    {
        try
        {
            return look();
        }
        catch (Exception e) when (PassesBy(e))
        {
            return null;
        }
    }

    /// <exception cref="IOException">It cannot be looked at, which does not go by.</exception>
    /// <exception cref="OperationCanceledException">The node ends.</exception>
    internal Task<T> AtAsync<T>(string container, Func<T> look) => AskAsync(container, () => Task.FromResult(look()));

    /// <inheritdoc cref="AtAsync{T}"/>
    internal async Task<T> AskAsync<T>(string container, Func<Task<T>> look)
    {
        for (var told = false; ; told = true)
        {
            try
            {
                return await look().ConfigureAwait(false);
            }
            catch (Exception e) when (PassesBy(e))
            {
                Tell(told, $"what {container} has left", e);
            }

            await Task.Delay(Pause, time, nodeEnds).ConfigureAwait(false);
        }
    }

    /// <summary>The same for who has a thread to wait with, as a start has.</summary>
    /// <param name="what">Is looked at, for the log.</param>
    /// <param name="look">Looks.</param>
    /// <exception cref="IOException">It cannot be looked at, which does not go by.</exception>
    /// <exception cref="OperationCanceledException">The node ends.</exception>
    internal T At<T>(string what, Func<T> look)
    {
        for (var told = false; ; told = true)
        {
            try
            {
                return look();
            }
            catch (Exception e) when (PassesBy(e))
            {
                Tell(told, what, e);
            }

            _ = nodeEnds.WaitHandle.WaitOne(Pause);
            nodeEnds.ThrowIfCancellationRequested();
        }
    }

    private void Tell(bool told, string what, Exception e)
    {
        if (!told)
        {
            log.NotLookedAt(what, e.Message);
        }
    }

    // Descriptors, or the kernel's memory for one.
    private static bool PassesBy(Exception e) => DiskFaults.Is(e) && DiskFaults.KindOf(e) == DiskFault.Descriptors;
}
