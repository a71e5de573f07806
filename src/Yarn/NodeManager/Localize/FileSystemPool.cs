using System.Collections.Concurrent;
using Hathi.Hdfs.Client;

namespace Hathi.Yarn.NodeManager.Localize;

/// <summary>File systems by place and user, kept open while the node runs. Safe from any thread.</summary>
internal sealed class FileSystemPool(Configuration configuration) : IAsyncDisposable
{
    /// <summary>Users times clusters on one node; beyond that all are closed and opened again.</summary>
    private const int MaxKept = 256;

    private readonly ConcurrentDictionary<string, Lazy<FileSystem>> _open = new(StringComparer.Ordinal);

    /// <summary>A file system; it stays the pool's.</summary>
    /// <param name="uri">What it is named by; null: the default one (fs.defaultFS).</param>
    /// <param name="user">Whom it acts as.</param>
    /// <exception cref="ConfigurationException">There is none of that scheme.</exception>
    internal FileSystem Get(Uri? uri, string user)
    {
        uri ??= FileSystems.DefaultUri(configuration);
        var key = $"{user}@{uri.Scheme}://{uri.Authority}";
        if (_open.Count >= MaxKept && !_open.ContainsKey(key))
        {
            DropAll();
        }

        return _open.GetOrAdd(key, _ => new Lazy<FileSystem>(() => uri.Scheme == "hdfs" ? new HdfsFileSystem(uri, configuration, user) : FileSystems.Get(uri, configuration))).Value;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (key, lazy) in _open)
        {
            if (_open.TryRemove(key, out _) && lazy.IsValueCreated)
            {
                await lazy.Value.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    // Those in use finish: a file system that is closed late does no harm, so nobody waits here.
    private void DropAll() => _open.Clear();
}
