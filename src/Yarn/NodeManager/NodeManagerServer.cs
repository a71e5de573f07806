using System.Net;
using Hathi.Base;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Client;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Platform;
using Hathi.Web;
using Hathi.Yarn.NodeManager.Applications;
using Hathi.Yarn.NodeManager.Calls;
using Hathi.Yarn.NodeManager.Containers;
using Hathi.Yarn.NodeManager.Events;
using Hathi.Yarn.NodeManager.Http;
using Hathi.Yarn.NodeManager.Launch;
using Hathi.Yarn.NodeManager.Localize;
using Hathi.Yarn.NodeManager.Logs;
using Hathi.Yarn.NodeManager.Monitor;
using Hathi.Yarn.NodeManager.Options;
using Hathi.Yarn.NodeManager.Recovery;
using Hathi.Yarn.NodeManager.Secrets;
using Hathi.Yarn.NodeManager.State;
using Hathi.Yarn.NodeManager.Storage;
using Hathi.Yarn.NodeManager.Tracker;
using Hathi.Yarn.Protocol;
using Microsoft.Extensions.Logging;

namespace Hathi.Yarn.NodeManager;

/// <summary>
/// A NodeManager: runs containers for a ResourceManager, ours or Apache's. Containers outlive a killed one: the next in the same
/// directories takes them up again. Ends with <see cref="DisposeAsync"/>, or by itself, which <see cref="Stopped"/> tells.
/// </summary>
public sealed class NodeManagerServer : IAsyncDisposable
{
    /// <summary>
    /// How long the end of all containers is waited for when the node stops: beyond SIGKILL only what hangs in the kernel is left.
    /// </summary>
    private static readonly TimeSpan ContainersEndWait = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long what is done for containers is waited for when the node stops: writing a few files. A disk that hangs is left alone with
    /// it; the next start goes on.
    /// </summary>
    private static readonly TimeSpan FlowsEndWait = TimeSpan.FromSeconds(10);

    /// <summary>Leave is taken of a ResourceManager that answers at once or not at all.</summary>
    private static readonly TimeSpan LeaveWait = TimeSpan.FromSeconds(2);

    private readonly NodeManagerOptions _options;
    private readonly ILogger _log;
    private readonly IClock _clock;
    private readonly CancellationTokenSource _ending = new();
    private readonly TaskCompletionSource _registered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly NodeDirectories _directories;
    private readonly StateStore _state;
    private readonly NodeKeys _keys;
    private readonly DirectoryRemover _remover;
    private readonly FileSystemPool _fileSystems;
    private readonly ResourceCache _cache;
    private readonly ProcessWatch _watch = new();
    private readonly ContainerMemory _memory;
    private readonly ApplicationTable _applications;
    private readonly LogReports _logReports = new();
    private readonly NodeUsage _usage = new();
    private readonly DiskHealth _disks;
    private readonly NodeHealth _health;
    private readonly RpcClient _client;
    private readonly RecentContainers _recent;
    private readonly ILogSink _logs;
    private readonly NodeIdentity _identity;
    private readonly ContainerRunner _runner;
    private readonly ContainerManagement _service;
    private readonly TrackerLink _link;
    private readonly TrackerLoop _tracker;
    private readonly NodePages _pages;
    private RpcServer? _rpc;
    private WebServer? _web;
    private Task _running = Task.CompletedTask;

    private NodeManagerServer(NodeManagerOptions options, ILogger log, IClock clock, Func<LaunchStep, Container, Task> reaches)
    {
        _options = options;
        _log = log;
        _clock = clock;
        _directories = new NodeDirectories(options.LocalDirectories, options.LogDirectories);
        _disks = new DiskHealth(_directories, options.Disks, DiskHealth.Probe, TimeProvider.System, log);
        _state = StateStore.Open(options.StateDirectory, log);
        _health = new NodeHealth(
            _disks, () => _state.Told, [.. options.HealthScripts.Select(s => new HealthScript(s, () => _tracker?.Beat(), log))]);
        _keys = new NodeKeys(_state);
        _recent = new RecentContainers(_state, clock);
        _remover = new DirectoryRemover(_directories.RootOf, options.DeleteDelay, log);
        _fileSystems = new FileSystemPool(options.Configuration);
        _cache = new ResourceCache(options, _directories, new ResourceFetch(_fileSystems, clock), _remover, _state, log, _ending.Token);
        _memory = new ContainerMemory(_state, _directories, log, _ending.Token);
        _identity = new NodeIdentity(options.HostName);
        _logs = options.LogAggregation is { } aggregation
            ? new LogAggregator(
                aggregation, _directories, _identity, _fileSystems, _logReports, _remover, options.User, TimeProvider.System, log)
            : new LocalLogs(_directories, options.LogRetention, log);
        _applications = new ApplicationTable(options, _directories, _cache, _memory, _state, _keys, _logs, _remover, log);
        _client = new RpcClient(
            new RpcClientOptions(options.User) { LocalAddress = options.OutgoingAddress, CallTimeout = options.ResourceManagerTimeout });
        var launcher = new ContainerLauncher(
            options, _identity, options.ControlGroup is { } group ? ContainerCgroups.Open(group, log) : null);
        _runner = new ContainerRunner(
            options, _directories, _cache, launcher, _memory, _watch, _disks, _remover, clock, log, reaches, _ending.Token);
        _service = new ContainerManagement(options, _keys, _applications, _recent, _runner, Ended, clock, TimeProvider.System, log);
        var report = new NodeReport(options, _identity, _applications, _keys, _usage, _health, _logReports, clock);
        _link = new TrackerLink(_client, options.ResourceTracker);
        _tracker = new TrackerLoop(_link, report, _keys, _service, _applications, _logReports, log);
        _pages = new NodePages(
            new NodeJson(options, _identity, _health, _usage, _directories.Calls, clock),
            new LogPages(_identity, _directories.Calls),
            _applications,
            options.RunningConfiguration);
    }

