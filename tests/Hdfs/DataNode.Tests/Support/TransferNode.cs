using System.Collections.Concurrent;
using System.Net;
using Hathi.Base;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.DataNode.Options;
using Hathi.Hdfs.DataNode.Storage;
using Hathi.Hdfs.DataNode.Transfer;
using Hathi.Hdfs.DataNode.Transfer.Serve;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.DataNode.Tests.Support;

/// <summary>The transfer half of a DataNode: a store and its server, without a NameNode.</summary>
internal sealed class TransferNode : ITransferReports, IDisposable
{
    private readonly StoreFixture _fixture;
    private readonly TransferServer _server;
    private bool _stopped;
    private bool _disposed;

    public TransferNode(
        TransferOptions? options = null, string address = "127.77.16.1", string? dialsFrom = null, BufferMemory? memory = null,
        string? pool = null)
    {
        _fixture = new StoreFixture(pool: pool);
        var chosen = options ?? new TransferOptions();
        Context = new TransferContext
        {
            Options = chosen,
            Dialer = new Dialer(IPAddress.Parse(dialsFrom ?? address)),
            Log = _fixture.Log,
            Figures = new TransferFigures(),
            Moves = new MoveThrottle(chosen.MaxConcurrentMoves, chosen.BalanceBandwidth),
            Reports = this,
            Memory = memory ?? new BufferMemory(BufferMemory.DefaultMaxGrown),
        };
        Context.Store = _fixture.Store;
        _server = new TransferServer(Context, new IPEndPoint(IPAddress.Parse(address), 0));
        _server.Start();
    }

    public TransferContext Context { get; }

    public StoreFixture Fixture => _fixture;

    public ReplicaStore Store => _fixture.Store;

    public IPEndPoint Address => _server.Address;

    public int ActiveOperations => _server.ActiveOperations;

    public ConcurrentQueue<string> Told { get; } = new();

    /// <summary>As the NameNode knows it, when that is not the address it listens at.</summary>
    public IPEndPoint? KnownAs { get; set; }

    public DatanodeInfoProto Self => Info(KnownAs ?? Address);

    public static DatanodeInfoProto Info(IPEndPoint address) => new()
    {
        Id = new DatanodeIDProto
        {
            IpAddr = address.Address.ToString(),
            HostName = address.Address.ToString(),
            DatanodeUuid = $"uuid-{address}",
            XferPort = (uint)address.Port,
            InfoPort = 0,
            IpcPort = 0,
        },
    };

    /// <summary>Runs something on one of the operations' threads, as an order of the NameNode.</summary>
    public bool TryRun(Action job) => _server.TryRun(job);

    /// <summary>Ends the server alone: what it has logged and stored can be looked at.</summary>
    public void Stop()
    {
        if (!_stopped)
        {
            _stopped = true;
            _server.Dispose();
        }
    }

    public void Receiving(Volume volume, Block block) => Told.Enqueue($"receiving {block.Id}_{block.GenerationStamp}");

    public void RemoteCorrupt(DatanodeInfoProto node, Block block) =>
        Told.Enqueue($"remote corrupt {block.Id}_{block.GenerationStamp} at {node.Id.DatanodeUuid}");

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        Stop();
        _fixture.Dispose();
    }
}
