using Hathi.Base;
using Hathi.Yarn.NodeManager.Events;
using Microsoft.Extensions.Logging;

namespace Hathi.Yarn.NodeManager.Storage;

/// <summary>
/// Lists the node's own directories when it starts. Containers are processes of the same user and may have taken permissions away, which
/// are given back. What cannot be listed all the same, for its disk fails, is told and passed over: it is no reason for a node not to
/// start. For a free descriptor it waits: that comes, and says nothing of what is there. Safe from any thread.
/// </summary>
/// <param name="log">Where it is told.</param>
/// <param name="look">Waits for descriptors.</param>
/// <param name="list">Lists: the entries of a directory (false: its files) whose names match a pattern.</param>
internal sealed class DirectoryListing(ILogger log, PatientLook look, Func<string, string, bool, string[]> list)
{
    internal DirectoryListing(ILogger log, CancellationToken nodeEnds)
        : this(log, new PatientLook(log, TimeProvider.System, nodeEnds), List)
    {
    }

    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The directories in one; none where it is not there or cannot be listed.</summary>
    internal string[] Directories(string directory) => TryDirectories(directory, out var found) ? found : [];

    /// <summary>The directories in one; one that is not there holds none.</summary>
    /// <returns>False: it cannot be listed, and nothing can be said of what is in it.</returns>
    internal bool TryDirectories(string directory, out string[] found) => TryList(directory, "*", true, out found);

    /// <summary>The files in a directory whose names end so; see <see cref="TryDirectories"/>.</summary>
    internal bool TryFiles(string directory, string suffix, out string[] found) => TryList(directory, "*" + suffix, false, out found);

    /// <summary>
    /// Gives this user back what it needs of a directory of its own; a link is let be, and so is what belongs to somebody else.
    /// </summary>
    /// <exception cref="IOException">It is not there.</exception>
    /// <exception cref="UnauthorizedAccessException">One of those above it cannot be passed through.</exception>
    internal static void Reopen(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var mode = File.GetUnixFileMode(directory);
        if ((mode & Own) == Own || new DirectoryInfo(directory).LinkTarget is not null)
        {
            return;
        }

        try
        {
            File.SetUnixFileMode(directory, mode | Own);
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            // Whoever uses it is told by that.
        }
    }

    /// <summary>As the system lists them.</summary>
    internal static string[] List(string directory, string pattern, bool directories) =>
        directories ? Directory.GetDirectories(directory, pattern) : Directory.GetFiles(directory, pattern);

    private bool TryList(string directory, string pattern, bool directories, out string[] found)
    {
        found = [];
        try
        {
            found = look.At(directory, () =>
            {
                Reopen(Path.GetDirectoryName(directory)!);
                Reopen(directory);
                return list(directory, pattern, directories);
            });
            return true;
        }
        catch (Exception e) when (DiskFaults.KindOf(e) == DiskFault.Gone)
        {
            return true;
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            log.NotListed(directory, e.Message);
            return false;
        }
    }
}
