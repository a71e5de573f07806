using System.Text;
using Hathi.Base.Cores;
using Hathi.Engine;
using Hathi.Hadoop.Rpc;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Operations;
using Hathi.Hdfs.NameNode.Events;
using Hathi.Hdfs.NameNode.Options;
using Hathi.Hdfs.Protocol;
using Microsoft.Extensions.Logging;

namespace Hathi.Hdfs.NameNode.Trash;

/// <summary>
/// One round over the trash of all users: a page of a directory is held at a time, whoever has how much in it. A call that is refused is
/// told and passed over, and nothing beside it: neither the other checkpoints of a user nor the other users.
/// </summary>
internal sealed class TrashRound(
    ICallTarget nameNode, string superUser, DateTimeOffset now, TimeSpan interval, TrashOptions options, ILogger log)
{
    /// <summary>
    /// Lines about trash that is not as it should be; what more there is is counted. Users make what they like of theirs.
    /// </summary>
    private const int MostTold = 20;

    private readonly Caller _caller = new(superUser, [], "127.0.0.1");
    private int _deleted;
    private int _made;
    private int _told;

    /// <exception cref="RpcFault">The home directories cannot be listed.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await foreach (var home in ListAsync(options.Homes, cancellation).ConfigureAwait(false))
        {
            if (home.Kind == FileKind.Directory)
            {
                await TryTrashAsync($"{options.Homes.TrimEnd('/')}/{NameOf(home)}/{TrashNames.Root}", cancellation).ConfigureAwait(false);
            }
        }

        if (_deleted + _made > 0)
        {
            log.TrashEmptied(_deleted, interval.TotalMinutes, _made);
        }

        if (_told > MostTold)
        {
            log.TrashLeftUntold(_told - MostTold);
        }
    }

    private async Task TryTrashAsync(string root, CancellationToken cancellation)
    {
        var isThere = false;
        await TryAsync(
            root,
            async () => isThere = await StatusAsync(root).ConfigureAwait(false) is { Kind: FileKind.Directory }).ConfigureAwait(false);
        if (!isThere)
        {
            return;
        }

        await TryAsync($"the rest of {root}", async () =>
        {
            await foreach (var entry in ListAsync(root, cancellation).ConfigureAwait(false))
            {
                var name = NameOf(entry);
                await TryAsync($"{root}/{name}", () => LookAsync(root, name)).ConfigureAwait(false);
            }
        }).ConfigureAwait(false);
        await TryAsync($"{root}/{TrashNames.Current}", () => CheckpointAsync(root)).ConfigureAwait(false);
    }

    private async Task TryAsync(string what, Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (RpcFault fault)
        {
            if (IsTold())
            {
                log.TrashPassedOver(what, fault.Message);
            }
        }
    }

    private async Task LookAsync(string root, string name)
    {
        if (name == TrashNames.Current)
        {
            return;
        }

        var isCheckpoint = TrashNames.TryParse(name, out var made);
        if (isCheckpoint ? now - interval > made : options.DeletesStrangers)
        {
            // By its path: whoever has just taken it out of the trash wants it.
            await nameNode.AskAsync(new DeleteRequest { Caller = _caller,
                Key = CallKey.None, Path = $"{root}/{name}", Recursive = true }).ConfigureAwait(false);
            _deleted++;
        }
        else if (!isCheckpoint && IsTold())
        {
            log.TrashOfStrangers($"{root}/{name}");
        }
    }

    private async Task CheckpointAsync(string root)
    {
        var current = $"{root}/{TrashNames.Current}";
        if (await StatusAsync(current).ConfigureAwait(false) is null)
        {
            return;
        }

        for (var attempt = 0; attempt <= TrashNames.MostCheckpointsASecond; attempt++)
        {
            try
            {
                await nameNode.AskAsync(new Rename2Request
                {
                    Caller = _caller, Key = CallKey.None, Source = current,
                    Destination = $"{root}/{TrashNames.Checkpoint(now, attempt)}", Overwrite = false, ToTrash = false,
                }).ConfigureAwait(false);
                _made++;
                return;
            }
            catch (RpcFault fault) when (fault.JavaClass == JavaExceptions.FileAlreadyExists)
            {
                // Another checkpoint of this second.
            }
        }

        if (IsTold())
        {
            log.TrashWithoutName(current, TrashNames.MostCheckpointsASecond);
        }
    }

    private async ValueTask<FileStatus?> StatusAsync(string path) =>
        await nameNode.AskAsync(new GetFileInfoRequest { Caller = _caller, Path = path, ResolveLink = true }).ConfigureAwait(false);

    // Nothing when there is no such directory.
    private async IAsyncEnumerable<FileStatus> ListAsync(
        string path, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        ReadOnlyMemory<byte> after = default;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var page = await nameNode.AskAsync(
                new GetListingRequest { Caller = _caller, Path = path, StartAfter = after, NeedLocation = false }).ConfigureAwait(false);
            foreach (var entry in page?.Entries ?? [])
            {
                cancellation.ThrowIfCancellationRequested();
                yield return entry;
            }

            if (page is not { Remaining: > 0, Entries.Count: > 0 })
            {
                yield break;
            }

            after = page.Entries[^1].Name;
        }
    }

    private static string NameOf(FileStatus status) => Encoding.UTF8.GetString(status.Name.Span);

    private bool IsTold() => _told++ < MostTold;
}
