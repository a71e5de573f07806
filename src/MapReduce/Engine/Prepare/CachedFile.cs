namespace Hathi.MapReduce.Engine;

/// <summary>
/// A file that a job brings along, as -files, -libjars and -archives name it: a path or URI, and behind # the name that
/// it gets for the tasks.
/// </summary>
/// <param name="Source">As it was named.</param>
/// <param name="LocalPath">On this machine; null when it lies in a cluster.</param>
/// <param name="Name">In the working directory of every task.</param>
internal sealed record CachedFile(string Source, string? LocalPath, string Name)
{
    /// <summary>The properties that name files, and those that name archives to be unpacked.</summary>
    internal static readonly (string Key, bool IsArchive)[] Keys = [("tmpfiles", false), ("tmpjars", false), ("tmparchives", true)];

    /// <summary>The file's own name, which tells what kind of archive it is.</summary>
    internal string OwnName => Path.GetFileName(LocalPath ?? Source);

    /// <exception cref="InvalidInputException">It is a directory of this machine, or its name in the working directory is none.</exception>
    internal static CachedFile Parse(string named)
    {
        var hash = named.IndexOf('#', StringComparison.Ordinal);
        var source = hash < 0 ? named : named[..hash];
        var local = source.StartsWith("file:", StringComparison.Ordinal) ? OfUri(source)
            : !source.Contains("://", StringComparison.Ordinal) && (File.Exists(source) || Directory.Exists(source)) ? source : null;
        var name = hash < 0 ? Path.GetFileName(local ?? source) : named[(hash + 1)..];
        if (name.Length == 0 || name is "." or ".." || Path.GetFileName(name) != name)
        {
            throw new InvalidInputException(
                $"{named} would be called '{name}' in the tasks' working directory, which is no name of a file; say PATH#NAME.");
        }

        return local is null || !Directory.Exists(local)
            ? new CachedFile(source, local, name)
            : throw new InvalidInputException($"{source} is a directory; bring its files one by one, or as an archive (-archives).");
    }

    /// <summary>The file as a path of the job's file systems.</summary>
    internal string Qualified => LocalPath is { } local ? $"file://{Path.GetFullPath(local)}" : Source;

    // file:/a as Java writes it, file:///a, with %nn for what a URI has not.
    private static string OfUri(string uri)
    {
        var path = uri["file:".Length..];
        return Uri.UnescapeDataString(
            path.StartsWith("//", StringComparison.Ordinal) && path.IndexOf('/', 2) is >= 0 and var root ? path[root..] : path);
    }

    /// <summary>It is nowhere.</summary>
    internal FileNotFoundException Missing(QualifiedPath path) => new(LocalPath is null
        ? $"File {Source} does not exist, neither on this machine nor as {path}; the job was to bring it along (-files, -archives)."
        : $"File {Source} does not exist; the job was to bring it along (-files, -archives).");
}
