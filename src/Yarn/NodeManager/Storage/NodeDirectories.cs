using Hathi.Base;

namespace Hathi.Yarn.NodeManager.Storage;

/// <summary>
/// The node's directories, laid out as Apache's NodeManager lays them out, and which of them are good now. Containers are spread over the
/// good ones in turn. <see cref="DiskHealth"/> makes them and says which are good. Safe from any thread.
/// </summary>
internal sealed class NodeDirectories
{
    private const UnixFileMode Open = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
    private const UnixFileMode Passable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute;
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private int _next;

    internal NodeDirectories(IReadOnlyList<string> local, IReadOnlyList<string> logs)
        : this(local, logs, new DiskCalls())
    {
    }

    internal NodeDirectories(IReadOnlyList<string> local, IReadOnlyList<string> logs, DiskCalls calls)
    {
        AllLocal = Local = ReadableLocal = Each(local);
        AllLogs = Logs = ReadableLogs = Each(logs);
        Calls = calls;
    }

    /// <summary>As configured, each once.</summary>
    internal IReadOnlyList<string> AllLocal { get; }

    /// <summary>As configured, each once; one may be a local directory as well.</summary>
    internal IReadOnlyList<string> AllLogs { get; }

    /// <summary>How they are asked for what is in them.</summary>
    internal DiskCalls Calls { get; }

    /// <summary>Good local directories; replaced as a whole.</summary>
    internal IReadOnlyList<string> Local { get; set; }

    /// <summary>Good log directories; replaced as a whole.</summary>
    internal IReadOnlyList<string> Logs { get; set; }

    /// <summary>
    /// Good local directories, and those that take no more and are otherwise sound: what is in them is there, and is to be cleaned. Source:
    /// LocalDirsHandlerService.getLocalDirsForCleanup.
    /// </summary>
    internal IReadOnlyList<string> ReadableLocal { get; set; }

    /// <summary>The same of the log directories. Source: LocalDirsHandlerService.getLogDirsForCleanup.</summary>
    internal IReadOnlyList<string> ReadableLogs { get; set; }

    /// <summary>The configured directory that a path lies in; the path's own root where it is in none.</summary>
    internal string RootOf(string path) => AllLocal.Concat(AllLogs).FirstOrDefault(d => IsIn(d, path)) ?? Path.GetPathRoot(path) ?? path;

    /// <summary>Whether what lies in a local directory can be read now; somewhere else it is no matter of ours.</summary>
    internal bool IsReadable(string path) =>
        AllLocal.FirstOrDefault(d => IsIn(d, path)) is not { } local || (ReadableLocal.Contains(local) && !Calls.Hangs(local));

    /// <summary>Makes a local directory with what is always in it; what is there stays.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">This process may not make it.</exception>
    internal static void LayOutLocal(string directory)
    {
        Make(directory, Open);
        Make(Path.Join(directory, "filecache"), Open);
        Make(Path.Join(directory, "usercache"), Open);
        Make(Path.Join(directory, "nmPrivate"), Own);
    }

    /// <summary>Makes a log directory.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">This process may not make it.</exception>
    internal static void LayOutLog(string directory) => Make(directory, Open);

    /// <summary>The local directory that is next in turn.</summary>
    /// <exception cref="IOException">None is good.</exception>
    internal string NextLocal() => Next(Local, "local (yarn.nodemanager.local-dirs)");

    /// <summary>The log directory that is next in turn.</summary>
    /// <exception cref="IOException">None is good.</exception>
    internal string NextLog() => Next(Logs, "log (yarn.nodemanager.log-dirs)");

    internal static string PublicCache(string local) => Path.Join(local, "filecache");

    internal static string User(string local, string user) => Path.Join(local, "usercache", user);

    internal static string UserCache(string local, string user) => Path.Join(local, "usercache", user, "filecache");

    internal static string Application(string local, string user, string application) => $"{local}/usercache/{user}/appcache/{application}";

    internal static string Container(string local, string user, string application, string container) =>
        $"{Application(local, user, application)}/{container}";

    internal static string Private(string local, string application, string container) => $"{local}/nmPrivate/{application}/{container}";

    internal static string ContainerLogs(string log, string application, string container) => $"{log}/{application}/{container}";

    /// <summary>The log directory of the node that a container's is in: only the node names anything in it.</summary>
    internal static string LogRoot(string containerLogs) => Path.GetDirectoryName(Path.GetDirectoryName(containerLogs))!;

    /// <summary>Makes the directories of a user and an application.</summary>
    internal static void CreateApplication(string local, string user, string application)
    {
        Make(User(local, user), Passable);
        Make(Path.Join(User(local, user), "appcache"), Passable);
        Make(UserCache(local, user), Passable);
        Make(Application(local, user, application), Passable);
        Make(Path.Join(Application(local, user, application), "filecache"), Passable);
    }

    internal static void Make(string directory, UnixFileMode mode)
    {
        if (Directory.Exists(directory))
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory);
        }
        else
        {
            Directory.CreateDirectory(directory, mode);
        }
    }

    /// <summary>Makes a directory that only containers of one application use.</summary>
    internal static void MakePassable(string directory) => Make(directory, Passable);

    private static string[] Each(IReadOnlyList<string> directories) =>
        [.. directories.Select(static d => Path.TrimEndingDirectorySeparator(Path.GetFullPath(d))).Distinct(StringComparer.Ordinal)];

    private static bool IsIn(string directory, string path) =>
        path.StartsWith(directory, StringComparison.Ordinal)
        && (path.Length == directory.Length || path[directory.Length] == '/' || path[directory.Length] == Path.DirectorySeparatorChar);

    // One that hangs counts as good for a while yet. With others there it is passed over.
    private string Next(IReadOnlyList<string> good, string kind)
    {
        if (good.Count == 0)
        {
            throw new EnvironmentException($"No {kind} directory of this node is good: see its health report.");
        }

        var first = (uint)Interlocked.Increment(ref _next);
        for (var i = 0u; i < good.Count; i++)
        {
            var directory = good[(int)((first + i) % (uint)good.Count)];
            if (!Calls.Hangs(directory))
            {
                return directory;
            }
        }

        return good[(int)(first % (uint)good.Count)];
    }
}
