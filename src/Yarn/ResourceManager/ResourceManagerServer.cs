using System.Net;
using System.Net.Sockets;
using Hathi.Base;
using Hathi.Base.Cores;
using Hathi.Engine;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Log;
using Hathi.Platform.Disk;
using Hathi.Yarn.Core.Image;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.Core.ResourceManager;
using Hathi.Yarn.Protocol;
using Hathi.Yarn.ResourceManager.Access;
using Hathi.Yarn.ResourceManager.Calls;
using Hathi.Yarn.ResourceManager.Engine;
using Hathi.Yarn.ResourceManager.Events;
using Hathi.Yarn.ResourceManager.Http;
using Hathi.Yarn.ResourceManager.Launch;
using Hathi.Yarn.ResourceManager.Mapping;
using Hathi.Yarn.ResourceManager.Options;
using Hathi.Yarn.ResourceManager.Secrets;
using Hathi.Yarn.ResourceManager.Storage;
using Microsoft.Extensions.Logging;

namespace Hathi.Yarn.ResourceManager;

/// <summary>
/// A running ResourceManager: its log, the Core with its engine, four RPC servers, and the web port. Lifecycle: <see cref="StartAsync"/>,
/// <see cref="DisposeAsync"/>; <see cref="Failed"/> ends early when it cannot go on. Killed at any time, it goes on at its next start with
/// the applications that it had: their containers run on, their masters register again.
/// </summary>
public sealed class ResourceManagerServer : IAsyncDisposable
{
    private const string Area = "resourcemanager";

    private readonly ResourceManagerOptions _options;
    private readonly ILogger _nodeLog;
    private readonly DurableLog _log;
    private readonly ResourceManagerEngine _engine;
    private readonly Checkpointer<ResourceManagerCore> _checkpointer;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<IAsyncDisposable> _serving = [];
    private readonly List<RpcProtocol> _served = [];
    private Task _checkpoints = Task.CompletedTask;
    private readonly UnresolvedHosts<NodeLists> _unresolved;
    private Task _rolls = Task.CompletedTask;

    private ResourceManagerServer(
        ResourceManagerOptions options, DurableLog log, ResourceManagerCore core, Checkpointer<ResourceManagerCore> checkpointer,
        ILogger nodeLog, IClock clock)
    {
        _options = options;
        _log = log;
        _nodeLog = nodeLog;
        _checkpointer = checkpointer;
        StartTime = core.ClusterTimestamp;
        _engine = new ResourceManagerEngine(core, log, clock, nodeLog, options) { Checkpoints = () => checkpointer.Figures };
        _unresolved = new UnresolvedHosts<NodeLists>(TakeHostsAsync, UnresolvedHosts.FirstPause, Area, nodeLog);
    }

    /// <summary>When it started, wall milliseconds: what the ids of its applications begin with.</summary>
    public long StartTime { get; }

    /// <summary>Where clients are served; the ports are the real ones also when 0 was asked for.</summary>
    public IPEndPoint ClientEndPoint { get; private set; } = new(IPAddress.None, 0);

    /// <summary>Where application masters are served.</summary>
    public IPEndPoint SchedulerEndPoint { get; private set; } = new(IPAddress.None, 0);

    /// <summary>Where NodeManagers are served.</summary>
    public IPEndPoint TrackerEndPoint { get; private set; } = new(IPAddress.None, 0);

    /// <summary>Where administrators are served.</summary>
    public IPEndPoint AdminEndPoint { get; private set; } = new(IPAddress.None, 0);

    /// <summary>Where HTTP is served.</summary>
    public IPEndPoint WebEndPoint { get; private set; } = new(IPAddress.None, 0);

    /// <summary>What it answers by RPC.</summary>
    internal IReadOnlyList<RpcProtocol> Served => _served;

    /// <summary>Faults when it cannot go on; never completes otherwise.</summary>
    public Task Failed => _engine.Failed;

