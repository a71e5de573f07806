using System.Net;
using System.Net.Sockets;
using Hathi.Base;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Client;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Hdfs.DataNode.Calls;
using Hathi.Hdfs.DataNode.Events;
using Hathi.Hdfs.DataNode.Options;
using Hathi.Hdfs.DataNode.Service;
using Hathi.Hdfs.DataNode.Transfer;
using Hathi.Hdfs.DataNode.Transfer.Serve;
using Hathi.Platform.Net;
using Microsoft.Extensions.Logging;

namespace Hathi.Hdfs.DataNode;

/// <summary>
/// A DataNode: stores replicas, serves DataTransferProtocol and RPC, and follows a NameNode, ours or Apache's. Several can run in one
/// process. Ends with <see cref="DisposeAsync"/>, or by itself, which <see cref="Stopped"/> tells.
/// </summary>
public sealed class DataNodeServer : IAsyncDisposable
{
    private readonly TransferContext _context;
    private readonly TransferServer _transfer;
    private readonly RpcClient _client;
    private readonly DataNodeWork _work;
    private readonly CancellationTokenSource _ending = new();
    private RpcServer? _rpc;
    private Task _running = Task.CompletedTask;

    private DataNodeServer(DataNodeOptions options, ILogger log, IClock clock)
    {
        var reports = new NameNodeReports(options.Surroundings.Time);
        _context = new TransferContext
        {
            Options = options.Transfer,
            Dialer = new Dialer(options.OutgoingAddress),
            Time = options.Surroundings.Time,
            Log = log,
            Figures = new TransferFigures(),
            Moves = new MoveThrottle(options.Transfer.MaxConcurrentMoves, options.Transfer.BalanceBandwidth),
            Reports = reports,
        };
        _transfer = new TransferServer(_context, options.TransferAddress);
        _client = new RpcClient(new RpcClientOptions(options.User) { LocalAddress = options.OutgoingAddress });
        _work = new DataNodeWork(options, _context, _transfer, reports, _client, log, clock)
        {
            Ports = () => (TransferEndPoint.Port, IpcEndPoint.Port),
        };
    }

    /// <summary>Where DataTransferProtocol is served.</summary>
    public IPEndPoint TransferEndPoint => _transfer.Address;

    /// <summary>Where RPC is served.</summary>
    public IPEndPoint IpcEndPoint => _rpc!.BoundEndPoint;

    /// <summary>Completes when the NameNode has taken this node in for the first time.</summary>
    public Task Registered => _work.Registered;

    /// <summary>
    /// Completes when the node was told to shut down; fails when it cannot go on: a foreign or no volume, a NameNode that does not want
    /// it. Dispose of it then.
    /// </summary>
    public Task Stopped => _work.Stopped;

    /// <summary>What has been moved so far.</summary>
    public TransferFigures Figures => _context.Figures;

    /// <summary>Replicas held, in any state; 0 before the NameNode was reached.</summary>
    public int ReplicaCount => _work.Store?.Count ?? 0;

    /// <summary>Binds the ports and begins to look for the NameNode, which need not be there yet.</summary>
    /// <param name="options">How it runs.</param>
    /// <param name="log">Where it says what it does.</param>
    /// <param name="clock">The time.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="IOException">A port is taken, or an address is not this machine's.</exception>
    public static async Task<DataNodeServer> StartAsync(
        DataNodeOptions options, ILogger log, IClock clock, CancellationToken cancellationToken)
    {
        options.Validate();
        DataNodeServer server;
        try
        {
            server = new DataNodeServer(options, log, clock);
        }
        catch (SocketException e)
        {
            throw new ListenException($"The DataNode cannot listen on {options.TransferAddress} (dfs.datanode.address): {e.Message}", e);
        }

        try
        {
            var administrators = new Administrators(options);
            var service = new ClientDatanodeService(server._context, administrators, server.TriggerBlockReport, server._work.ShutDown);
            server._rpc = await RpcServer.StartAsync(
                options.IpcAddress, [service.Create(), InterDatanodeService.Create(server._context)], RpcServerOptions.Default, log,
                cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        server._transfer.Start();
        server._running = Task.Run(server.WorkAsync, CancellationToken.None);
        log.Serves(options.HostName, server.TransferEndPoint, server.IpcEndPoint);
        return server;
    }

    private Task WorkAsync() => _work.WorkAsync(_ending.Token);

    /// <summary>Has the NameNode told everything (or, incrementally, what changed) now.</summary>
    public void TriggerBlockReport(bool full) => _work.TriggerBlockReport(full);

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
        _work.Store?.CloseAfter(_transfer.Ended);
        _work.Dispose();
        _ending.Dispose();
    }
}
