using Hathi.Cli.Kit;
using Hathi.Hadoop.Conf;
using Hathi.Hdfs.Client;

namespace Hathi.Cli.Dfs.Kit;

/// <summary>What one run of a command works with: settings, streams, and the file systems that its paths name, each opened once.</summary>
internal sealed class Shell(Configuration configuration, ShellStreams streams, CancellationToken cancellation) : IAsyncDisposable
{
    private readonly Dictionary<string, FileSystem> _open = new(StringComparer.Ordinal);

    /// <summary>Opens the file system of a URI; another than <see cref="FileSystems.Get"/> in tests.</summary>
    public Func<Uri, Configuration, FileSystem> Opener { get; init; } = FileSystems.Get;

    private FileSystem? _default;
    private FileSystem? _local;

    public Configuration Configuration => configuration;

    public ShellStreams Streams => streams;

    public ShellWriter Out => streams.Out;

    /// <summary>The user wants to stop.</summary>
    public CancellationToken Cancellation => cancellation;

    /// <summary>The file system of paths that name none.</summary>
    /// <exception cref="ConfigurationException">fs.defaultFS is not usable.</exception>
    public FileSystem Default => _default ??= Open(FileSystems.DefaultUri(configuration));

    /// <summary>The machine's own files.</summary>
    public FileSystem Local => _local ??= Open(new Uri("file:///"));

    /// <summary>The file system that a path names.</summary>
    /// <exception cref="ConfigurationException">Nobody knows its scheme.</exception>
    public FileSystem FileSystemOf(HdfsPath path)
    {
        if (path.Scheme is null && path.Authority is null)
        {
            return Default;
        }

        var scheme = path.Scheme ?? Default.Uri.Scheme;
        return path.Authority is null && scheme == Default.Uri.Scheme ? Default : Open(new Uri($"{scheme}://{path.Authority}/"));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var fileSystem in _open.Values)
        {
            await fileSystem.DisposeAsync().ConfigureAwait(false);
        }
    }

    private FileSystem Open(Uri uri)
    {
        var name = $"{uri.Scheme}://{uri.Authority}";
        if (!_open.TryGetValue(name, out var fileSystem))
        {
            _open[name] = fileSystem = Opener(uri, configuration);
            if (fileSystem is HdfsFileSystem hdfs)
            {
                // A call that is tried again, a replica that is left out: told as it happens, or a wait would be a riddle.
                hdfs.Warned += message => streams.ErrorLine("WARN " + message);
            }
        }

        return fileSystem;
    }
}
