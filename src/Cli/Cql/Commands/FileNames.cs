using Hathi.Base;

namespace Hathi.Cli.Cql.Commands;

/// <summary>Files that a command names, as a string of CQL.</summary>
internal static class FileNames
{
    /// <summary>The path, where the word is a string; a tilde is the user's home.</summary>
    public static string? Of(string word)
    {
        if (word.Length < 2 || word[0] != '\'' || word[^1] != '\'')
        {
            return null;
        }

        var path = word[1..^1].Replace("''", "'", StringComparison.Ordinal);
        return path == "~" || path.StartsWith("~/", StringComparison.Ordinal)
            ? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + path[1..]
            : path;
    }

    /// <summary>Why a file cannot be opened, as Python says it.</summary>
    public static string Why(Exception e, string path) => DiskFaults.KindOf(e) switch
    {
        DiskFault.Gone => $"[Errno 2] No such file or directory: '{path}'",
        DiskFault.Permission when Directory.Exists(path) => $"[Errno 21] Is a directory: '{path}'",
        DiskFault.Permission => $"[Errno 13] Permission denied: '{path}'",
        _ => e.Message,
    };
}
