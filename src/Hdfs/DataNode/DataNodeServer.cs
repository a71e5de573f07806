using System.Net;
using System.Net.Sockets;
using Hathi.Base;
using Hathi.Hadoop.Rpc;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.DataNode.Service;
using Hathi.Hdfs.DataNode.Storage;
using Hathi.Hdfs.DataNode.Transfer;
using Hathi.Hdfs.Protocol;
using Microsoft.Extensions.Logging;

namespace Hathi.Hdfs.DataNode;

/// <summary>
/// A DataNode: stores replicas, serves DataTransferProtocol and RPC, and follows a NameNode, ours or Apache's. Several can run in one
/// process. Ends with <see cref="DisposeAsync"/>, or by itself, which <see cref="Stopped"/> tells.
/// </summary>
public sealed class DataNodeServer : IAsyncDisposable
{
    private const string Area = "datanode";

    /// <summary>How long a stop waits for block recoveries, which end by themselves but for a disk that does not answer: a stop has 10 s in a lab.</summary>
    private static readonly TimeSpan RecoveryEnd = TimeSpan.FromSeconds(2);

    private readonly DataNodeOptions _options;
    private readonly INodeLog _log;
    private readonly IClock _clock;
    private readonly NameNodeReports _reports = new();
    private readonly TransferContext _context;
    private readonly TransferServer _transfer;
    private readonly RpcClient _client;
    private readonly NameNodeSession _session;
    private readonly CancellationTokenSource _ending = new();
    private readonly TaskCompletionSource _registered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RpcServer? _rpc;
    private ReplicaStore? _store;
    private string? _uuid;
    private Task _running = Task.CompletedTask;

    private DataNodeServer(DataNodeOptions options, INodeLog log, IClock clock)
    {
        _options = options;
        _log = log;
        _clock = clock;
        _context = new TransferContext
        {
            Options = options.Transfer,
            Dialer = new Dialer(options.OutgoingAddress),
            Log = log,
            Figures = new TransferFigures(),
            Moves = new MoveThrottle(options.Transfer.MaxConcurrentMoves, options.Transfer.BalanceBandwidth),
            Reports = _reports,
        };
        _transfer = new TransferServer(_context, options.TransferAddress);
        _client = new RpcClient(new RpcClientOptions(options.User) { LocalAddress = options.OutgoingAddress });
        var schedule = new ReportSchedule((long)options.HeartbeatInterval.TotalMilliseconds, (long)options.BlockReportInterval.TotalMilliseconds);
        _session = new NameNodeSession(new NameNodeLink(_client, options.NameNode), schedule, _reports, OpenStorage, clock, log);
    }

    /// <summary>Where DataTransferProtocol is served.</summary>
    public IPEndPoint TransferEndPoint => _transfer.Address;

    /// <summary>Where RPC is served.</summary>
    public IPEndPoint IpcEndPoint => _rpc!.BoundEndPoint;

    /// <summary>Completes when the NameNode has taken this node in for the first time.</summary>
    public Task Registered => _registered.Task;

    /// <summary>
    /// Completes when the node was told to shut down; fails when it cannot go on: a foreign or no volume, a NameNode that does not want
    /// it. Dispose of it then.
    /// </summary>
    public Task Stopped => _stopped.Task;

    /// <summary>What has been moved so far.</summary>
    public TransferFigures Figures => _context.Figures;

    /// <summary>Replicas held, in any state; 0 before the NameNode was reached.</summary>
    public int ReplicaCount => _store?.Count ?? 0;

