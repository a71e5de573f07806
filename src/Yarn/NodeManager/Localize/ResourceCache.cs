using System.Globalization;
using Hathi.Base;
using Hathi.Platform.Disk;
using Hathi.Yarn.NodeManager.Events;
using Hathi.Yarn.NodeManager.Mapping;
using Hathi.Yarn.NodeManager.Options;
using Hathi.Yarn.NodeManager.Recovery;
using Hathi.Yarn.NodeManager.Storage;
using Hathi.Yarn.Protocol;
using Microsoft.Extensions.Logging;

namespace Hathi.Yarn.NodeManager.Localize;

/// <summary>
/// The resources of this node: each is fetched once however many containers wait for it, and kept until its room is needed (public and
/// private) or its application ends. Safe from any thread. Source: LocalResourcesTrackerImpl, LocalCacheCleaner.
/// </summary>
internal sealed class ResourceCache : IDisposable
{
    private const string StatePrefix = "resource/";

    private readonly Lock _gate = new();
    private readonly Dictionary<ResourceKey, LocalizedResource> _resources = [];
    private readonly NodeDirectories _directories;
    private readonly ResourceFetch _fetch;
    private readonly DirectoryRemover _remover;
    private readonly StateStore _state;
    private readonly ILogger _log;
    private readonly DirectoryListing _listing;
    private readonly long _targetBytes;
    private readonly CacheRoom _room;
    private readonly FetchSlots _fetches;
    private readonly TimeSpan _stallLimit;
    private readonly CancellationTokenSource _ending = new();
    private long _lastNumber;

    internal ResourceCache(
        NodeManagerOptions options,
        NodeDirectories directories,
        ResourceFetch fetch,
        DirectoryRemover remover,
        StateStore state,
        ILogger log,
        CancellationToken nodeEnds)
    {
        _directories = directories;
        _fetch = fetch;
        _remover = remover;
        _state = state;
        _log = log;
        _listing = new DirectoryListing(log, nodeEnds);
        _targetBytes = options.CacheBytes;
        _room = new CacheRoom(_targetBytes);
        _fetches = new FetchSlots(options.MaxFetches);
        _stallLimit = options.FetchStallLimit;
    }

    /// <summary>Bytes of what is here.</summary>
    internal long Bytes
    {
        get
        {
            lock (_gate)
            {
                return _room.Bytes;
            }
        }
    }

    /// <summary>Takes what a node before a restart had fetched, and removes what it had not finished.</summary>
    /// <param name="containersRun">
    /// Containers of before run on: which of two that are fetched for one resource they have links into is not known.
    /// </param>
    internal void Recover(bool containersRun)
    {
        // All are listed before one is looked at: what cannot be passed through would seem not to be there.
        var present = _directories.ReadableLocal
            .SelectMany(l => CacheDirectories.Below(l, _listing).Where(c => !RegularFile.IsBehindLink(l, c)))
            .SelectMany(_listing.Directories).ToList();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (number, stored) in _state.Below(StatePrefix).Select(static p => StoredResource.Read(p.Value))
            .Select(static s => (CacheDirectories.Number(s.Directory), s)).OrderBy(static s => s.Item1))
        {
            _lastNumber = number;
            if (!_directories.IsReadable(stored.Path))
            {
                continue; // Its disk is away, and is asked nothing: a start that sees it takes it.
            }

            if (!Path.Exists(stored.Path))
            {
                _state.Delete(StatePrefix + stored.Directory);
                continue;
            }

            known.Add(stored.Directory);
            var resource = new LocalizedResource(stored.Key, stored.Directory)
            {
                Path = Task.FromResult(stored.Path), Bytes = stored.Bytes,
            };
            if (_resources.GetValueOrDefault(stored.Key) is { } older)
            {
                // Fetched again while the older one's disk was away. What runs may use either; a start without anything that
                // runs removes the older.
                Drop(older, isRemembered: containersRun);
                if (!containersRun)
                {
                    known.Remove(older.Directory);
                }
            }

            _resources[stored.Key] = resource;
            _room.KeepUnused(resource);
        }