    /// <summary>Where containers are started.</summary>
    public IPEndPoint EndPoint => _rpc!.BoundEndPoint;

    /// <summary>Where the REST pages are served.</summary>
    public IPEndPoint WebEndPoint => _web!.BoundEndPoint;

    /// <summary>Completes when the ResourceManager has taken this node in for the first time.</summary>
    public Task Registered => _registered.Task;

    /// <summary>Completes when the node was told to stop; fails when it cannot go on. Dispose of it then.</summary>
    public Task Stopped => _stopped.Task;

    /// <summary>Containers that have not ended.</summary>
    public int RunningContainers => _applications.All.Sum(static a => a.Containers.Values.Count(static c => !c.IsDone));

    // Who keeps directories for a look at them keeps logs as well.
    private TimeSpan LogAge => _options.DeleteDelay > _options.LogRetention ? _options.DeleteDelay : _options.LogRetention;

    /// <summary>
    /// Binds the ports, takes up containers of before, and begins to look for the ResourceManager, which need not be there yet.
    /// </summary>
    /// <param name="options">How it runs.</param>
    /// <param name="log">Where it says what it does.</param>
    /// <param name="clock">The time.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="IOException">A port is taken, an address is not this machine's, or a directory cannot be used.</exception>
    public static Task<NodeManagerServer> StartAsync(
        NodeManagerOptions options, ILogger log, IClock clock, CancellationToken cancellationToken) =>
        StartAsync(options, log, clock, static (_, _) => Task.CompletedTask, cancellationToken);

    /// <summary>The same, where each step of a launch is told and waited for: see <see cref="ContainerRunner"/>.</summary>
    internal static async Task<NodeManagerServer> StartAsync(
        NodeManagerOptions options, ILogger log, IClock clock, Func<LaunchStep, Container, Task> reaches,
        CancellationToken cancellationToken)
    {
        options.Validate();
        var server = new NodeManagerServer(options, log, clock, reaches);
        try
        {
            await server._disks.CheckAsync(cancellationToken).ConfigureAwait(false);
            await server.BindAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        server._running = Task.Run(server.RunAsync, CancellationToken.None);
        log.Serves(options.HostName, server.EndPoint, server.WebEndPoint);
        return server;
    }

    /// <summary>
    /// Ends all containers and takes leave of the ResourceManager, or, when it is <see cref="NodeManagerOptions.Supervised"/>,
    /// lets containers run on.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        _service.IsClosed = true;
        if (!_options.Supervised)
        {
            await EndContainersAsync("Container killed: its NodeManager was stopped.\n").ConfigureAwait(false);
        }

        await _ending.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        if (!_options.Supervised && _registered.Task.IsCompletedSuccessfully)
        {
            await LeaveAsync().ConfigureAwait(false);
        }

        if (_rpc is not null)
        {
            await _rpc.DisposeAsync().ConfigureAwait(false);
        }

        if (_web is not null)
        {
            await _web.DisposeAsync().ConfigureAwait(false);
        }

        await _client.DisposeAsync().ConfigureAwait(false);
        _watch.Dispose();
        _cache.Dispose();

        await EndFlowsAsync().ConfigureAwait(false);
        foreach (var container in _applications.All.SelectMany(static a => a.Containers.Values))
        {
            _memory.Stopped(container);
        }

        await _fileSystems.DisposeAsync().ConfigureAwait(false);
        (_logs as IDisposable)?.Dispose();
        _remover.Dispose();
        _state.Dispose();
        _ending.Dispose();
        _stopped.TrySetResult();
        _registered.TrySetCanceled(CancellationToken.None);
        _ = _registered.Task.Exception;
    }

