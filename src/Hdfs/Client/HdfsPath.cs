namespace Hathi.Hdfs.Client;

/// <summary>
/// A path as a user writes it: <c>/a/b</c>, <c>a/b</c>, <c>hdfs://host:8020/a</c>, <c>file:///tmp</c>. Double slashes, <c>.</c> and
/// <c>..</c> and a trailing slash are gone. Nothing is percent-decoded. Source: Apache <c>org.apache.hadoop.fs.Path</c>.
/// </summary>
public sealed record HdfsPath
{
    private HdfsPath(string? scheme, string? authority, string path)
    {
        Scheme = scheme;
        Authority = authority;
        Path = path;
    }

    /// <summary>For example hdfs; null when the text had none.</summary>
    public string? Scheme { get; }

    /// <summary>For example 127.77.0.200:8020; null when the text had none.</summary>
    public string? Authority { get; }

    /// <summary>'/'-separated; "" stands for the working directory.</summary>
    public string Path { get; }

    /// <summary>Whether <see cref="Path"/> starts at the root.</summary>
    public bool IsAbsolute => Path.StartsWith('/');

    /// <summary>The part that names a file system, or null when it is the default one.</summary>
    public Uri? FileSystemUri => Scheme is null ? null : new Uri($"{Scheme}://{Authority}/");

    /// <summary>Reads a path.</summary>
    /// <exception cref="ArgumentException">The text is empty, or its scheme is.</exception>
    public static HdfsPath Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length == 0)
        {
            throw new ArgumentException("Can not create a Path from an empty string", nameof(text));
        }

        string? scheme = null;
        string? authority = null;
        var start = 0;
        var colon = text.IndexOf(':');
        var slash = text.IndexOf('/');
        if (colon >= 0 && (slash < 0 || colon < slash))
        {
            scheme = colon > 0
                ? text[..colon]
                : throw new ArgumentException($"Expected a scheme name before ':' in the path {text}", nameof(text));
            start = colon + 1;
        }

        if (text.AsSpan(start).StartsWith("//") && text.Length - start > 2)
        {
            var end = text.IndexOf('/', start + 2);
            end = end < 0 ? text.Length : end;
            authority = end > start + 2 ? text[(start + 2)..end] : null;
            start = end;
        }

        if (scheme is not null && start < text.Length && text[start] != '/')
        {
            throw new ArgumentException($"Relative path in absolute URI: {text}", nameof(text));
        }

        return new HdfsPath(scheme, authority, start == text.Length && scheme is not null ? "/" : Normalize(text[start..]));
    }

    /// <summary>The same place as an absolute path inside its file system.</summary>
    /// <param name="workingDirectory">Absolute; where relative paths start.</param>
    public string Absolute(string workingDirectory) => IsAbsolute ? Path : Join(workingDirectory, Path);

    /// <summary>Without double slashes, <c>.</c>, <c>..</c> that have something to step out of, and a trailing slash; "" for ".".</summary>
    public static string Normalize(string path)
    {
        if (!NeedsWork(path))
        {
            return path;
        }

        var absolute = path.StartsWith('/');
        var kept = new List<string>();
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == "..")
            {
                if (kept.Count > 0 && kept[^1] != "..")
                {
                    kept.RemoveAt(kept.Count - 1);
                }
                else
                {
                    kept.Add(part);
                }
            }
            else if (part != ".")
            {
                kept.Add(part);
            }
        }

        return (absolute ? "/" : "") + string.Join('/', kept);
    }

    /// <summary>The path of <paramref name="child"/> seen from <paramref name="parent"/>; an absolute child stands for itself.</summary>
    public static string Join(string parent, string child)
    {
        if (child.Length == 0)
        {
            return parent;
        }

        return child[0] == '/' ? Normalize(child) : Normalize(parent.EndsWith('/') ? parent + child : $"{parent}/{child}");
    }

    /// <summary>The directory that holds an absolute path; null for the root.</summary>
    public static string? Parent(string path)
    {
        var slash = path.LastIndexOf('/');
        return path.Length <= 1 || slash < 0 ? null : slash == 0 ? "/" : path[..slash];
    }

    /// <summary>The last component; "" for the root.</summary>
    public static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];

    /// <summary>As Hadoop prints it: scheme and authority only when the text had them.</summary>
    public override string ToString()
    {
        var place = Scheme is null ? "" : Scheme + ":";
        var host = Authority is null ? "" : "//" + Authority;
        return place.Length + host.Length + Path.Length == 0 ? "." : place + host + Path;
    }

    private static bool NeedsWork(string path) =>
        path.Contains("//", StringComparison.Ordinal)
        || (path.Length > 1 && path[^1] == '/')
        || path[0] == '.'
        || path.Contains("/.", StringComparison.Ordinal);
}