        foreach (var directory in present)
        {
            _lastNumber = Math.Max(_lastNumber, CacheDirectories.Number(directory));
            if (!known.Contains(directory))
            {
                _remover.Remove(directory);
            }
        }
    }

    /// <summary>Begins to use resources, and to fetch those that nobody has yet. Every use is ended by <see cref="Release"/>.</summary>
    /// <param name="wanted">Which.</param>
    /// <param name="user">Who uses them.</param>
    /// <param name="application">For which application.</param>
    /// <param name="used">Receives each, in the same order, as soon as it is used.</param>
    /// <param name="cancellationToken">Nobody wants them any more.</param>
    /// <exception cref="IOException">No local directory is good.</exception>
    internal async Task UseAsync(
        IReadOnlyList<LocalResourceProto> wanted,
        string user,
        string application,
        List<LocalizedResource> used,
        CancellationToken cancellationToken)
    {
        var keys = wanted.Select(w => ResourceKey.Of(w, user, application)).ToArray();
        var gone = await GoneAsync(keys, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < keys.Length; i++)
        {
            used.Add(Use(keys[i], wanted[i], user, application, gone));
        }
    }

    private LocalizedResource Use(
        ResourceKey key, LocalResourceProto resource, string user, string application, Dictionary<LocalizedResource, bool> gone)
    {
        lock (_gate)
        {
            if (_resources.TryGetValue(key, out var known))
            {
                var isGone = gone.TryGetValue(known, out var isAway);
                if (!isGone && (known.IsReady || !known.Path.IsCompleted))
                {
                    _room.Use(known);
                    if (known is { Turn: { } turn, IsKept: false })
                    {
                        _fetches.Join(turn, user);
                    }

                    return known;
                }

                Drop(known, isRemembered: isAway);
                if (isGone && !isAway)
                {
                    _remover.Remove(known.Directory); // what is left of it
                }
            }

            var local = _directories.NextLocal();
            var number = (++_lastNumber).ToString(CultureInfo.InvariantCulture);
            var parent = RequestResources.Visibility(resource) switch
            {
                LocalResourceVisibilityProto.Public => NodeDirectories.PublicCache(local),
                LocalResourceVisibilityProto.Private => NodeDirectories.UserCache(local, user),
                _ => Path.Join(NodeDirectories.Application(local, user, application), "filecache"),
            };
            var fresh = new LocalizedResource(key, Path.Join(parent, number)) { Users = 1, Turn = _fetches.Queue(user) };
            fresh.Path = Task.Run(() => FetchAsync(fresh, fresh.Turn, resource, user));
            _resources[key] = fresh;
            return fresh;
        }
    }

    /// <summary>Ends a use.</summary>
    /// <param name="resource">As it was given out.</param>
    /// <param name="user">To whom.</param>
    internal void Release(LocalizedResource resource, string user)
    {
        lock (_gate)
        {
            _room.Release(resource);
            if (resource is { Turn: { } turn, IsKept: false })
            {
                _fetches.Leave(turn, user);
            }

            if (resource.Users == 0 && !resource.IsKept)
            {
                // It failed, or is on its way and nobody waits for it any more: it holds no slot for nobody.
                if (_resources.GetValueOrDefault(resource.Key) == resource)
                {
                    _resources.Remove(resource.Key);
                }

                _ = resource.Unwanted.CancelAsync();
            }

            MakeRoom();
        }
    }

    /// <summary>A container of before a restart uses it: counts without fetching. Null: it is not here.</summary>
    internal LocalizedResource? Reuse(LocalResourceProto resource, string user, string application)
    {
        lock (_gate)
        {
            var found = _resources.GetValueOrDefault(ResourceKey.Of(resource, user, application));
            if (found is not null)
            {
                _room.Use(found);
            }

            return found;
        }
    }

    /// <summary>An application has ended: its own resources go; their directories are the caller's to remove.</summary>
    internal void Forget(string user, string application)
    {
        var scope = ResourceKey.ApplicationScope(user, application);
        lock (_gate)
        {
            foreach (var key in _resources.Keys.Where(k => k.Scope == scope).ToArray())
            {
                _ = _resources[key].Unwanted.CancelAsync();
                Drop(_resources[key]);
            }
        }
    }

    public void Dispose()
    {
        _ending.Cancel();
        _ending.Dispose();
    }

    private static string StateKey(LocalizedResource resource) => StatePrefix + resource.Directory;

    private async Task<string> FetchAsync(LocalizedResource resource, FetchTurn turn, LocalResourceProto request, string user)
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token, resource.Unwanted.Token);
        using var slot = await _fetches.EnterAsync(turn, giveUp.Token).ConfigureAwait(false);
        using var watch = new FetchWatch(_stallLimit, TimeProvider.System, giveUp.Token);
        var temporary = resource.Directory + "_tmp";
        var fetch = Task.FromResult(("", 0L));
        try
        {
            // What a killed node had not recorded may lie here.
            await OnDiskAsync(
                resource,
                () => _ = _remover.RemoveNow(temporary) & _remover.RemoveNow(resource.Directory),
                giveUp.Token).ConfigureAwait(false);
            // a call that hangs in it holds no slot
            fetch = Task.Run(() => _fetch.FetchAsync(request, user, temporary, watch), watch.Token);
            var (path, bytes) = await fetch.WaitAsync(watch.Token).ConfigureAwait(false);
            await OnDiskAsync(resource, () => Directory.Move(temporary, resource.Directory), CancellationToken.None).ConfigureAwait(false);
            return Keep(resource, Path.Join(resource.Directory, Path.GetFileName(path)), bytes);
        }
        catch (Exception e)
        {
            _ = CleanAsync(fetch, temporary);
            if (e is OperationCanceledException && !_ending.IsCancellationRequested)
            {
                var why = watch.HasStalled
                    ? $"nothing of it came for {_stallLimit} (hathi.nodemanager.localizer.fetch.stall-ms)."
                    : "its file system did not answer in time.";
                throw new LocalizationException($"{resource.Key.Url} cannot be localised: {why}", e);
            }

            if (DiskFaults.Is(e))
            {
                throw new LocalizationException($"{resource.Key.Url} cannot be stored in {resource.Directory}: {e.Message}", e);
            }

            throw;
        }
    }

    /// <summary>What was fetched is in its directory.</summary>
    /// <exception cref="OperationCanceledException">
    /// Nobody wants it any more, or its application has been forgotten: it is removed.
    /// </exception>
    internal string Keep(LocalizedResource resource, string path, long bytes)
    {
        lock (_gate)
        {
            if (!resource.Unwanted.IsCancellationRequested && _resources.GetValueOrDefault(resource.Key) == resource)
            {
                resource.Bytes = bytes;
                _room.Keep(resource);
                _state.Put(StateKey(resource), new StoredResource(resource.Key, resource.Directory, path, bytes).ToBytes());
                return path;
            }
        }

        _remover.RemoveNow(resource.Directory);
        throw new OperationCanceledException("Nobody wants it any more.");
    }

    // A call that does not hear that it was given up ends some time, and leaves nothing behind either.
    private async Task CleanAsync(Task fetch, string temporary)
    {
        try
        {
            await fetch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _remover.RemoveNow(temporary);
        }
        catch (Exception e)
        {
            _log.TemporaryStays(e, temporary, e.Message);
        }
    }

    // The oldest that nobody uses go until the rest fits.
    private void MakeRoom()
    {
        while (_room.Next() is { } oldest)
        {
            Drop(oldest);
            _remover.Remove(oldest.Directory);
            _log.LeavesCache(oldest.Key.Url, oldest.Bytes, _targetBytes);
        }
    }

    private void Drop(LocalizedResource resource) => Drop(resource, isRemembered: false);

    // What is on a disk that is away, or may be linked to, is remembered: a start that sees it, or with which nothing runs on,
    // takes it or removes it.
    private void Drop(LocalizedResource resource, bool isRemembered)
    {
        _resources.Remove(resource.Key);
        _room.Drop(resource);
        if (!isRemembered)
        {
            _state.Delete(StateKey(resource));
        }
    }

    private Task OnDiskAsync(LocalizedResource resource, Action call, CancellationToken cancellationToken) =>
        _directories.Calls.AskAsync(_directories.RootOf(resource.Directory), call, cancellationToken);

    // What is known but has been removed by somebody, and what lies on a disk that is away (true). Not under the lock, and each disk aside:
    // one that hangs is waited for once, and not without end.
    private async Task<Dictionary<LocalizedResource, bool>> GoneAsync(ResourceKey[] keys, CancellationToken cancellationToken)
    {
        List<LocalizedResource> known;
        lock (_gate)
        {
            known = [.. keys.Select(k => _resources.GetValueOrDefault(k)).OfType<LocalizedResource>()
                .Where(static k => k.IsReady).Distinct()];
        }

        var gone = new Dictionary<LocalizedResource, bool>();
        foreach (var disk in known.GroupBy(k => _directories.RootOf(k.Directory), StringComparer.Ordinal))
        {
            var isAway = !_directories.IsReadable(disk.First().Directory);
            try
            {
                foreach (var resource in isAway ? disk.ToList() : await _directories.Calls.AskAsync(
                    disk.Key, () => disk.Where(static k => !Path.Exists(k.Path.Result)).ToList(), cancellationToken).ConfigureAwait(false))
                {
                    gone[resource] = isAway;
                }
            }
            catch (Exception e) when (DiskFaults.Is(e))
            {
                _log.FetchedAnew(disk.Key, e.Message);
                foreach (var resource in disk)
                {
                    gone[resource] = true;
                }
            }
        }

        return gone;
    }
}