    private async Task BindAsync(CancellationToken cancellationToken)
    {
        _web = await WebServer.StartAsync(
            _options.WebAddress, WebServerLimits.Pages, _pages.AnswerAsync, _log, cancellationToken).ConfigureAwait(false);
        _identity.HttpPort = _web.BoundEndPoint.Port;
        await StartingAsync(Recover, cancellationToken).ConfigureAwait(false);
        var rpcOptions = RpcServerOptions.Default with { TokenSecrets = _keys, AllowsSimple = false };
        _rpc = await RpcServer.StartAsync(
            _options.Address, [_service.Create()], rpcOptions, _log, cancellationToken).ConfigureAwait(false);
        _identity.Port = _rpc.BoundEndPoint.Port;
        _keys.NodeId = _identity.Id.ToText();
        await StartingAsync(TakeUp, cancellationToken).ConfigureAwait(false);
    }

    // What is read of disks and of the machine's processes takes as long as these do: who gives up the start is not to wait for it.
    private static Task StartingAsync(Action part, CancellationToken cancellationToken) => OwnThread.Run(part).WaitAsync(cancellationToken);

    private void Recover()
    {
        _keys.Recover();
        _recent.Recover();
    }

    private async Task EndContainersAsync(string reason)
    {
        var ends = new List<Task>();
        foreach (var container in _applications.All.SelectMany(static a => a.Containers.Values))
        {
            _memory.Order(container, new KillOrder(ExitStatus.Aborted, reason));
            ends.Add(container.Done);
        }

        await Task.WhenAll(ends).WaitAsync(ContainersEndWait).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // A launch that goes on while the memory is closed leaves a process that the next node does not know of, or writes into the
    // directories while that one does.
    private async Task EndFlowsAsync()
    {
        var ended = _runner.EndedAsync();
        if (ended.IsCompleted)
        {
            return;
        }

        _log.StopsLater();
        await ended.WaitAsync(FlowsEndWait).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!ended.IsCompleted)
        {
            _log.StopsUnfinished(FlowsEndWait);
        }
    }

    private async Task LeaveAsync()
    {
        using var soon = new CancellationTokenSource(LeaveWait);
        try
        {
            await _link.UnregisterAsync(_identity.Id, soon.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is RpcRemoteException or RpcConnectionException or OperationCanceledException)
        {
            // It finds out by itself that no heartbeat comes.
        }
    }

    private void TakeUp()
    {
        var remembered = _memory.Recall();
        _cache.Recover(containersRun: _memory.Unseen.Count > 0 || remembered.Any(static c => !c.IsDone));
        var finishing = _applications.Recover(remembered);
        new Leftovers(_directories, _applications, _memory.Unseen, _remover, _log, _ending.Token).Remove();
        new RecoveredContainers(_runner, Ended, _log).TakeUp(remembered);
        foreach (var application in finishing)
        {
            _ = _applications.FinishAsync(application.Id, "Application had ended before this node's restart.\n");
        }
    }

    private void Ended(Container container) => _tracker.Beat();

    private async Task RunAsync()
    {
        try
        {
            await _tracker.RegisterAsync(_ending.Token).ConfigureAwait(false);
            _registered.TrySetResult();
            await ServeAsync(_ending.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _stopped.TrySetResult();
        }
        catch (NodeStoppedException e)
        {
            _log.OrderedToStop(e.Message);
            _service.IsClosed = true;
            await EndContainersAsync("Container killed: the ResourceManager has ordered its NodeManager to stop.\n").ConfigureAwait(false);
            _stopped.TrySetException(e);
            _registered.TrySetException(e);
        }
        catch (Exception e)
        {
            _log.CannotGoOn(e is IOException ? null : e, _options.HostName, e.Message);
            _stopped.TrySetException(e);
            _registered.TrySetException(e);
        }
    }

    private async Task ServeAsync(CancellationToken cancellationToken)
    {
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] loops =
        [
            _tracker.RunAsync(failed.Token),
            Kept(
                "old logs", new StaleLogs(_directories, id => _applications.Find(id) is not null, _remover, LogAge, _clock, _log).RunAsync),
            Kept("memory", new MonitorLoop(_options, _applications, _usage, _clock, _log).RunAsync),
            Kept("disks", new DiskLoop(_options, _disks, _tracker.Beat, _clock).RunAsync),
            .. _health.Scripts.Select(s => Kept("health", s.RunAsync)),
        ];
        var first = await Task.WhenAny(loops).ConfigureAwait(false);
        await failed.CancelAsync().ConfigureAwait(false);
        try
        {
            await Task.WhenAll(loops).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // They were asked to end.
        }

        await first.ConfigureAwait(false);

        Task Kept(string what, Func<CancellationToken, Task> loop) =>
            KeptLoop.RunAsync(what, loop, TimeProvider.System, _log, failed.Token);
    }
}
