using Hathi.Hadoop.Conf;
using Hathi.Hdfs.Client;

namespace Hathi.MapReduce;

/// <summary>
/// The file systems that a job's paths name: the default one for plain paths and paths of its own URI, others opened at their first use.
/// Disposes those that it opened, not the default. Safe from any thread.
/// </summary>
public sealed class JobFileSystems(FileSystem fileSystem, Configuration configuration) : IAsyncDisposable
{
    private readonly Dictionary<string, FileSystem> _opened = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>Where paths without scheme lie.</summary>
    public FileSystem Default { get; } = fileSystem;

    /// <summary>The file system of a path and the absolute path in it. A relative path starts at the home directory.</summary>
    /// <exception cref="ArgumentException">The text is no path.</exception>
    /// <exception cref="ConfigurationException">There is no file system of that scheme.</exception>
    public QualifiedPath Resolve(string path)
    {
        var parsed = HdfsPath.Parse(path);
        var found = parsed.FileSystemUri is { } uri ? Find(uri) : Default;
        return new QualifiedPath(found, parsed.Absolute(found.HomeDirectory));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var opened in _opened.Values)
        {
            await opened.DisposeAsync().ConfigureAwait(false);
        }

        _opened.Clear();
    }

    private FileSystem Find(Uri uri)
    {
        if (uri.Scheme == Default.Uri.Scheme && (uri.Authority.Length == 0 || uri.Authority == Default.Uri.Authority))
        {
            return Default;
        }

        lock (_lock)
        {
            var key = $"{uri.Scheme}://{uri.Authority}";
            if (!_opened.TryGetValue(key, out var found))
            {
                _opened.Add(key, found = FileSystems.Get(uri, configuration));
            }

            return found;
        }
    }
}

/// <summary>A path and the file system that it lies in.</summary>
public sealed record QualifiedPath(FileSystem FileSystem, string Path)
{
    /// <summary>The entry of this name below it.</summary>
    public QualifiedPath Child(string name) => this with { Path = HdfsPath.Join(Path, name) };

    /// <summary>As messages name it, with scheme and authority: hdfs://host:8020/in/a.txt, file:/tmp/a.txt.</summary>
    public override string ToString() =>
        FileSystem.Uri.Authority.Length == 0
            ? $"{FileSystem.Uri.Scheme}:{Path}"
            : $"{FileSystem.Uri.Scheme}://{FileSystem.Uri.Authority}{Path}";
}
