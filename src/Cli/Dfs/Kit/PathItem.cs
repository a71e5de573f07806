using System.Runtime.CompilerServices;
using Hathi.Cli.Kit;
using Hathi.Hdfs.Client;

namespace Hathi.Cli.Dfs.Kit;

/// <summary>
/// A path as the user wrote it, where it is, and what is there. Source: Apache <c>org.apache.hadoop.fs.shell.PathData</c>.
/// </summary>
internal sealed class PathItem
{
    private PathItem(FileSystem fileSystem, string text, string path, FileStatus? status)
    {
        FileSystem = fileSystem;
        Text = text;
        Path = path;
        Status = status;
    }

    public FileSystem FileSystem { get; }

    /// <summary>As messages and listings show it: relative where the user was.</summary>
    public string Text { get; }

    /// <summary>Absolute, inside <see cref="FileSystem"/>.</summary>
    public string Path { get; }

    /// <summary>Null when there is nothing.</summary>
    public FileStatus? Status { get; private set; }

    public bool Exists => Status is not null;

    public bool IsDirectory => Status is { IsDirectory: true };

    public string Name => HdfsPath.Name(Path);

    /// <summary>With file system: hdfs://host:8020/a, or file:/a.</summary>
    public string FullPath => Qualify(FileSystem, Path);

    /// <summary>As a URI: hdfs://host:8020/a, or file:///a.</summary>
    public string FullUri => $"{FileSystem.Uri.Scheme}://{FileSystem.Uri.Authority}{Path}";

    /// <summary>Whether the text can only mean a directory: it ends in '/', '.' or '..'.</summary>
    public bool RepresentsDirectory => UriPath(Text) is var path && path[(path.LastIndexOf('/') + 1)..] is "" or "." or "..";

    /// <summary>What a text names, looked up.</summary>
    public static async ValueTask<PathItem> FindAsync(Shell shell, string text)
    {
        var parsed = Parse(text);
        var fileSystem = shell.FileSystemOf(parsed);
        return await FindAsync(shell, fileSystem, text, parsed.Absolute(fileSystem.HomeDirectory)).ConfigureAwait(false);
    }

    /// <summary>A path of this machine. <c>file:</c> in front is left out; nothing is percent-decoded.</summary>
    public static async ValueTask<PathItem> FindLocalAsync(Shell shell, string text)
    {
        var path = text.StartsWith("file:/", StringComparison.Ordinal) ? UriPath(text) : text;
        if (path.Length == 0)
        {
            throw new UsageException("Can not create a Path from an empty string");
        }

        return await FindAsync(shell, shell.Local, path, HdfsPath.Join(shell.Local.HomeDirectory, path)).ConfigureAwait(false);
    }

    /// <summary>Something that is no path, for example "-".</summary>
    public static PathItem Named(Shell shell, string text) => new(shell.Local, text, HdfsPath.Join(shell.Local.HomeDirectory, text), null);

    /// <summary>What a pattern stands for, in path order; a plain path that is not there gives an item without status.</summary>
    public static async ValueTask<IReadOnlyList<PathItem>> ExpandAsync(Shell shell, string pattern)
    {
        var parsed = Parse(pattern);
        var fileSystem = shell.FileSystemOf(parsed);
        var path = parsed.Absolute(fileSystem.HomeDirectory);
        var found = await Globber.GlobAsync(fileSystem, path, shell.Cancellation).ConfigureAwait(false);
        if (found is null)
        {
            var plain = Unescape(pattern);
            return [new PathItem(fileSystem, plain, Parse(plain).Absolute(fileSystem.HomeDirectory), null)];
        }

        var items = new List<PathItem>(found.Count);
        foreach (var status in found)
        {
            items.Add(new PathItem(fileSystem, Show(parsed, fileSystem, status), status.Path, status));
        }

        return items;
    }

    /// <summary>Looks again.</summary>
    /// <exception cref="PathException">Nothing is there any more.</exception>
    public async ValueTask RefreshAsync(Shell shell)
    {
        Status = await FileSystem.GetFileStatusAsync(Path, shell.Cancellation).ConfigureAwait(false);
        if (Status is null)
        {
            throw PathException.NotFound(Text);
        }
    }

