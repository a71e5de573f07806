using System.Text;
using Hathi.Hdfs.Client.Glob;

namespace Hathi.Hdfs.Client;

/// <summary>
/// Finds the paths that a pattern stands for, in any <see cref="FileSystem"/>: <c>?</c> one character, <c>*</c> any, <c>[abc]</c>,
/// <c>[a-z]</c>, <c>[^a]</c> sets, <c>\c</c> the character itself, <c>{ab,c/d}</c> either. Source: Apache
/// <c>org.apache.hadoop.fs.Globber</c>.
/// </summary>
public static class Globber
{
    /// <summary>Whether a pattern holds anything but plain characters (an escaped one is not plain).</summary>
    public static bool IsPattern(string text) => text.AsSpan().IndexOfAny("*?[]{}\\") >= 0;

    /// <summary>Looks a pattern up.</summary>
    /// <param name="fileSystem">Where.</param>
    /// <param name="pattern">Absolute and normalised (<see cref="HdfsPath"/>), without scheme.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>What matches, in path order; empty when a pattern matches nothing, null when a plain path does not exist.</returns>
    /// <exception cref="IOException">The pattern is not complete.</exception>
    public static async ValueTask<IReadOnlyList<FileStatus>?> GlobAsync(
        FileSystem fileSystem, string pattern, CancellationToken cancellationToken)
    {
        var results = new List<FileStatus>();
        var patterns = BraceExpander.Expand(pattern);
        var sawWildcard = false;
        foreach (var flat in patterns)
        {
            sawWildcard |= await GlobOneAsync(fileSystem, flat, results, cancellationToken).ConfigureAwait(false);
        }

        if (!sawWildcard && results.Count == 0 && patterns.Count <= 1)
        {
            return null;
        }

        results.Sort(static (a, b) => UriOrder.Instance.Compare(a.Path, b.Path));
        return results;
    }

    private static async ValueTask<bool> GlobOneAsync(
        FileSystem fileSystem, string pattern, List<FileStatus> results, CancellationToken cancellationToken)
    {
        var components = pattern.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var candidates = new List<string> { "/" };
        var sawWildcard = false;
        if (components.Length == 0)
        {
            await AddAsync(fileSystem, "/", results, cancellationToken).ConfigureAwait(false);
        }

        for (var i = 0; i < components.Length && candidates.Count > 0; i++)
        {
            var last = i == components.Length - 1;
            var glob = GlobPattern.Compile(components[i]);
            sawWildcard |= glob.HasWildcard;
            if (glob.HasWildcard)
            {
                candidates = await MatchChildrenAsync(
                    fileSystem, candidates, glob, last ? results : null, cancellationToken).ConfigureAwait(false);
                continue;
            }

            // That a plain component in the middle exists shows when what follows is looked up.
            var name = Unescape(components[i]);
            candidates = candidates.ConvertAll(c => c == "/" ? "/" + name : $"{c}/{name}");
            foreach (var candidate in last ? candidates : [])
            {
                await AddAsync(fileSystem, candidate, results, cancellationToken).ConfigureAwait(false);
            }
        }

        return sawWildcard;
    }

    /// <summary>The children that match: all of them into <paramref name="found"/>, or only directories as the next candidates.</summary>
    private static async ValueTask<List<string>> MatchChildrenAsync(
        FileSystem fileSystem, List<string> parents, GlobPattern glob, List<FileStatus>? found, CancellationToken cancellationToken)
    {
        var next = new List<string>();
        foreach (var parent in parents)
        {
            try
            {
                await foreach (var child in fileSystem.ListAsync(parent, cancellationToken).ConfigureAwait(false))
                {
                    // Listing a file gives the file itself, which is no child.
                    if (child.Path == parent || !glob.Matches(child.Name))
                    {
                        continue;
                    }

                    if (found is not null)
                    {
                        found.Add(child);
                    }
                    else if (child.IsDirectory)
                    {
                        next.Add(child.Path);
                    }
                }
            }
            catch (FileNotFoundException)
            {
                // A plain component before this one does not exist: nothing matches there.
            }
        }

        return next;
    }

    private static async ValueTask AddAsync(
        FileSystem fileSystem, string path, List<FileStatus> results, CancellationToken cancellationToken)
    {
        if (await fileSystem.GetFileStatusAsync(path, cancellationToken).ConfigureAwait(false) is { } status)
        {
            results.Add(status);
        }
    }

    private static string Unescape(string component)
    {
        if (!component.Contains('\\', StringComparison.Ordinal))
        {
            return component;
        }

        var name = new StringBuilder(component.Length);
        for (var i = 0; i < component.Length; i++)
        {
            if (component[i] == '\\' && i + 1 < component.Length)
            {
                i++;
            }

            name.Append(component[i]);
        }

        return name.ToString();
    }
}
