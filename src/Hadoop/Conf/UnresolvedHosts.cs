using Hathi.Base;
using Microsoft.Extensions.Logging;

namespace Hathi.Hadoop.Conf;

/// <summary>Lists of hosts as they were read.</summary>
/// <param name="Lists">With what was found.</param>
/// <param name="LookUp">
/// Looks up again what has no address yet, and gives the same lists with what was found; it may take minutes. Throws
/// <see cref="IOException"/> when that is not possible now.
/// </param>
public sealed record ReadHosts<TLists>(TLists Lists, Func<TLists> LookUp)
    where TLists : class, IHostLists;

/// <summary>
/// Hosts that may join and hosts that are to leave, of which some had no address when the files were read, as when the directory of names
/// starts with the server: they are looked up again, less and less often, until all have one or an administrator has other lists read. The
/// files are not read again: what somebody writes into them counts when he says so. Any thread.
/// </summary>
/// <param name="take">Has new lists count in place of those that counted; false: others count by now.</param>
/// <param name="firstPause">Until the first look; see <see cref="UnresolvedHosts.FirstPause"/>.</param>
/// <param name="area">Of the lines in the log.</param>
/// <param name="log">Is told of what was found.</param>
public sealed class UnresolvedHosts<TLists>(Func<TLists, TLists, Task<bool>> take, TimeSpan firstPause, string area, ILogger log)
    where TLists : class, IHostLists
{
    /// <summary>
    /// Between two looks at most: nodes that wait ask again every few seconds, and a person who mended the names is not left waiting long.
    /// </summary>
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private CancellationTokenSource _ofWatched = new();
    private Task _running = Task.CompletedTask;
    private bool _isStopped;

    /// <summary>These lists count from now on: their hosts are looked up, and no longer those of the lists before.</summary>
    public void Watch(ReadHosts<TLists> hosts)
    {
        lock (_gate)
        {
            if (!_isStopped)
            {
                _ofWatched.Cancel();
                _ofWatched.Dispose();
                _ofWatched = new CancellationTokenSource();
                _running = Task.WhenAll(_running, RunAsync(hosts, _ofWatched.Token));
            }
        }
    }

    /// <summary>A look that hangs is left behind.</summary>
    public Task StopAsync()
    {
        lock (_gate)
        {
            _isStopped = true;
            _ofWatched.Cancel();
            return _running;
        }
    }

    /// <summary>Looks until nothing is left to be found, or until cancelled.</summary>
    /// <param name="hosts">Those that count.</param>
    /// <param name="cancellation">The server stops, or other lists count: a look that hangs is left behind.</param>
    public async Task RunAsync(ReadHosts<TLists> hosts, CancellationToken cancellation)
    {
        var lists = hosts.Lists;
        try
        {
            for (var pause = firstPause; lists.Unresolved > 0; pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause)
            {
                await Task.Delay(pause, cancellation).ConfigureAwait(false);
                if (await TryLookAsync(hosts.LookUp, cancellation).ConfigureAwait(false) is not { } found
                    || found.Unresolved == lists.Unresolved)
                {
                    continue;
                }

                if (!await take(found, lists).ConfigureAwait(false))
                {
                    return; // refreshNodes came, and its lists are watched instead
                }

                log.HostsFound(area, lists.Unresolved - found.Unresolved, found.Unresolved);
                (lists, pause) = (found, firstPause);
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops, or other lists count.
        }
        catch (Exception e)
        {
            log.LookingEnded(e, area, e.Message);
        }
    }

    private async Task<TLists?> TryLookAsync(Func<TLists> lookUp, CancellationToken cancellation)
    {
        try
        {
            return await Task.Run(lookUp, cancellation).WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            log.LookFailed(area, e.Message);
            return null;
        }
    }
}

/// <summary>What they have in common.</summary>
public static class UnresolvedHosts
{
    /// <summary>Until the first look: a directory of names that starts with the rack is up in a minute.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
}
