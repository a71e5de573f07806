using System.Net;
using Hathi.Base;
using Hathi.Hadoop.Rpc;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.DataNode.Events;
using Hathi.Hdfs.DataNode.Options;
using Hathi.Hdfs.DataNode.Storage;
using Hathi.Hdfs.DataNode.Transfer;
using Hathi.Hdfs.Protocol;
using Microsoft.Extensions.Logging;

namespace Hathi.Hdfs.DataNode.Service;

/// <summary>
/// What a DataNode does of itself: it opens its volumes once the NameNode has said whose they must be, registers, and then tells how it is,
/// what changes and what there is, carries out orders, and checks its replicas, until it is told to end or cannot go on.
/// </summary>
internal sealed class DataNodeWork : IDisposable
{
    /// <summary>
    /// How long a stop waits for block recoveries, which end by themselves but for a disk that does not answer: a stop has 10 s in a lab.
    /// </summary>
    private static readonly TimeSpan RecoveryEnd = TimeSpan.FromSeconds(2);

    private readonly DataNodeOptions _options;
    private readonly TransferContext _context;
    private readonly IOperationThreads _operations;
    private readonly NameNodeReports _reports;
    private readonly IRpcClient _client;
    private readonly NameNodeSession _session;
    private readonly ILogger _log;
    private readonly IClock _clock;
    private readonly TaskCompletionSource _registered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _uuid;

    /// <param name="options">How it runs.</param>
    /// <param name="context">Of its transfers; given its store here.</param>
    /// <param name="operations">Threads for copies that the NameNode orders.</param>
    /// <param name="reports">What the NameNode is to hear.</param>
    /// <param name="client">Calls the NameNode and other DataNodes.</param>
    /// <param name="log">Where it says what it does.</param>
    /// <param name="clock">The time.</param>
    internal DataNodeWork(
        DataNodeOptions options, TransferContext context, IOperationThreads operations, NameNodeReports reports, IRpcClient client,
        ILogger log, IClock clock)
    {
        _options = options;
        _context = context;
        _operations = operations;
        _reports = reports;
        _client = client;
        _log = log;
        _clock = clock;
        var schedule = new ReportSchedule(
            (long)options.HeartbeatInterval.TotalMilliseconds, (long)options.BlockReportInterval.TotalMilliseconds);
        _session = new NameNodeSession(
            new NameNodeLink(client, options.NameNode), schedule, reports, OpenStorage, clock, context.Time, log);
    }

    /// <summary>Where its transfers and its RPC are served: told with its registration.</summary>
    internal required Func<(int Transfer, int Ipc)> Ports { get; init; }

    /// <summary>Completes when the NameNode has taken this node in for the first time.</summary>
    internal Task Registered => _registered.Task;

    /// <summary>Completes when the node was told to shut down; fails when it cannot go on.</summary>
    internal Task Stopped => _stopped.Task;

    /// <summary>The replicas; null before the NameNode was reached.</summary>
    internal ReplicaStore? Store { get; private set; }

    /// <summary>It is told to shut down, or has ended.</summary>
    internal void ShutDown() => _stopped.TrySetResult();

    /// <summary>Has the NameNode told everything (or, incrementally, what changed) now.</summary>
    internal void TriggerBlockReport(bool full)
    {
        if (full)
        {
            _session.Schedule.Do(s => s.ForceBlockReport(_clock.Read()));
            _reports.VolumesChanged.Set();
        }

        _reports.Ready.Set();
    }

    /// <summary>Works until it is cancelled; never fails: <see cref="Stopped"/> tells.</summary>
    internal async Task WorkAsync(CancellationToken ending)
    {
        try
        {
            await _session.RegisterAsync(ending).ConfigureAwait(false);
            _registered.TrySetResult();
            await ServeAsync(ending).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _stopped.TrySetResult();
        }
        catch (Exception e)
        {
            _log.CannotGoOn(e is IOException or RpcRemoteException ? null : e, _options.HostName, e.Message);
            _stopped.TrySetException(e);
            _registered.TrySetException(e);
        }
    }

    public void Dispose()
    {
        _reports.Dispose();
        _stopped.TrySetResult();
        _registered.TrySetCanceled(CancellationToken.None);
        _ = _registered.Task.Exception;
    }

    private async Task ServeAsync(CancellationToken cancellationToken)
    {
        var node = new NodeState(_session, _reports, _context, _operations);
        var recovery = new BlockRecovery(
            new RecoveryPeers(node, _client), RecoveryTimes.Of(_options.HeartbeatInterval), _context.Time, _log);
        var commands = new CommandRunner(node, recovery, ShutDown, _log);
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] loops =
        [
            new HeartbeatLoop(node, commands, _options.HeartbeatInterval, _clock, _log).RunAsync(failed.Token),
            new ReportLoop(node, commands, _options, _clock, _log).RunAsync(failed.Token),
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

        await recovery.EndAsync()
            .WaitAsync(RecoveryEnd, _context.Time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first.ConfigureAwait(false);
    }

    // The first time the NameNode answers: only it knows to which name space the volumes must belong.
    private DatanodeIDProto OpenStorage(NodeStorageIdentity identity)
    {
        Store ??= StorageOpener.Open(_options, identity, ref _uuid, _reports, _clock, _log);
        _context.Store = Store;
        var address = _options.OutgoingAddress ?? IPAddress.Loopback;
        var (transfer, ipc) = Ports();
        return new DatanodeIDProto
        {
            IpAddr = address.ToString(),
            HostName = _options.HostName,
            DatanodeUuid = _uuid,
            XferPort = (uint)transfer,
            IpcPort = (uint)ipc,
            InfoPort = (uint)_options.InfoPort,
        };
    }
}
