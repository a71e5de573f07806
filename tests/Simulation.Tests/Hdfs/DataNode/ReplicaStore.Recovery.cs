using Hathi.Base;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.Core.Replicas.Operations;
using Ops = Hathi.Hdfs.Core.Replicas.Operations;

namespace Hathi.Simulation.Tests.Hdfs.DataNode;

/// <summary>Replicas that are opened again, and those that a recovery holds.</summary>
internal sealed partial class ReplicaStore
{
    /// <summary>A client adds to a finished block.</summary>
    public OpenFile OpenToAppend(Block block, long newGeneration, long expectedLength, IReplicaWriter owner) =>
        Reopen(Append.Check(Map, block, newGeneration, expectedLength), newGeneration, owner);

    /// <summary>A client goes on with an append after a node was lost.</summary>
    public OpenFile RecoverAppend(Block block, long newGeneration, long expectedLength, IReplicaWriter owner)
    {
        var replica = AfterStopping((out object? stop) => RecoverPipeline.Check(Map, block, newGeneration, expectedLength, out stop));
        if (replica.State == ReplicaState.Finalized)
        {
            return Reopen(replica, newGeneration, owner);
        }

        Move(replica, newGeneration, BeingWritten);
        var open = RecoverPipeline.CommitAppend(Map, replica, newGeneration, owner);
        return Open(open, owner);
    }

    /// <summary>A client goes on in the middle of a block after a node was lost; what was not acknowledged is cut off.</summary>
    public OpenFile RecoverRbw(Block block, long newGeneration, long minReceived, long maxReceived, IReplicaWriter owner)
    {
        var length = AfterStopping(
            (out object? stop) => Ops.RecoverRbw.Check(
                Map, block, newGeneration, minReceived, maxReceived, BytesOnDisk(block.Id), out stop));
        Move(Map.Get(block.Id), newGeneration, BeingWritten);
        var open = Ops.RecoverRbw.Commit(Map, block.Id, newGeneration, null, owner);
        var file = Open(open, owner);
        try
        {
            file.Position = ReplicaFile.AppendCut(file.File, file.Position, length);
            Sync(file.File);
            return file;
        }
        catch (IOException)
        {
            Leave(file);
            throw;
        }
    }

    /// <summary>A client closes a block after a node was lost behind its last packet.</summary>
    public Block RecoverClose(Block block, long newGeneration, long expectedLength)
    {
        var replica = AfterStopping((out object? stop) => RecoverPipeline.Check(Map, block, newGeneration, expectedLength, out stop));
        Move(replica, newGeneration, Finalized);
        RecoverPipeline.CommitClose(Map, replica, newGeneration);
        var final = new Block(block.Id, replica.Length, newGeneration);
        Tell(replica.Volume, final, BlockChangeKind.Received);
        return final;
    }

    /// <summary>First half of a block recovery.</summary>
    public ReplicaView? InitRecovery(Block block, long recoveryId)
    {
        while (InitReplicaRecovery.WriterToStop(Map, block.Id, recoveryId) is IReplicaWriter writer)
        {
            writer.Stop();
        }

        return InitReplicaRecovery.Take(Map, block, recoveryId, Files(block.Id));
    }

    /// <summary>Second half of a block recovery.</summary>
    /// <returns>The volume that holds the replica.</returns>
    public int FinishRecovery(Block oldBlock, long recoveryId, long newLength)
    {
        var replica = UpdateReplicaUnderRecovery.Check(Map, oldBlock, recoveryId, oldBlock.Id, newLength, Files(oldBlock.Id));
        if (replica.BytesOnDisk > newLength)
        {
            using var file = _disk.Open(PathOf(replica), DiskOpen.ReadWrite);
            ReplicaFile.AppendCut(file, Tidy(file), newLength);
            Sync(file);
        }

        Move(replica, recoveryId, Finalized);
        UpdateReplicaUnderRecovery.Commit(Map, replica, recoveryId, newLength);
        Tell(replica.Volume, new Block(oldBlock.Id, newLength, recoveryId), BlockChangeKind.Received);
        return replica.Volume;
    }

    private OpenFile Reopen(ReplicaView replica, long newGeneration, IReplicaWriter owner)
    {
        if (!IsSound(replica))
        {
            throw new ReplicaFault(ReplicaError.Mismatch, $"{replica} does not match its checksums: nothing is appended to it");
        }

        Move(replica, newGeneration, BeingWritten);
        return Open(Append.Commit(Map, replica, newGeneration, null, owner), owner);
    }

    private OpenFile Open(OpenReplica replica, object owner)
    {
        try
        {
            var file = _disk.Open(PathOf(replica.View()), DiskOpen.ReadWrite);
            return new OpenFile(replica, file, Tidy(file), owner);
        }
        catch (IOException)
        {
            Progress.WriterLeft(replica, owner);
            throw;
        }
    }

    // A record that a failing disk left half written is cut off before another follows it.
    private static long Tidy(IDiskFile file)
    {
        var content = ReplicaFile.Read(file, isFinal: false);
        if (!content.IsWhole)
        {
            file.SetLength(content.Position);
        }

        return content.Position;
    }

    private long BytesOnDisk(long blockId) => Map.Find(blockId) is { } replica ? Read(replica).Bytes.Length : -1;

    private ReplicaFiles Files(long blockId)
    {
        var length = BytesOnDisk(blockId);
        return new ReplicaFiles(length, length < 0 ? -1 : length + 1);
    }
}