    /// <summary>Loads what it knew and serves.</summary>
    /// <exception cref="LogCorruptException">The log is damaged; nothing was changed.</exception>
    /// <exception cref="IOException">An address is taken, or the directory cannot be used.</exception>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public static async Task<ResourceManagerServer> StartAsync(
        ResourceManagerOptions options, ILogger nodeLog, IClock clock, CancellationToken cancellationToken)
    {
        if (!RealDisk.Instance.CreatePrivateDirectory(options.StateDirectory))
        {
            nodeLog.StateOfOthers(options.StateDirectory);
        }

        var log = StateDirectory.OpenLog(RealDisk.Instance, options.StateDirectory);
        ResourceManagerServer? server = null;
        try
        {
            if (log.TailCut is { } cut)
            {
                nodeLog.TailCut(cut.Bytes, cut.File);
            }

            var kept = options.Core with { KeptOfEnded = EndedSubmission.Of };
            var images = new CoreImages<ResourceManagerCore>(
                () => new ResourceManagerCore(kept), static core => new ImageWriter(core), static core => new ImageReader(core));
            var checkpointer = new Checkpointer<ResourceManagerCore>(log, images, clock, nodeLog, Area);
            var (core, last) = checkpointer.Load();
            var launches = Begin(core, log, nodeLog, clock);
            nodeLog.Loaded(last, options.StateDirectory);
            server = new ResourceManagerServer(options, log, core, checkpointer, nodeLog, clock);
            await server.ServeAsync(core.Secrets, launches, clock, cancellationToken).ConfigureAwait(false);
            return server;
        }
        catch
        {
            if (server is null)
            {
                log.Dispose();
            }
            else
            {
                await server.DisposeAsync().ConfigureAwait(false);
            }

            throw;
        }
    }

    /// <summary>Answers what was taken, closes the log. Containers run on.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _unresolved.StopAsync().ConfigureAwait(false);
        await _checkpointer.DisposeAsync().ConfigureAwait(false);
        await _checkpoints.ConfigureAwait(false);
        await _rolls.ConfigureAwait(false);
        for (var i = _serving.Count - 1; i >= 0; i--)
        {
            await _serving[i].DisposeAsync().ConfigureAwait(false);
        }

        await _engine.StopAsync().ConfigureAwait(false);
        if (_engine.Failed.IsCompleted)
        {
            _log.Dispose();
        }
        else
        {
            _log.Close();
        }

        _stop.Dispose();
    }

    /// <summary>Begins a new life of the Core; what that changes is on the disk when it returns.</summary>
    /// <returns>Masters that are to be launched.</returns>
    private static List<AmLaunch> Begin(ResourceManagerCore core, DurableLog log, ILogger nodeLog, IClock clock)
    {
        var effects = new List<Effect>();
        var launches = new List<AmLaunch>();
        core.Start(clock.Read(), effects);
        foreach (var effect in effects)
        {
            switch (effect.Kind)
            {
                case EffectKind.AppendEdit:
                    log.Append(effect.Record.Span);
                    break;
                case EffectKind.Do:
                    launches.Add((AmLaunch)effect.What);
                    break;
                default:
                    nodeLog.NotedAtStart(effect.Message ?? effect.Kind.ToString());
                    break;
            }
        }

        log.Flush();
        return launches;
    }

    private async Task ServeAsync(
        IReadOnlyDictionary<string, byte[]> kept, List<AmLaunch> launches, IClock clock, CancellationToken cancellation)
    {
        var secrets = await RmSecrets.LoadAsync(_engine, kept).ConfigureAwait(false);
        var masterTokens = new MasterTokens(secrets);
        var nodeTokens = new NodeTokens(
            secrets, StartTime, _options.Core.AllocationExpiry, static host => Dns.GetHostAddresses(host, AddressFamily.InterNetwork));
        var launcher = new MasterLauncher(_engine, masterTokens, nodeTokens, _options, _nodeLog);
        _serving.Add(launcher);
        _engine.LaunchBy(launcher.Begin);
        _engine.Run(_options.IdleTick);
        launches.ForEach(launcher.Begin);

        var reports = new ReportMapping(_options.PublicWebAddress ?? _options.WebAddress.ToString(), new LogReports());
        var submissions = new Submissions(_engine);
        var access = new AccessControl(_engine, submissions, _options);
        var site = new CallSite(_engine, _options, reports, secrets, masterTokens, nodeTokens, access, clock, StartTime);
        var delegation = new DelegationTokens(_engine, kept, secrets, _options, clock);
        ClientEndPoint = await ListenAsync(
            _options.ClientAddress, Client(site, delegation), _options.Rpc with { TokenSecrets = delegation },
            cancellation).ConfigureAwait(false);
        SchedulerEndPoint = await ListenAsync(
            _options.SchedulerAddress, Master(site, submissions), _options.Rpc with { TokenSecrets = masterTokens, AllowsSimple = false },
            cancellation).ConfigureAwait(false);
        _unresolved.Watch(new ReadHosts<NodeLists>(_options.Core.Lists, _options.LookUpHosts));
        TrackerEndPoint = await ListenAsync(_options.TrackerAddress, Tracker(site), _options.Rpc, cancellation).ConfigureAwait(false);
        AdminEndPoint = await ListenAsync(_options.AdminAddress, Admin(site), _options.Rpc, cancellation).ConfigureAwait(false);
        var proxy = new MasterProxy(site);
        _serving.Add(proxy);
        var web = await ResourceManagerHttp.StartAsync(site, proxy, _nodeLog, cancellation).ConfigureAwait(false);
        _serving.Add(web);
        WebEndPoint = web.BoundEndPoint;
        _checkpoints = _checkpointer.RunAsync(
            new CheckpointTimes(_options.CheckpointEdits, TimeSpan.MaxValue, _options.CheckpointCheck),
            "free space under the state directory");
        _rolls = secrets.RollAsync(_options.KeyRollInterval, _options.KeyActivationDelay, _options.KeyTime, _nodeLog, _stop.Token);
        _nodeLog.Serves(ClientEndPoint, TrackerEndPoint, SchedulerEndPoint, WebEndPoint);
    }

    // What a look-up finds ends no container at once: it is nobody's order.
    private async Task<bool> TakeHostsAsync(NodeLists found, NodeLists old) => await _engine.AskAsync(
        new RefreshNodesRequest { User = Environment.UserName,
            Lists = found, InPlaceOf = old, GracefulSeconds = -1 }).ConfigureAwait(false);

    private async Task<IPEndPoint> ListenAsync(
        IPEndPoint address, RpcProtocol protocol, RpcServerOptions options, CancellationToken cancellation)
    {
        _served.Add(protocol);
        var server = await RpcServer.StartAsync(address, [protocol], options, _nodeLog, cancellation).ConfigureAwait(false);
        _serving.Add(server);
        return server.BoundEndPoint;
    }

    private static RpcProtocol Client(CallSite site, DelegationTokens delegation)
    {
        var protocol = New(ProtocolNames.ApplicationClient);
        new ClientApplications(site).AddTo(protocol);
        new ClientReads(site).AddTo(protocol);
        new ClientLabels(site).AddTo(protocol);
        new ClientTokens(delegation).AddTo(protocol);
        return protocol;
    }

    private static RpcProtocol Master(CallSite site, Submissions submissions)
    {
        var protocol = New(ProtocolNames.ApplicationMaster);
        new MasterCalls(site, submissions).AddTo(protocol);
        return protocol;
    }

    private static RpcProtocol Tracker(CallSite site)
    {
        var protocol = New(ProtocolNames.ResourceTracker);
        new NodeCalls(site).AddTo(protocol);
        return protocol;
    }

    private RpcProtocol Admin(CallSite site)
    {
        var protocol = New(ProtocolNames.ResourceManagerAdministration);
        new AdminCalls(site, _unresolved, _nodeLog).AddTo(protocol);
        return protocol;
    }

    private static RpcProtocol New(string name) => new RpcProtocol(name, (long)ProtocolNames.Version).OnUnknownMethod(
        static method => new RpcFault(JavaErrors.UnsupportedOperation, $"{method} is not supported by this ResourceManager"));
}
