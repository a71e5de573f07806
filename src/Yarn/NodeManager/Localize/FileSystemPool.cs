using Hathi.Hadoop.Conf;
using Hathi.Hdfs.Client;

namespace Hathi.Yarn.NodeManager.Localize;

/// <summary>File systems by place and user, kept open while the node runs. Safe from any thread.</summary>
/// <param name="configuration">The node's.</param>
/// <param name="open">Opens one, for a user.</param>
internal sealed class FileSystemPool(Configuration configuration, Func<Uri, string, FileSystem> open) : IAsyncDisposable
{
    /// <summary>
    /// Users times clusters on one node; for one more the one is closed that was not used for longest. Those in use may be more.
    /// </summary>
    internal const int MaxKept = 256;

    private readonly Lock _gate = new();

    /// <summary>By user and place; what was used last is the last.</summary>
    private readonly OrderedDictionary<string, Kept> _kept = new(StringComparer.Ordinal);

    /// <summary>Of HDFS each user has his own, of others all have the same.</summary>
    internal FileSystemPool(Configuration configuration)
        : this(
            configuration,
            (uri, user) => uri.Scheme == "hdfs" ? new HdfsFileSystem(uri, configuration, user) : FileSystems.Get(uri, configuration))
    {
    }

    /// <summary>A file system, until what is returned is disposed; it stays the pool's.</summary>
    /// <param name="uri">What it is named by; null: the default one (fs.defaultFS).</param>
    /// <param name="user">Whom it acts as.</param>
    /// <exception cref="ConfigurationException">There is none of that scheme.</exception>
    internal async ValueTask<Use> TakeAsync(Uri? uri, string user)
    {
        uri ??= FileSystems.DefaultUri(configuration);
        var key = $"{user}@{uri.Scheme}://{uri.Authority}";
        Kept? kept;
        Kept? old = null;
        lock (_gate)
        {
            if (!_kept.Remove(key, out kept))
            {
                kept = new Kept(open(uri, user));
                old = _kept.Count >= MaxKept ? RemoveUnused() : null;
            }

            _kept.Add(key, kept);
            kept.Uses++;
        }

        if (old is not null)
        {
            await old.Files.DisposeAsync().ConfigureAwait(false);
        }

        return new Use(this, kept);
    }

    public async ValueTask DisposeAsync()
    {
        Kept[] all;
        lock (_gate)
        {
            all = [.. _kept.Values];
            _kept.Clear();
        }

        foreach (var kept in all)
        {
            await kept.Files.DisposeAsync().ConfigureAwait(false);
        }
    }

    private Kept? RemoveUnused()
    {
        for (var i = 0; i < _kept.Count; i++)
        {
            if (_kept.GetAt(i).Value is { Uses: 0 } unused)
            {
                _kept.RemoveAt(i);
                return unused;
            }
        }

        return null;
    }

    private async ValueTask EndAsync(Kept kept)
    {
        Kept? old;
        lock (_gate)
        {
            kept.Uses--;
            old = _kept.Count > MaxKept ? RemoveUnused() : null;
        }

        if (old is not null)
        {
            await old.Files.DisposeAsync().ConfigureAwait(false);
        }
    }

    internal sealed class Kept(FileSystem files)
    {
        public FileSystem Files => files;

        /// <summary>By how many it is used now.</summary>
        public int Uses { get; set; }
    }

    /// <summary>A file system that is not closed before this is disposed.</summary>
    internal sealed class Use(FileSystemPool pool, Kept kept) : IAsyncDisposable
    {
        public FileSystem Files => kept.Files;

        public ValueTask DisposeAsync() => pool.EndAsync(kept);
    }
}
