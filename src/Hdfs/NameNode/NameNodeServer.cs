using System.Net;
using Hathi.Base;
using Hathi.Engine;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.Blocks.Manager;
using Hathi.Hdfs.Core.Image;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;
using Hathi.Hdfs.Core.Operations;
using Hathi.Hdfs.Core.Options;
using Hathi.Hdfs.NameNode.Calls;
using Hathi.Hdfs.NameNode.Events;
using Hathi.Hdfs.NameNode.Http;
using Hathi.Hdfs.NameNode.Mapping;
using Hathi.Hdfs.NameNode.Options;
using Hathi.Hdfs.NameNode.Storage;
using Hathi.Hdfs.NameNode.Trash;
using Hathi.Hdfs.Protocol;
using Hathi.Log;
using Hathi.Platform.Disk;
using Hathi.Web;
using Microsoft.Extensions.Logging;

namespace Hathi.Hdfs.NameNode;

/// <summary>
/// A running NameNode: its directory, the Core with its engine, and the RPC server. Lifecycle: <see cref="StartAsync"/>,
/// <see cref="DisposeAsync"/>; <see cref="Failed"/> ends early when it cannot go on.
/// </summary>
public sealed class NameNodeServer : IAsyncDisposable, INameNodeAdmin
{
    private readonly NameNodeServerOptions _options;
    private readonly ILogger _nodeLog;
    private readonly DurableLog _log;
    private readonly NameNodeEngine _engine;
    private readonly Checkpointer<NameNodeCore> _checkpointer;
    private RpcServer? _rpc;
    private WebServer? _http;
    private Task _checkpoints = Task.CompletedTask;
    private readonly CancellationTokenSource _stop = new();
    private readonly UnresolvedHosts<NodeLists> _unresolved;
    private Task _emptying = Task.CompletedTask;

    private NameNodeServer(
        NameNodeServerOptions options, NameDirectory directory, DurableLog log, NameNodeCore core, Checkpointer<NameNodeCore> checkpointer,
        ILogger nodeLog, IClock clock)
    {
        _options = options;
        Directory = directory;
        _log = log;
        _nodeLog = nodeLog;
        _engine = new NameNodeEngine(core, log, clock, nodeLog);
        _checkpointer = checkpointer;
        _engine.Checkpoints = () => checkpointer.Figures;
        _unresolved = new UnresolvedHosts<NodeLists>(TakeHostsAsync, UnresolvedHosts.FirstPause, "namenode", nodeLog);
        if (options.Core.TrashIntervalMinutes > 0)
        {
            Trash = new TrashEmptier(_engine, options.Trash, options.Core.TrashIntervalMinutes, options.Core.SuperUser, clock, nodeLog);
        }
    }

    /// <summary>Whose name space it is.</summary>
    public NameDirectory Directory { get; }

    /// <summary>What is answered over RPC.</summary>
    internal IReadOnlyList<RpcProtocol> Served { get; private set; } = [];

    /// <summary>For what asks the Core itself.</summary>
    internal NameNodeEngine Engine => _engine;

    /// <summary>Empties the trash; null: there is none.</summary>
    internal TrashEmptier? Trash { get; }

    /// <summary>Where it serves RPC.</summary>
    public IPEndPoint RpcEndPoint => _rpc!.BoundEndPoint;

    /// <summary>Where its pages are.</summary>
    public IPEndPoint HttpEndPoint => _http!.BoundEndPoint;

    /// <summary>Faults when it cannot go on; never completes otherwise.</summary>
    public Task Failed => _engine.Failed;

    /// <summary>Completes when safe mode is over for the first time.</summary>
    public Task OutOfSafeMode => _engine.OutOfSafeMode;

