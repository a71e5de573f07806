using Hathi.Base;
using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Operations;

namespace Hathi.Hdfs.NameNode;

/// <summary>
/// Hosts of dfs.hosts and dfs.hosts.exclude that had no address when the NameNode started, as when the directory of names starts with it: they are looked up again,
/// less and less often, until all have one or refreshNodes reads other lists. The files are not read again: what somebody writes into them counts when he says so.
/// </summary>
/// <param name="engine">Takes the lists.</param>
/// <param name="lookUp">Looks up again; it may take minutes.</param>
/// <param name="superUser">In whose name the lists are taken.</param>
/// <param name="firstPause">Until the first look.</param>
/// <param name="log">Is told of what was found.</param>
internal sealed class UnresolvedHosts(NameNodeEngine engine, Func<NodeLists> lookUp, string superUser, TimeSpan firstPause, INodeLog log)
{
    private const string Area = "namenode";

    /// <summary>Until the first look: a directory of names that starts with the rack is up in a minute.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);

    /// <summary>Between two looks at most: DataNodes that wait ask again every few seconds, and a person who mended the names is not left waiting long.</summary>
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMinutes(5);

    private readonly Caller _caller = new(superUser, [], "127.0.0.1");

    /// <summary>Looks until nothing is left to be found, or until cancelled.</summary>
    /// <param name="lists">Those that count.</param>
    /// <param name="cancellation">The NameNode stops: a look that hangs is left behind.</param>
    public async Task RunAsync(NodeLists lists, CancellationToken cancellation)
    {
        try
        {
            for (var pause = firstPause; lists.Unresolved > 0; pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause)
            {
                await Task.Delay(pause, cancellation).ConfigureAwait(false);
                if (await TryLookAsync(cancellation).ConfigureAwait(false) is not { } found || found.Unresolved == lists.Unresolved)
                {
                    continue;
                }

                if (!await TakeAsync(found, lists).ConfigureAwait(false))
                {
                    return; // refreshNodes came, and asks for names itself
                }

                log.Info(Area, $"{lists.Unresolved - found.Unresolved} hosts of dfs.hosts and dfs.hosts.exclude have an address now; {found.Unresolved} have none yet");
                (lists, pause) = (found, firstPause);
            }
        }
        catch (OperationCanceledException)
        {
            // The NameNode stops.
        }
        catch (Exception e)
        {
            log.Error(Area, $"hosts of dfs.hosts and dfs.hosts.exclude are looked up no more: {e.Message} Call refreshNodes once their names resolve", e);
        }
    }

    private async Task<NodeLists?> TryLookAsync(CancellationToken cancellation)
    {
        try
        {
            return await Task.Run(lookUp, cancellation).WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            log.Warn(Area, $"hosts of dfs.hosts and dfs.hosts.exclude could not be looked up, and will be again: {e.Message}", null);
            return null;
        }
    }

    private async Task<bool> TakeAsync(NodeLists found, NodeLists old) => (bool)(await engine.AskAsync(
        new RefreshNodesRequest { Ticket = 1, Caller = _caller, Key = CallKey.None, Lists = found, InPlaceOf = old }).ConfigureAwait(false))!;
}
