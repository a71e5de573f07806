namespace Hathi.Yarn.NodeManager;

/// <summary>
/// The node's directories, laid out as Apache's NodeManager lays them out, and which of them are good now. Containers are spread over the good ones
/// in turn. <see cref="Monitor.DiskHealth"/> makes them and says which are good. Safe from any thread.
/// </summary>
internal sealed class NodeDirectories
{
    private const UnixFileMode Open = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
    private const UnixFileMode Passable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute;
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private int _next;

    internal NodeDirectories(IReadOnlyList<string> local, IReadOnlyList<string> logs)
    {
        AllLocal = Local = [.. local.Select(Path.GetFullPath)];
        AllLogs = Logs = [.. logs.Select(Path.GetFullPath)];
    }

    /// <summary>As configured.</summary>
    internal IReadOnlyList<string> AllLocal { get; }

    /// <summary>As configured.</summary>
    internal IReadOnlyList<string> AllLogs { get; }

    /// <summary>Good local directories; replaced as a whole.</summary>
    internal IReadOnlyList<string> Local { get; set; }

    /// <summary>Good log directories; replaced as a whole.</summary>
    internal IReadOnlyList<string> Logs { get; set; }

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

    internal static string Container(string local, string user, string application, string container) => $"{Application(local, user, application)}/{container}";

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

    private string Next(IReadOnlyList<string> good, string kind)
    {
        if (good.Count == 0)
        {
            throw new IOException($"No {kind} directory of this node is good: see its health report.");
        }

        return good[(int)((uint)Interlocked.Increment(ref _next) % (uint)good.Count)];
    }
}
