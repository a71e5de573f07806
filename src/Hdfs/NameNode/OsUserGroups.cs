using System.Collections.Concurrent;
using System.Diagnostics;

namespace Hathi.Hdfs.NameNode;

/// <summary>Groups as this machine knows them, asked once a user through <c>id -Gn</c>, as Apache's ShellBasedUnixGroupsMapping does.</summary>
public sealed class OsUserGroups : IUserGroups
{
    /// <summary>Users remembered; the table starts anew when it is full, so that invented names cannot fill the memory.</summary>
    private const int MaxUsers = 10_000;

    private static readonly TimeSpan AskLimit = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<string, IReadOnlyList<string>> _known = new(StringComparer.Ordinal);

    public IReadOnlyList<string> GroupsOf(string user)
    {
        if (_known.Count >= MaxUsers)
        {
            _known.Clear();
        }

        return _known.GetOrAdd(user, Ask);
    }

    public void Refresh() => _known.Clear();

    private static IReadOnlyList<string> Ask(string user)
    {
        // A name that could be read as an option, or as nothing, is no user.
        if (user.Length == 0 || user[0] == '-')
        {
            return [];
        }

        try
        {
            var start = new ProcessStartInfo("id") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
            start.ArgumentList.Add("-Gn");
            start.ArgumentList.Add("--");
            start.ArgumentList.Add(user);
            using var process = Process.Start(start)!;
            var text = process.StandardOutput.ReadToEnd();
            return process.WaitForExit(AskLimit) && process.ExitCode == 0 ? text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) : [];
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return [];
        }
    }
}
