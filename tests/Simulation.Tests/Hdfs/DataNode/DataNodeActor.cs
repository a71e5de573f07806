using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.Core.Replicas.Operations;
using Hathi.Simulation.Tests.Kit;
using Hathi.Simulation.Tests.Kit.Runtime;

namespace Hathi.Simulation.Tests.Hdfs.DataNode;

/// <summary>A DataNode's process: its replicas, what it serves to clients and other DataNodes, and its talk with the NameNode.</summary>
internal sealed class DataNodeActor : AsyncActor
{
    private const int ScanMilliseconds = 1_500;
    private const int ScannedAtOnce = 6;
    private readonly NameNodeService _service;
    private long _scanned;

    public DataNodeActor(SimProcess process, HdfsCluster cluster, DataNodeHost host)
        : base(process, cluster.NextId)
    {
        Cluster = cluster;
        Host = host;
        Store = new ReplicaStore(
            process.Disk, host.Volumes, cluster.Settings.PowerFails && cluster.Mutant != HdfsMutant.AcknowledgesBeforeTheSync, Changed);
        _service = new NameNodeService(this);
    }

    public HdfsCluster Cluster { get; }

    public DataNodeHost Host { get; }

    public ReplicaStore Store { get; }

    /// <summary>Its replicas are loaded.</summary>
    public bool HasStarted { get; private set; }

    /// <summary>Connections that carry data.</summary>
    public int Transfers { get; set; }

    /// <summary>Copies it makes for the NameNode.</summary>
    public int Copies { get; set; }

    public override void OnStart()
    {
        try
        {
            Store.Load();
        }
        catch (IOException e)
        {
            Process.Note("start fails", e.Message); // An operator mends the disk and starts it again.
            return;
        }

        HasStarted = true;
        Start(_service.RunAsync);
        After(Random.Next(ScanMilliseconds), "scan", Scan);
        ThrowIfFailed();
    }

    public override void Accept(Connection connection, object first)
    {
        switch (first)
        {
            case WriteBlock write:
                new BlockWrite(this, connection, write).Begin();
                break;
            case ReadBlock read:
                connection.Send(Read(read));
                break;
            case GetVisibleLength visible:
                connection.Send(new VisibleLengthReply(VisibleLength(visible.Block)));
                break;
            case TransferBlock transfer:
                Start(() => new ReplicaSender(this).ServeAsync(connection, transfer));
                break;
            case InitRecovery init:
                connection.Send(Init(init));
                break;
            case FinishRecovery finish:
                connection.Send(Finish(finish));
                break;
            default:
                throw new InvalidOperationException($"a DataNode is asked for {first}");
        }
    }

    /// <summary>A volume cannot be used any more.</summary>
    public void FailVolume(int volume)
    {
        Store.FailVolume(volume);
        _service.Wake();
    }

    /// <summary>A replica has begun.</summary>
    public void Receiving(int volume, Block block) => Changed(volume, new BlockChange(block, BlockChangeKind.Receiving, null));

    public void ReportBad(Block block, string uuid, string storageId)
    {
        if (Cluster.Mutant != HdfsMutant.HidesRot)
        {
            _service.ReportBad(new BadReplica(block, uuid, storageId, Name));
        }
    }

    public InitRecoveryReply Init(InitRecovery init)
    {
        try
        {
            return new InitRecoveryReply(null, Store.InitRecovery(init.Block, init.RecoveryId));
        }
        catch (ReplicaFault e)
        {
            return new InitRecoveryReply(e.Error, null);
        }
        catch (IOException)
        {
            return new InitRecoveryReply(ReplicaError.Unsupported, null);
        }
    }

    public FinishRecoveryReply Finish(FinishRecovery finish)
    {
        try
        {
            return new FinishRecoveryReply(Host.StorageId(Store.FinishRecovery(finish.OldBlock, finish.RecoveryId, finish.NewLength)));
        }
        catch (Exception e) when (e is ReplicaFault or IOException)
        {
            Process.Note("recovery fails", e.Message);
            return new FinishRecoveryReply(null);
        }
    }

    private ReadReply Read(ReadBlock read)
    {
        try
        {
            var readable = ReadReplica.Check(Store.Map, read.Block);
            if (read.Offset < 0 || read.Length > readable.End - read.Offset)
            {
                return new ReadReply(null, true, $"offset {read.Offset} and length {read.Length} don't match {readable.Replica}");
            }

            var content = Store.Read(readable.Replica);
            var sound = (content.IsSound || Cluster.Mutant == HdfsMutant.ReadsWithoutChecksums)
                && content.Bytes.Length >= read.Offset + read.Length;
            return new ReadReply(sound ? content.Bytes.AsSpan((int)read.Offset, (int)read.Length).ToArray() : [], sound, "");
        }
        catch (Exception e) when (e is ReplicaFault or IOException)
        {
            return new ReadReply(null, true, e.Message);
        }
    }

    private long VisibleLength(Block block) =>
        Store.Map.Find(block.Id) is { } replica && replica.GenerationStamp >= block.GenerationStamp ? replica.VisibleLength : -1;

    private void Changed(int volume, BlockChange change) => _service.Changed(volume, change);

    // Looks at some finished replicas after those it looked at last.
    private void Scan()
    {
        After(Random.Next(ScanMilliseconds / 2, ScanMilliseconds * 2), "scan", Scan);
        Store.CollectGarbage();
        var found = new List<ReplicaView>();
        for (var volume = 0; volume < Store.Volumes; volume++)
        {
            Store.Map.ForEach(volume, r =>
            {
                if (r.State == ReplicaState.Finalized)
                {
                    found.Add(r);
                }
            });
        }

        found.Sort(static (a, b) => a.BlockId.CompareTo(b.BlockId));
        var next = Math.Max(0, found.FindIndex(r => r.BlockId > _scanned));
        foreach (var replica in found.Skip(next).Take(ScannedAtOnce))
        {
            _scanned = replica.BlockId;
            try
            {
                if (!Store.IsSound(replica))
                {
                    Cluster.World.Report.Add("rot found by scanners", 1);
                    ReportBad(
                        new Block(replica.BlockId, replica.Length, replica.GenerationStamp), Host.Uuid, Host.StorageId(replica.Volume));
                }
            }
            catch (IOException e)
            {
                Process.Note("scan fails", e.Message);
            }
        }
    }
}
