using System.Globalization;
using Hathi.Base;
using Hathi.Yarn.NodeManager.Recovery;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.NodeManager.Localize;

/// <summary>
/// The resources of this node: each is fetched once however many containers wait for it, and kept until its room is needed (public and private)
/// or its application ends. Safe from any thread. Source: LocalResourcesTrackerImpl, LocalCacheCleaner.
/// </summary>
internal sealed class ResourceCache : IDisposable
{
    private const string Area = "localizer";
    private const string StatePrefix = "resource/";

    private readonly Lock _gate = new();
    private readonly Dictionary<ResourceKey, LocalizedResource> _resources = [];
    private readonly NodeDirectories _directories;
    private readonly ResourceFetch _fetch;
    private readonly DirectoryRemover _remover;
    private readonly StateStore _state;
    private readonly INodeLog _log;
    private readonly long _targetBytes;
    private readonly FetchSlots _fetches;
    private readonly TimeSpan _stallLimit;
    private readonly CancellationTokenSource _ending = new();
    private long _bytes;
    private long _lastNumber;
    private long _uses;

    internal ResourceCache(NodeManagerOptions options, NodeDirectories directories, ResourceFetch fetch, DirectoryRemover remover, StateStore state, INodeLog log)
    {
        _directories = directories;
        _fetch = fetch;
        _remover = remover;
        _state = state;
        _log = log;
        _targetBytes = options.CacheBytes;
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
                return _bytes;
            }
        }
    }

    /// <summary>Takes what a node before a restart had fetched, and removes what it had not finished.</summary>
    internal void Recover()
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (stateKey, value) in _state.Below(StatePrefix))
        {
            var stored = StoredResource.Read(value);
            var key = stored.Key;
            if (!Path.Exists(stored.Path))
            {
                _state.Delete(stateKey);
                continue;
            }

            known.Add(stored.Directory);
            _resources[key] = new LocalizedResource(key, stored.Directory) { Path = Task.FromResult(stored.Path), Bytes = stored.Bytes, IsKept = true };
            _bytes += stored.Bytes;
            _lastNumber = Math.Max(_lastNumber, long.Parse(Path.GetFileName(stored.Directory), CultureInfo.InvariantCulture));
        }

        foreach (var local in _directories.Local)
        {
            RemoveUnknown(NodeDirectories.PublicCache(local), known);
            foreach (var user in Below(Path.Join(local, "usercache")))
            {
                RemoveUnknown(Path.Join(user, "filecache"), known);
                foreach (var application in Below(Path.Join(user, "appcache")))
                {
                    RemoveUnknown(Path.Join(application, "filecache"), known);
                }
            }
        }
    }

    /// <summary>Begins to use a resource, and to fetch it when nobody has yet. Every use is ended by <see cref="Release"/>.</summary>
    internal LocalizedResource Use(LocalResourceProto resource, string user, string application)
    {
        var key = ResourceKey.Of(resource, user, application);
        lock (_gate)
        {
            if (_resources.TryGetValue(key, out var known) && !(known.Path.IsCompleted && !known.IsReady) && !(known.IsReady && !Path.Exists(known.Path.Result)))
            {
                known.Users++;
                if (known is { Turn: { } turn, IsKept: false })
                {
                    _fetches.Join(turn, user);
                }

                return known;
            }

            var local = _directories.NextLocal();
            var number = (++_lastNumber).ToString(CultureInfo.InvariantCulture);
            var parent = resource.Visibility switch
            {
                LocalResourceVisibilityProto.Public => NodeDirectories.PublicCache(local),
                LocalResourceVisibilityProto.Private => NodeDirectories.UserCache(local, user),
                _ => Path.Join(NodeDirectories.Application(local, user, application), "filecache"),
            };
            var fresh = new LocalizedResource(key, Path.Join(parent, number)) { Users = 1, Turn = _fetches.Queue(user) };
            fresh.Path = Task.Run(() => FetchAsync(fresh, fresh.Turn, resource, user));
            _bytes -= known?.Bytes ?? 0;
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
            resource.Users--;
            resource.LastUse = ++_uses;
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
                found.Users++;
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
                _state.Delete(StateKey(_resources[key]));
                _bytes -= _resources[key].Bytes;
                _ = _resources[key].Unwanted.CancelAsync();
                _resources.Remove(key);
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
            _remover.RemoveNow(temporary);
            _remover.RemoveNow(resource.Directory);
            fetch = _fetch.FetchAsync(request, user, temporary, watch);
            var (path, bytes) = await fetch.WaitAsync(watch.Token).ConfigureAwait(false);
            Directory.Move(temporary, resource.Directory);
            return Keep(resource, Path.Join(resource.Directory, Path.GetFileName(path)), bytes);
        }
        catch (Exception e)
        {
            _ = CleanAsync(fetch, temporary);
            if (e is OperationCanceledException && !_ending.IsCancellationRequested)
            {
                throw new LocalizationException($"{resource.Key.Url} cannot be localised: {(watch.HasStalled ? $"nothing of it came for {_stallLimit} (hathi.nodemanager.localizer.fetch.stall-ms)." : "its file system did not answer in time.")}", e);
            }

            if (DiskFaults.Is(e))
            {
                throw new LocalizationException($"{resource.Key.Url} cannot be stored in {resource.Directory}: {e.Message}", e);
            }

            throw;
        }
    }

    /// <summary>What was fetched is in its directory.</summary>
    /// <exception cref="OperationCanceledException">Nobody wants it any more, or its application has been forgotten: it is removed.</exception>
    internal string Keep(LocalizedResource resource, string path, long bytes)
    {
        lock (_gate)
        {
            if (!resource.Unwanted.IsCancellationRequested && _resources.GetValueOrDefault(resource.Key) == resource)
            {
                (resource.Bytes, resource.IsKept) = (bytes, true);
                _bytes += bytes;
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
            _log.Warn(Area, $"{temporary} stays: {e.Message}", e);
        }
    }

    // Source: LocalCacheCleaner: the oldest that nobody uses go until the rest fits.
    private void MakeRoom()
    {
        while (_bytes > _targetBytes)
        {
            var oldest = _resources.Values
                .Where(static r => r.Users == 0 && r.IsKept && !r.Key.Scope.StartsWith("application/", StringComparison.Ordinal))
                .MinBy(static r => r.LastUse);
            if (oldest is null)
            {
                return;
            }

            _bytes -= oldest.Bytes;
            _resources.Remove(oldest.Key);
            _state.Delete(StateKey(oldest));
            _remover.Remove(oldest.Directory);
            _log.Info(Area, $"{oldest.Key.Url} ({oldest.Bytes} bytes) leaves the cache, which holds more than its {_targetBytes} bytes");
        }
    }

    // What a container has closed to all, or a disk does not give, keeps no node from starting.
    private string[] Below(string directory)
    {
        try
        {
            return Directory.Exists(directory) ? Directory.GetDirectories(directory) : [];
        }
        catch (Exception e) when (DiskFaults.Is(e) && DiskFaults.KindOf(e) != DiskFault.Descriptors)
        {
            _log.Warn(Area, $"what lies in {directory} is not looked at: {e.Message}", null);
            return [];
        }
    }

    private void RemoveUnknown(string cache, HashSet<string> known)
    {
        foreach (var directory in Below(cache))
        {
            if (!known.Contains(directory))
            {
                _remover.Remove(directory);
            }

            if (long.TryParse(Path.GetFileName(directory).Replace("_tmp", "", StringComparison.Ordinal), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                _lastNumber = Math.Max(_lastNumber, number);
            }
        }
    }
}