    /// <summary>Binds the ports and begins to look for the NameNode, which need not be there yet.</summary>
    /// <param name="options">How it runs.</param>
    /// <param name="log">Where it says what it does.</param>
    /// <param name="rpcLog">Where its RPC server does.</param>
    /// <param name="clock">The time.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="IOException">A port is taken, or an address is not this machine's.</exception>
    public static async Task<DataNodeServer> StartAsync(DataNodeOptions options, INodeLog log, ILogger rpcLog, IClock clock, CancellationToken cancellationToken)
    {
        options.Validate();
        DataNodeServer server;
        try
        {
            server = new DataNodeServer(options, log, clock);
        }
        catch (SocketException e)
        {
            throw new IOException($"The DataNode cannot listen on {options.TransferAddress} (dfs.datanode.address): {e.Message}", e);
        }

        try
        {
            var administrators = new Administrators(options);
            var service = new ClientDatanodeService(server._context, administrators, server.TriggerBlockReport, server.ShutDown);
            server._rpc = await RpcServer.StartAsync(
                options.IpcAddress, [service.Create(), InterDatanodeService.Create(server._context)], RpcServerOptions.Default, rpcLog, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        server._transfer.Start();
        server._running = Task.Run(server.RunAsync, CancellationToken.None);
        log.Info(Area, $"{options.HostName} serves data on {server.TransferEndPoint} and RPC on {server.IpcEndPoint}");
        return server;
    }

    /// <summary>Has the NameNode told everything (or, incrementally, what changed) now.</summary>
    public void TriggerBlockReport(bool full)
    {
        if (full)
        {
            _session.Schedule.Do(s => s.ForceBlockReport(_clock.Read()));
            _reports.VolumesChanged.Set();
        }

        _reports.Ready.Set();
    }

    /// <summary>Ends all transfers, leaves replicas that are being written as they are, and frees the volumes.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _transfer.Dispose();
        if (_rpc is not null)
        {
            await _rpc.DisposeAsync().ConfigureAwait(false);
        }

        await _client.DisposeAsync().ConfigureAwait(false);
        _store?.CloseAfter(_transfer.Ended);
        _reports.Dispose();
        _ending.Dispose();
        _stopped.TrySetResult();
        _registered.TrySetCanceled(CancellationToken.None);
        _ = _registered.Task.Exception;
    }

    private void ShutDown() => _stopped.TrySetResult();

    private async Task RunAsync()
    {
        try
        {
            await _session.RegisterAsync(_ending.Token).ConfigureAwait(false);
            _registered.TrySetResult();
            await ServeAsync(_ending.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _stopped.TrySetResult();
        }
        catch (Exception e)
        {
            _log.Error(Area, $"{_options.HostName} cannot go on: {e.Message}", e is IOException or RpcRemoteException ? null : e);
            _stopped.TrySetException(e);
            _registered.TrySetException(e);
        }
    }

    private async Task ServeAsync(CancellationToken cancellationToken)
    {
        var node = new NodeState(_session, _reports, _context, _transfer);
        var recovery = new BlockRecovery(new RecoveryPeers(node, _client), RecoveryTimes.Of(_options.HeartbeatInterval), TimeProvider.System, _log);
        var commands = new CommandRunner(node, recovery, ShutDown, _log);
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] loops =
        [
            new HeartbeatLoop(node, commands, _options.HeartbeatInterval, _clock, _log).RunAsync(failed.Token),
            new ReportLoop(node, commands, _options.BlockReportSplitThreshold, _clock, _log).RunAsync(failed.Token),
            commands.RunAsync(failed.Token),
            .. _options.Scans ? new[] { new BlockScanner(_context, _reports, _options, _clock).RunAsync(failed.Token) } : [],
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

        await recovery.EndAsync().WaitAsync(RecoveryEnd, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first.ConfigureAwait(false);
    }

    // The first time the NameNode answers: only it knows to which name space the volumes must belong.
    private DatanodeIDProto OpenStorage(NodeStorageIdentity identity)
    {
        _store ??= StorageOpener.Open(_options, identity, ref _uuid, _reports, _clock, _log);
        _context.Store = _store;
        var address = _options.OutgoingAddress ?? IPAddress.Loopback;
        return new DatanodeIDProto
        {
            IpAddr = address.ToString(),
            HostName = _options.HostName,
            DatanodeUuid = _uuid,
            XferPort = (uint)TransferEndPoint.Port,
            IpcPort = (uint)IpcEndPoint.Port,
            InfoPort = (uint)_options.InfoPort,
        };
    }
}
