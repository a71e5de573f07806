using System.Net;
using Hathi.Base;
using Hathi.Hadoop.Conf;
using Hathi.Platform;
using Hathi.Platform.Disk;
using Hathi.Yarn.NodeManager.Applications;
using Hathi.Yarn.NodeManager.Calls;
using Hathi.Yarn.NodeManager.Containers;
using Hathi.Yarn.NodeManager.Launch;
using Hathi.Yarn.NodeManager.Localize;
using Hathi.Yarn.NodeManager.Logs;
using Hathi.Yarn.NodeManager.Options;
using Hathi.Yarn.NodeManager.Recovery;
using Hathi.Yarn.NodeManager.Secrets;
using Hathi.Yarn.NodeManager.State;
using Hathi.Yarn.NodeManager.Storage;
using Hathi.Yarn.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.Yarn.NodeManager.Tests.Support;

/// <summary>What a node is made of, in directories of its own, without a server.</summary>
internal sealed class NodeParts : IDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private readonly FileSystemPool _files = new(new Configuration());
    private bool _stateEnded;

    internal NodeParts()
        : this(TimeSpan.Zero, long.MaxValue)
    {
    }

    /// <param name="deleteDelay">How long directories stay that are to be removed.</param>
    /// <param name="cacheBytes">What the cache may keep.</param>
    internal NodeParts(TimeSpan deleteDelay, long cacheBytes)
        : this(deleteDelay, cacheBytes, ["local"], new DiskCalls())
    {
    }

    /// <param name="deleteDelay">How long directories stay that are to be removed.</param>
    /// <param name="cacheBytes">What the cache may keep.</param>
    /// <param name="locals">Names of the local directories.</param>
    /// <param name="calls">How disks are asked.</param>
    internal NodeParts(TimeSpan deleteDelay, long cacheBytes, string[] locals, DiskCalls calls)
        : this(deleteDelay, cacheBytes, locals, calls, RealDisk.Instance)
    {
    }

    /// <param name="stateDisk">Where it remembers.</param>
    internal NodeParts(IDisk stateDisk)
        : this(TimeSpan.Zero, long.MaxValue, ["local"], new DiskCalls(), stateDisk)
    {
    }

    private NodeParts(TimeSpan deleteDelay, long cacheBytes, string[] locals, DiskCalls calls, IDisk stateDisk)
    {
        Root = Directory.CreateTempSubdirectory("hathi-nm-").FullName;
        Directories = new NodeDirectories([.. locals.Select(l => Path.Join(Root, l))], [Path.Join(Root, "logs")], calls);
        Options = new NodeManagerOptions
        {
            ResourceTracker = new IPEndPoint(IPAddress.Loopback, 0),
            Address = new IPEndPoint(IPAddress.Loopback, 0),
            WebAddress = new IPEndPoint(IPAddress.Loopback, 0),
            HostName = "node",
            User = "yarn",
            LocalDirectories = Directories.AllLocal,
            LogDirectories = Directories.AllLogs,
            StateDirectory = Path.Join(Root, "state"),
            Configuration = new Configuration(),
            CacheBytes = cacheBytes,
            Disks = new DiskHealthOptions { MaxUtilizationPercent = 100 },
        };
        foreach (var local in Directories.AllLocal)
        {
            NodeDirectories.LayOutLocal(local);
        }

        NodeDirectories.LayOutLog(Directories.AllLogs[0]);
        State = StateStore.Open(stateDisk, Options.StateDirectory, NullLogger.Instance);
        Remover = new DirectoryRemover(Directories.RootOf, deleteDelay, NullLogger.Instance);
        Memory = new ContainerMemory(State, Directories, NullLogger.Instance, _ending.Token);
        Cache = NextCache();
        Applications = new ApplicationTable(
            Options, Directories, Cache, Memory, State, new NodeKeys(State),
            new LocalLogs(Directories, TimeSpan.FromHours(1), NullLogger.Instance), Remover, NullLogger.Instance);
    }

    internal string Root { get; }

    internal string Local => Directories.AllLocal[0];

    internal NodeDirectories Directories { get; }

    internal NodeManagerOptions Options { get; }

    internal StateStore State { get; }

    internal DirectoryRemover Remover { get; }

    internal ContainerMemory Memory { get; }

    internal ResourceCache Cache { get; }

    internal ApplicationTable Applications { get; }

    /// <summary>As after a restart.</summary>
    internal ResourceCache NextCache() =>
        new(Options, Directories, new ResourceFetch(_files, SystemClock.Instance), Remover, State, NullLogger.Instance, _ending.Token);

    /// <summary>As at a start, when it is known what is remembered.</summary>
    internal Leftovers Leftovers() => new(Directories, Applications, Memory.Unseen, Remover, NullLogger.Instance, _ending.Token);

    internal ContainerRunner Runner(ProcessWatch watch) => Runner(watch, static (_, _) => Task.CompletedTask);

    internal ContainerRunner Runner(ProcessWatch watch, ResourceCache cache) => Runner(watch, cache, static (_, _) => Task.CompletedTask);

    internal ContainerRunner Runner(ProcessWatch watch, Func<LaunchStep, Container, Task> reaches) => Runner(watch, Cache, reaches);

    private ContainerRunner Runner(ProcessWatch watch, ResourceCache cache, Func<LaunchStep, Container, Task> reaches)
    {
        var disks = new DiskHealth(Directories, Options.Disks, DiskHealth.Probe, TimeProvider.System, NullLogger.Instance);
        var launcher = new ContainerLauncher(Options, new NodeIdentity("node"), null);
        return new ContainerRunner(
            Options, Directories, cache, launcher, Memory, watch, disks, Remover, SystemClock.Instance, NullLogger.Instance, reaches,
            _ending.Token);
    }

    /// <summary>What masters call.</summary>
    internal ContainerManagement Service(ContainerRunner runner, RecentContainers recent, TimeProvider time) =>
        new(Options, new NodeKeys(State), Applications, recent, runner, static _ => { }, SystemClock.Instance, time, NullLogger.Instance);

    /// <summary>A container of ada's that was granted and has not been admitted.</summary>
    internal static Container Granted(string id, ContainerLaunchContextProto context)
    {
        var token = FakeResourceManager.Grant(YarnIds.ParseContainer(id), "node:1", "ada");
        return new Container(
            ContainerTokenIdentifierProto.Parser.ParseFrom(token.Identifier),
            new StartContainerRequestProto { ContainerToken = token, ContainerLaunchContext = context },
            1);
    }

    /// <summary>One that runs, as far as is remembered.</summary>
    internal Container Started(string id)
    {
        var container = Granted(id, new ContainerLaunchContextProto());
        container.Local = Local;
        container.Logs = NodeDirectories.ContainerLogs(Directories.AllLogs[0], container.Application, id);
        Memory.Started(container);
        return container;
    }

    /// <summary>The node ends, its containers do not.</summary>
    internal void End() => _ending.Cancel();

    /// <summary>Nothing is remembered any more.</summary>
    internal void EndState()
    {
        if (!_stateEnded)
        {
            _stateEnded = true;
            State.Dispose();
        }
    }

    public void Dispose()
    {
        _ending.Dispose();
        Cache.Dispose();
        Remover.Dispose();
        EndState();
        TreeRemoval.Remove(Root);
    }
}
