using System.Collections.Concurrent;
using Hathi.Base;
using Hathi.Platform;
using Hathi.Yarn.NodeManager.Events;
using Microsoft.Extensions.Logging;

namespace Hathi.Yarn.NodeManager.Storage;

/// <summary>
/// Removes directories of ended containers and applications behind the scenes, after a delay where one is asked for. Safe from any thread.
/// </summary>
/// <param name="rootOf">What lies on one disk, by the path of a directory: a disk that hangs keeps its own turns, and no other's.</param>
/// <param name="delay">How long directories stay.</param>
/// <param name="removeTree">Removes one at once.</param>
/// <param name="log">Where it is said what was not removed.</param>
internal sealed class DirectoryRemover(Func<string, string> rootOf, TimeSpan delay, Action<string> removeTree, ILogger log) : IDisposable
{
    /// <summary>Removals of one disk at once: each is a walk over a tree that containers also use.</summary>
    private const int AtOnce = 4;

    /// <summary>A timer takes no more than 49 days.</summary>
    private static readonly TimeSpan s_longestWait = TimeSpan.FromDays(20);

    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _ending = new();

    internal DirectoryRemover(Func<string, string> rootOf, TimeSpan delay, ILogger log)
        : this(rootOf, delay, TreeRemoval.Remove, log)
    {
    }

    private int _waiting;

    /// <summary>Removals that were ordered and are not over.</summary>
    internal int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Removes a directory tree later; nothing when it is not there.</summary>
    internal void Remove(string directory) => Remove(directory, Task.CompletedTask);

    /// <summary>Removes a directory tree when something else has been done; never, where that fails.</summary>
    internal void Remove(string directory, Task after)
    {
        Interlocked.Increment(ref _waiting);
        _ = RemoveAsync(directory, after);
    }

    /// <summary>Removes a tree now. Links in it are removed, not followed.</summary>
    /// <returns>Whether it is gone.</returns>
    internal bool RemoveNow(string directory)
    {
        try
        {
            removeTree(directory);
            return true;
        }
        catch (Exception e) when (DiskFaults.KindOf(e) == DiskFault.Gone)
        {
            return true; // The one above it is not there.
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            log.NotRemoved(directory, e.Message);
            return false;
        }
    }

    public void Dispose()
    {
        _ending.Cancel();
        _ending.Dispose();
    }

    private async Task RemoveAsync(string directory, Task after)
    {
        try
        {
            await after.ConfigureAwait(false);
            for (var left = delay; left > TimeSpan.Zero; left -= s_longestWait)
            {
                await Task.Delay(left < s_longestWait ? left : s_longestWait, _ending.Token).ConfigureAwait(false);
            }

            var turns = _turns.GetOrAdd(rootOf(directory), static _ => new SemaphoreSlim(AtOnce));
            await turns.WaitAsync(_ending.Token).ConfigureAwait(false);
            try
            {
                // Not on the pool's threads: it may hang.
                await OwnThread.Run(() => RemoveNow(directory)).ConfigureAwait(false);
            }
            finally
            {
                turns.Release();
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException || after.IsFaulted)
        {
            // The node ends, or keeps nothing any more; a restart finds what is left.
        }
        catch (Exception e)
        {
            log.RemovalBroke(e, directory);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
