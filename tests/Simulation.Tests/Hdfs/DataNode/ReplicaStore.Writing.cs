using Hathi.Base;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.Core.Replicas.Operations;
using Ops = Hathi.Hdfs.Core.Replicas.Operations;

namespace Hathi.Simulation.Tests.Hdfs.DataNode;

/// <summary>Replicas that come to be and end.</summary>
internal sealed partial class ReplicaStore
{
    /// <summary>A client begins a block.</summary>
    public OpenFile CreateRbw(Block block, long newGeneration, IReplicaWriter owner)
    {
        var generation = newGeneration != 0 ? newGeneration : block.GenerationStamp;
        Replace(AfterStopping((out object? stop) => Ops.CreateRbw.Check(Map, block, newGeneration, out stop)));
        var named = block with { GenerationStamp = generation };
        return Create(named, BeingWritten, volume => Ops.CreateRbw.Commit(Map, block, generation, volume, owner), owner);
    }

    /// <summary>Another DataNode sends a replica.</summary>
    public OpenFile CreateTemporary(Block block, bool isTransfer, IReplicaWriter owner)
    {
        Replace(AfterStopping((out object? stop) => Ops.CreateTemporary.Check(Map, block, isTransfer, out stop)));
        return Create(block, Temporary, volume => Ops.CreateTemporary.Commit(Map, block, volume, owner), owner);
    }

    /// <summary>What was sent for a pipeline becomes a replica that is being written, by nobody yet.</summary>
    public void ConvertToRbw(OpenFile file, Block block)
    {
        ReplicaView? older = null;
        var replica = AfterStopping((out object? stop) => ConvertTemporaryToRbw.Check(Map, block, file.Owner, out older, out stop));
        Move(replica.View(), replica.GenerationStamp, BeingWritten);
        ConvertTemporaryToRbw.Commit(Map, replica, block.Length);
        DeleteOlder(older);
    }

    /// <summary>Writes what of a packet is not there yet.</summary>
    public void Write(OpenFile file, long offset, ReadOnlySpan<byte> bytes)
    {
        var replica = file.Replica;
        var known = (int)Math.Min(bytes.Length, replica.BytesOnDisk - offset);
        if (known < 0)
        {
            throw new ReplicaFault(ReplicaError.Mismatch, $"Received an out-of-sequence packet for {replica} at offset {offset}.");
        }

        Progress.Received(replica, file.Owner, offset + bytes.Length);
        if (known < bytes.Length)
        {
            file.Position = ReplicaFile.Append(file.File, file.Position, replica.BytesOnDisk, bytes[known..]);
            Progress.Written(replica, file.Owner, offset + bytes.Length, null);
            Sync(file.File);
        }
    }

    /// <summary>All bytes are there.</summary>
    public void Finish(OpenFile file)
    {
        var replica = file.Replica;
        ReplicaView? older = null;
        var named = new Block(replica.BlockId, 0, replica.GenerationStamp);
        var view = AfterStopping((out object? stop) => FinalizeReplica.Check(Map, named, file.Owner, out older, out stop));
        Move(view, view.GenerationStamp, Finalized);
        FinalizeReplica.Commit(Map, view, older);
        DeleteOlder(older);
        Tell(view.Volume, new Block(view.BlockId, view.Length, view.GenerationStamp), BlockChangeKind.Received);
    }

    /// <summary>The writer leaves.</summary>
    public static void Leave(OpenFile file)
    {
        Progress.WriterLeft(file.Replica, file.Owner);
        file.File.Dispose();
    }

    /// <summary>What another node sent did not arrive whole.</summary>
    public void Discard(OpenFile file)
    {
        var replica = file.Replica;
        if (ReferenceEquals(replica.Writer, file.Owner) && ReferenceEquals(Map.FindIncoming(replica.BlockId), replica))
        {
            Map.RemoveIncoming(replica.BlockId);
            Delete(replica.View());
        }
        else if (ReferenceEquals(replica.Writer, file.Owner) && ReferenceEquals(Map.FindOpen(replica.BlockId), replica))
        {
            Map.Remove(replica.BlockId);
            Delete(replica.View());
        }
    }

    /// <summary>The NameNode wants a replica gone.</summary>
    public ReplicaView? Invalidate(Block block)
    {
        if (Ops.Invalidate.Begin(Map, block, out _) is not { } replica)
        {
            return null;
        }

        Map.Remove(replica.BlockId);
        Delete(replica);
        Tell(replica.Volume, new Block(replica.BlockId, replica.Length, replica.GenerationStamp), BlockChangeKind.Deleted);
        return replica;
    }

    private delegate T CheckWithWriter<T>(out object? writerToStop);

    // Asks the core; when somebody still writes, ends that one and asks again.
    private static T AfterStopping<T>(CheckWithWriter<T> check)
    {
        var result = check(out var writer);
        while (writer is not null)
        {
            var stopped = writer;
            ((IReplicaWriter)writer).Stop();
            result = check(out writer);
            if (ReferenceEquals(writer, stopped))
            {
                throw new InvalidOperationException("A writer was stopped and still writes.");
            }
        }

        return result;
    }

    // A newer replica has taken its place.
    private void DeleteOlder(ReplicaView? older)
    {
        if (older is { } gone)
        {
            Delete(gone);
        }
    }

    private void Replace(ReplicaView? old)
    {
        if (old is { } replica)
        {
            Map.Remove(replica.BlockId);
            Delete(replica);
        }
    }
}