    /// <summary>Loads the name space and serves it.</summary>
    /// <exception cref="NameNodeException">The directory is not formatted or not ours.</exception>
    /// <exception cref="LogCorruptException">The edit log is damaged; nothing was changed.</exception>
    /// <exception cref="IOException">The address is taken.</exception>
    public static async Task<NameNodeServer> StartAsync(
        NameNodeServerOptions options, ILogger nodeLog, IClock clock, CancellationToken cancellationToken)
    {
        var directory = NameDirectory.Open(options.NameDirectory);
        var log = directory.OpenLog(RealDisk.Instance);
        NameNodeServer? server = null;
        try
        {
            if (log.TailCut is { } cut)
            {
                nodeLog.TailCut(cut.Bytes, cut.File);
            }

            var started = clock.Read();
            var images = new CoreImages<NameNodeCore>(
                () => EmptyCore(options, directory, (ulong)started.WallMilliseconds),
                static core => new ImageWriter(core),
                static core => new ImageReader(core));
            var checkpointer = new Checkpointer<NameNodeCore>(log, images, clock, nodeLog, "namenode");
            var (core, last) = checkpointer.Load();
            core.Start(clock.Read());
            nodeLog.Loaded(last, directory.Path, clock.Read().MonotonicMilliseconds - started.MonotonicMilliseconds);
            server = new NameNodeServer(options, directory, log, core, checkpointer, nodeLog, clock);
            await server.ServeAsync(cancellationToken).ConfigureAwait(false);
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
                await server.DisposeAsync().ConfigureAwait(false); // with the ports that it has already
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public async Task SaveNamespaceAsync()
    {
        try
        {
            await _checkpointer.WriteAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            throw new RpcFault(
                JavaExceptions.IOException, $"the name space could not be saved, and the checkpoint before it stays: {e.Message}");
        }
    }

    /// <inheritdoc/>
    public Task<ReadHosts<NodeLists>> ReadNodeListsAsync() => OffAsync(_options.ReadNodeLists);

    /// <summary>Has lists count in place of others; false: those do not count any more.</summary>
    internal async Task<bool> TakeHostsAsync(NodeLists found, NodeLists old)
    {
        var caller = new Caller(_options.Core.SuperUser, [], "127.0.0.1");
        return await _engine.AskAsync(new RefreshNodesRequest { Caller = caller, Lists = found, InPlaceOf = old }).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    void INameNodeAdmin.LookAgain(ReadHosts<NodeLists> hosts) => _unresolved.Watch(hosts);

    /// <inheritdoc/>
    public Task WriteMetaSaveAsync(string fileName, string text) => OffAsync(() =>
    {
        System.IO.Directory.CreateDirectory(_options.LogDirectory);
        File.WriteAllText(Path.Combine(_options.LogDirectory, fileName), text);
        return true;
    });

    /// <inheritdoc/>
    public Task RefreshImpersonationAsync() => OffAsync(() =>
    {
        _options.RefreshImpersonation();
        return true;
    });

    /// <summary>Answers what was taken, closes the log.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _emptying.ConfigureAwait(false);
        await _unresolved.StopAsync().ConfigureAwait(false);
        await _checkpointer.DisposeAsync().ConfigureAwait(false);
        await _checkpoints.ConfigureAwait(false);
        if (_http is { } http)
        {
            await http.DisposeAsync().ConfigureAwait(false);
        }

        if (_rpc is { } rpc)
        {
            await rpc.DisposeAsync().ConfigureAwait(false);
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

    // Files are read and written away from the threads that serve sockets; what goes wrong with them is the caller's to know.
    private static async Task<T> OffAsync<T>(Func<T> work)
    {
        try
        {
            return await Task.Run(work).ConfigureAwait(false);
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            throw new RpcFault(JavaExceptions.IOException, e.Message);
        }
    }

    private static NameNodeCore EmptyCore(NameNodeServerOptions options, NameDirectory directory, ulong seed) => new(
        options.Core with { FormattedAt = directory.Version.CreationTime }, owner =>
    {
        var blocks = new BlockManager(
            options.Blocks, DataNodeMapping.FromProto(directory.ToNamespaceInfo().StorageInfo), owner, new SeededRandom(seed));
        return new BlockSide(blocks, blocks, blocks);
    });

    private async Task ServeAsync(CancellationToken cancellationToken)
    {
        var info = Directory.ToNamespaceInfo();
        var site = new CallSite(_engine, new BlockMapping(info.BlockPoolID), _options.Groups);
        Served = Protocols(site, info, this);
        _engine.Run(_options.Tick);
        _unresolved.Watch(new ReadHosts<NodeLists>(_options.Blocks.Lists, _options.LookUpHosts));
        _rpc = await RpcServer.StartAsync(_options.RpcAddress, Served, _options.Rpc, _nodeLog, cancellationToken).ConfigureAwait(false);
        _http = await NameNodeHttp.StartAsync(site, _engine, _options, _nodeLog, cancellationToken).ConfigureAwait(false);
        _checkpoints = _checkpointer.RunAsync(
            new CheckpointTimes(_options.CheckpointEdits, _options.CheckpointPeriod, _options.CheckpointCheck),
            "free space under the name directory, then run dfsadmin -saveNamespace");
        _emptying = Trash?.RunAsync(_stop.Token) ?? Task.CompletedTask;
        _nodeLog.Serves(info.BlockPoolID, _rpc.BoundEndPoint);
    }

    /// <summary>What a NameNode answers over RPC.</summary>
    internal static List<RpcProtocol> Protocols(CallSite site, NamespaceInfoProto info, INameNodeAdmin admin)
    {
        const long Version = (long)ProtocolNames.Version;
        var client = new RpcProtocol(ProtocolNames.Client, Version).OnUnknownMethod(NotSupported);
        new ClientReads(site).AddTo(client);
        new ClientChanges(site).AddTo(client);
        new ClientWrites(site).AddTo(client);
        new ClientAdmin(site, admin).AddTo(client);
        new ErasureCoding(site).AddTo(client);
        new StoragePolicies(site).AddTo(client);
        new EmptyLists(site).AddTo(client);
        var dataNode = new RpcProtocol(ProtocolNames.Datanode, Version);
        new DatanodeCalls(site, info).AddTo(dataNode);
        var nameNode = new RpcProtocol(ProtocolNames.Namenode, Version).OnUnknownMethod(NotSupported);
        new NamenodeCalls(site, info).AddTo(nameNode);
        return [client, dataNode, nameNode, EmptyLists.AuthorizationPolicy(), .. new SmallProtocols(site, admin).All()];

        static RpcFault NotSupported(string method) =>
            new(JavaExceptions.UnsupportedOperation, $"{RequestTexts.Told(method)} is not supported by this NameNode");
    }
}