    /// <summary>Whether the directory is there in which this path is or would be.</summary>
    public async ValueTask<bool> ParentExistsAsync(Shell shell)
    {
        var directory = RepresentsDirectory ? Path : HdfsPath.Parent(Path) ?? "/";
        return await FileSystem.GetFileStatusAsync(directory, shell.Cancellation).ConfigureAwait(false) is not null;
    }

    /// <summary>The entry called <paramref name="name"/> in this directory, looked up.</summary>
    public async ValueTask<PathItem> ChildAsync(Shell shell, string name)
    {
        RequireDirectory();
        return await FindAsync(shell, FileSystem, ChildText(name), ChildPath(name)).ConfigureAwait(false);
    }

    /// <summary>The same path with something behind it, looked up.</summary>
    public ValueTask<PathItem> SuffixAsync(Shell shell, string suffix) => FindAsync(shell, FileSystem, Text + suffix, Path + suffix);

    /// <summary>What is in the directory, as it comes: a NameNode lists by the bytes of names.</summary>
    public async IAsyncEnumerable<PathItem> ChildrenAsync(Shell shell, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        RequireDirectory();
        var local = FileSystem.Uri.Scheme == "file";
        await foreach (var status in FileSystem.ListAsync(Path, cancellationToken).ConfigureAwait(false))
        {
            // Hadoop's own checksum files beside local files are never shown.
            if (local && status.Name is ['.', _, .., '.', 'c', 'r', 'c'])
            {
                continue;
            }

            yield return new PathItem(FileSystem, ChildText(status.Name), status.Path, status);
        }
    }

    public override string ToString() => Text;

    /// <summary>As Hadoop prints a path with its file system.</summary>
    public static string Qualify(FileSystem fileSystem, string path) =>
        fileSystem.Uri.Authority.Length == 0
            ? $"{fileSystem.Uri.Scheme}:{path}"
            : $"{fileSystem.Uri.Scheme}://{fileSystem.Uri.Authority}{path}";

    private static async ValueTask<PathItem> FindAsync(Shell shell, FileSystem fileSystem, string text, string path) =>
        new(fileSystem, text, path, await fileSystem.GetFileStatusAsync(path, shell.Cancellation).ConfigureAwait(false));

    private static HdfsPath Parse(string text)
    {
        try
        {
            return HdfsPath.Parse(text);
        }
        catch (ArgumentException e)
        {
            throw new UsageException(
                e.ParamName is null ? e.Message : e.Message.Replace($" (Parameter '{e.ParamName}')", "", StringComparison.Ordinal));
        }
    }

    private void RequireDirectory()
    {
        if (Status is null)
        {
            throw PathException.NotFound(Text);
        }

        if (!Status.IsDirectory)
        {
            throw PathException.IsNotDirectory(Text);
        }
    }

    /// <summary>What messages call the entry of this directory.</summary>
    public string ChildText(string name) => Text == "." ? name : UriPath(Text).EndsWith('/') ? Text + name : $"{Text}/{name}";

    private string ChildPath(string name) => Path == "/" ? "/" + name : $"{Path}/{name}";

    /// <summary>A match in the form of its pattern: with scheme, absolute, or relative to where relative paths start.</summary>
    private static string Show(HdfsPath pattern, FileSystem fileSystem, FileStatus status)
    {
        if (pattern.Scheme is not null)
        {
            return pattern.Authority is null
                ? $"{pattern.Scheme}://{status.Path}"
                : $"{fileSystem.Uri.Scheme}://{fileSystem.Uri.Authority}{status.Path}";
        }

        return pattern.IsAbsolute ? status.Path : RelativePaths.Of(fileSystem.HomeDirectory, status.Path, status.IsDirectory);
    }

    /// <summary>What follows scheme and authority.</summary>
    private static string UriPath(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var start = colon > 0 && text.IndexOf('/', StringComparison.Ordinal) == colon + 1 ? colon + 1 : 0;
        if (text.Length - start > 2 && text.AsSpan(start).StartsWith("//"))
        {
            var slash = text.IndexOf('/', start + 2);
            start = slash < 0 ? text.Length : slash;
        }

        return text[start..];
    }

    private static string Unescape(string pattern)
    {
        if (!pattern.Contains('\\', StringComparison.Ordinal))
        {
            return pattern;
        }

        var plain = new System.Text.StringBuilder(pattern.Length);
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == '\\' && i + 1 < pattern.Length)
            {
                i++;
            }

            plain.Append(pattern[i]);
        }

        return plain.ToString();
    }
}
