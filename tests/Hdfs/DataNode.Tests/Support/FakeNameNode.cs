using System.Collections.Concurrent;
using System.Net;
using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.BlockReports;
using Hathi.Hdfs.Protocol.Datanode;
using Microsoft.Extensions.Logging.Abstractions;
using ReportBadBlocksRequestProto = Hathi.Hdfs.Protocol.Datanode.ReportBadBlocksRequestProto;
using ReportBadBlocksResponseProto = Hathi.Hdfs.Protocol.Datanode.ReportBadBlocksResponseProto;

namespace Hathi.Hdfs.DataNode.Tests.Support;

/// <summary>DatanodeProtocol with nothing behind it: writes down what it is told, and answers as the test says.</summary>
internal sealed class FakeNameNode : IAsyncDisposable
{
    public const string PoolId = "BP-1-127.0.0.1-1700000000000";
    private const int LimitMilliseconds = 30_000;

    private readonly ConcurrentQueue<(DatanodeCommandProto Command, string? To)> _orders = new();
    private readonly List<string> _told = [];
    private RpcServer? _server;

    public IPEndPoint Address => _server!.BoundEndPoint;

    public string ClusterId { get; set; } = "CID-1";

    /// <summary>Whether what is told is refused; it is written down all the same.</summary>
    public Func<string, bool> Refuses { get; set; } = static _ => false;

    /// <summary>As the last node registered.</summary>
    public DatanodeRegistrationProto? Registration { get; private set; }

    public HeartbeatRequestProto? LastHeartbeat { get; private set; }

    public CommitBlockSynchronizationRequestProto? Committed { get; private set; }

    public IReadOnlyList<string> Told
    {
        get
        {
            lock (_told)
            {
                return [.. _told];
            }
        }
    }

    public async Task StartAsync(int port = 0) =>
        _server = await RpcServer.StartAsync(
            new IPEndPoint(IPAddress.Parse("127.77.16.99"), port), [Protocol()], RpcServerOptions.Default, NullLogger.Instance, default);

    public async Task StopAsync() => await _server!.DisposeAsync();

    /// <summary>Sends an order with the next heartbeat's answer.</summary>
    /// <param name="command">What is to be done.</param>
    /// <param name="to">The address of the node that is to do it; null: whichever asks first.</param>
    public void Order(DatanodeCommandProto command, string? to = null) => _orders.Enqueue((command, to));

    /// <summary>Returns when something was told that begins so; from a place in the list on.</summary>
    public string WaitFor(string beginning, int from = 0)
    {
        var until = Environment.TickCount64 + LimitMilliseconds;
        lock (_told)
        {
            while (true)
            {
                if (_told.Skip(from).FirstOrDefault(t => t.StartsWith(beginning, StringComparison.Ordinal)) is { } found)
                {
                    return found;
                }

                Assert.True(
                    Monitor.Wait(_told, (int)Math.Max(0, until - Environment.TickCount64)),
                    $"'{beginning}' was not told, but:\n{string.Join('\n', _told)}");
            }
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private RpcProtocol Protocol() => new RpcProtocol(ProtocolNames.Datanode, (long)ProtocolNames.Version)
        .Add("versionRequest", VersionRequestProto.Parser, (_, _) => Answer("version", new VersionResponseProto { Info = Info() }))
        .Add("registerDatanode", RegisterDatanodeRequestProto.Parser, (r, c) => Register(r, c))
        .Add("sendHeartbeat", HeartbeatRequestProto.Parser, (r, _) => Heartbeat(r))
        .Add("blockReport", BlockReportRequestProto.Parser, (r, _) => Answer("report " + Describe(r), new BlockReportResponseProto()))
        .Add("blockReceivedAndDeleted", BlockReceivedAndDeletedRequestProto.Parser, (r, _) => Changes(r))
        .Add(
            "errorReport", ErrorReportRequestProto.Parser, (r, _) => Answer($"error {r.ErrorCode} {r.Msg}", new ErrorReportResponseProto()))
        .Add("reportBadBlocks", ReportBadBlocksRequestProto.Parser, (r, _) => Answer(
            $"bad {string.Join(' ', r.Blocks.Select(b => $"{b.B.BlockId} at {b.Locs[0].Id.IpAddr}"))}", new ReportBadBlocksResponseProto()))
        .Add("commitBlockSynchronization", CommitBlockSynchronizationRequestProto.Parser, (r, _) => Commit(r));

    private NamespaceInfoProto Info() => new()
    {
        BuildVersion = "x",
        Unused = 0,
        BlockPoolID = PoolId,
        StorageInfo = new StorageInfoProto { LayoutVersion = unchecked((uint)-67), NamespceID = 17, ClusterID = ClusterId, CTime = 0 },
        SoftwareVersion = "3.5.0",
    };

    private ValueTask<IMessage> Register(RegisterDatanodeRequestProto request, RpcCallContext call)
    {
        Registration = request.Registration;
        Registration.DatanodeID.IpAddr = call.Remote.Address.ToString();
        return Answer(
            $"register {call.Remote.Address} {request.Registration.DatanodeID.HostName}",
            new RegisterDatanodeResponseProto { Registration = Registration });
    }

    private ValueTask<IMessage> Heartbeat(HeartbeatRequestProto request)
    {
        LastHeartbeat = request;
        var response = new HeartbeatResponseProto
        {
            HaStatus = new NNHAStatusHeartbeatProto { State = NNHAStatusHeartbeatProto.Types.State.Active, Txid = 1 },
            FullBlockReportLeaseId = request.RequestFullBlockReportLease ? 77UL : 0,
        };
        while (_orders.TryPeek(out var next)
            && (next.To is null || next.To == request.Registration.DatanodeID.IpAddr)
            && _orders.TryDequeue(out var order))
        {
            response.Cmds.Add(order.Command);
        }

        return Answer($"heartbeat failed={request.FailedVolumes}", response);
    }

    private ValueTask<IMessage> Changes(BlockReceivedAndDeletedRequestProto request)
    {
        foreach (var change in request.Blocks.SelectMany(b => b.Blocks))
        {
            Tell($"{change.Status} {change.Block.BlockId}_{change.Block.GenStamp} {change.Block.NumBytes}");
        }

        return new(new BlockReceivedAndDeletedResponseProto());
    }

    private ValueTask<IMessage> Commit(CommitBlockSynchronizationRequestProto request)
    {
        Committed = request;
        return Answer(
            $"commit {request.Block.BlockId} {request.NewGenStamp} {request.NewLength} {request.DeleteBlock} {request.NewTaragets.Count}",
            new CommitBlockSynchronizationResponseProto());
    }

    private static string Describe(BlockReportRequestProto request)
    {
        var blocks = new List<string>();
        foreach (var storage in request.Reports)
        {
            var reader = new BlockReportReader(storage);
            while (reader.TryRead(out var b))
            {
                blocks.Add($"{b.BlockId}_{b.GenerationStamp}:{b.Length}:{b.State}");
            }
        }

        return $"lease={request.Context.LeaseId} storages={request.Reports.Count} {string.Join(' ', blocks.Order(StringComparer.Ordinal))}";
    }

    private ValueTask<IMessage> Answer(string told, IMessage answer)
    {
        Tell(told);
        return Refuses(told) ? throw new RpcFault(JavaExceptions.IOException, "it is not wanted") : new(answer);
    }

    private void Tell(string what)
    {
        lock (_told)
        {
            _told.Add(what);
            Monitor.PulseAll(_told);
        }
    }
}
