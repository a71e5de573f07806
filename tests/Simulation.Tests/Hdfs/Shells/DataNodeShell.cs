using System.Net;
using Hathi.Hadoop.Rpc;
using Hathi.Hdfs.DataNode;
using Hathi.Hdfs.DataNode.Calls;
using Hathi.Hdfs.DataNode.Options;
using Hathi.Hdfs.DataNode.Service;
using Hathi.Hdfs.DataNode.Storage;
using Hathi.Hdfs.DataNode.Transfer;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.DataNode.Transfer.Serve;
using Hathi.Simulation.Tests.Kit;
using Hathi.Simulation.Tests.Kit.Shells;

namespace Hathi.Simulation.Tests.Hdfs.Shells;

/// <summary>A DataNode as it ships, but for its ports: transfers, replicas, reports, orders, recoveries.</summary>
internal sealed class DataNodeShell : ShellActor, IOperationThreads
{
    public const int TransferPort = 9866;
    public const int IpcPort = 9867;
    private static readonly TimeSpan s_callTimeout = TimeSpan.FromMilliseconds(1_200);
    private readonly HdfsMutant _mistake;
    private readonly DataNodeOptions _options;
    private readonly TransferContext _context;
    private readonly DataNodeWork _work;
    private readonly MistakenVolumes _volumes;
    private readonly CancellationTokenSource _ending = new();

    public DataNodeShell(SimProcess process, HdfsCluster cluster, DataNodeHost host, Kit.Shells.Shells shells)
        : base(process, shells)
    {
        _mistake = cluster.Mutant;
        Time.TellsTheWall = cluster.Mutant == HdfsMutant.TakesWallTimeForElapsed;
        _options = Options(cluster, host);
        _volumes = new MistakenVolumes(cluster, host, Disk);
        var log = new RecordingLog(line =>
        {
            process.Note(line.Area, line.Text + Cause(line.Error));
            foreach (var volume in LeftOut(line.Event, line.Text, host))
            {
                cluster.LeavesOut?.Invoke(host, volume);
                _volumes.LeftOut(volume);
            }
        });
        var reports = new NameNodeReports(Time);
        _context = new TransferContext
        {
            Options = _options.Transfer,
            Dialer = new SimDialer(Net, Time, SocketOf),
            Time = Time,
            Log = log,
            Figures = new TransferFigures(),
            Moves = new MoveThrottle(_options.Transfer.MaxConcurrentMoves, _options.Transfer.BalanceBandwidth),
            Reports = reports,
        };
        IRpcClient client = new MistakenCalls(new SimRpcClient(this, HdfsSettings.SuperUser, s_callTimeout), cluster.Mutant);
        client = cluster.Mutant == HdfsMutant.TellsOfGoneStorages ? new MistakenMemory(client, host) : client;
        _work = new DataNodeWork(_options, _context, this, reports, client, log, Time) { Ports = static () => (TransferPort, IpcPort) };
    }

    /// <inheritdoc/>
    public int ActiveOperations { get; private set; }

    /// <summary>It cannot go on: an operator mends its disk and starts it again.</summary>
    public bool HasGivenUp => _work.Stopped.IsCompleted;

    /// <summary>Why.</summary>
    public string? Reason => _work.Stopped.Exception?.InnerException?.Message;

    public override void OnStart()
    {
        foreach (var volume in _options.Volumes)
        {
            MistakenStart.Make(_mistake, Disk, $"{volume.Path}/current/{NameNodeShell.BlockPool}/current");
        }

        Net.Listen(TransferPort, Accept);
        var service = new ClientDatanodeService(_context, new Administrators(_options), _work.TriggerBlockReport, _work.ShutDown);
        Net.Listen(IpcPort, new SimRpcServer(Life, [service.Create(), InterDatanodeService.Create(_context)]).Serve);
        _ = Task.Run(() => _work.WorkAsync(_ending.Token));
        if (_mistake == HdfsMutant.PurgesReturnedVolumes)
        {
            _ = Task.Run(() => _volumes.PurgeAsync(Time));
        }
    }

    /// <inheritdoc/>
    public bool TryRun(Action job)
    {
        ActiveOperations++;
        StartThread(() =>
        {
            try
            {
                job();
            }
            finally
            {
                ActiveOperations--;
            }
        });
        return true;
    }

    private void Accept(SimStream stream)
    {
        var connection = new Connection(new SimTransferSocket(stream, Life), Time);
        TryRun(() =>
        {
            using (connection)
            {
                while (TransferSession.Run(_context, connection) && connection.Socket.WaitReadable(_options.Transfer.KeepAlive))
                {
                    // the next operation
                }
            }
        });
    }

    // A volume given up, a volume or what is on it left out at the start: which is in the text.
    private static IEnumerable<int> LeftOut(int line, string text, DataNodeHost host) => line is 4131 or 4108 or 4109 or 4124
        ? Enumerable.Range(0, host.Volumes).Where(v => text.Contains($"/v{v}", StringComparison.Ordinal))
        : [];

    // Without its stack: which calls that shows is the compiler's affair, which has more time in one run than in another.
    private static string Cause(Exception? error) => error is null or SimulatedCrashException
        ? ""
        : $" {error.GetType().Name}: {error.Message}{Cause(error.InnerException)}";

    private SimTransferSocket SocketOf(SimStream stream) =>
        _mistake is HdfsMutant.AcknowledgesForOthers or HdfsMutant.CopiesWithoutChecksums
            ? new MistakenSocket(stream, Life, _mistake)
            : new SimTransferSocket(stream, Life);

    private DataNodeOptions Options(HdfsCluster cluster, DataNodeHost host) => new()
    {
        Volumes = [.. Enumerable.Range(0, host.Volumes).Select(static v => new VolumeLocation($"/v{v}", StorageKind.Disk))],
        FailedVolumesTolerated = cluster.Settings.VolumesFail ? host.Volumes - 1 : 0,
        Disk = new MistakenDisk(Disk, cluster.Mutant, Random),
        NameNode = new IPEndPoint(Shells.AddressOf(HdfsCluster.NameNode), NameNodeShell.Port),
        TransferAddress = new IPEndPoint(Net.Address, TransferPort),
        IpcAddress = new IPEndPoint(Net.Address, IpcPort),
        HostName = host.Name,
        User = HdfsSettings.SuperUser,
        HeartbeatInterval = TimeSpan.FromSeconds(1),
        BlockReportInterval = TimeSpan.FromSeconds(9),
        StopWriterTimeout = TimeSpan.FromSeconds(2),
        ScanPeriod = TimeSpan.FromMinutes(1),
        Surroundings = new DataNodeSurroundings
        {
            Time = Time,
            DiskThreads = new SimTaskThreads(this),
            Waits = new SimWaits(Life),
            LoadsAtOnce = 1,
            NewId = NewId,
            Chance = () => Random.Next(1_000) / 1_000.0,
        },
        Transfer = new TransferOptions
        {
            SocketTimeout = 2_400,
            SocketWriteTimeout = 4_800,
            TimeoutExtension = 400,
            KeepAlive = 1_000,
            ReadPacketSize = 64,
            ReceiveBufferSize = 4 * 1024,
            EstimatedBlockSize = cluster.Settings.BlockSize,
            SyncOnClose = cluster.Settings.PowerFails,
        },
    };

    private Guid NewId()
    {
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, Random.NextUInt64());
        BitConverter.TryWriteBytes(bytes[8..], Random.NextUInt64());
        return new Guid(bytes);
    }
}
