using Hathi.Hdfs.Core.Blocks.Map;
using Hathi.Hdfs.Core.Blocks.State;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Blocks.Redundancy;

/// <summary>Whether a reported replica fits what the NameNode knows of its block (BlockManager.checkReplicaCorrupt).</summary>
internal static class CorruptionCheck
{
    /// <returns>Null: it fits.</returns>
    public static CorruptReplica? Find(in BlockRecord record, in Block reported, ReplicaState state)
    {
        switch (state)
        {
            case ReplicaState.Finalized:
                return Finalized(record, reported);
            case ReplicaState.BeingWritten:
            case ReplicaState.WaitingToBeRecovered:
                return Unfinished(record, reported, state);
            default:
                return new CorruptReplica(
                    reported, CorruptionKind.WrongState, $"a replica in state {state} was reported, which DataNodes keep to themselves");
        }
    }

    private static CorruptReplica? Finalized(in BlockRecord record, in Block reported)
    {
        switch (record.State)
        {
            case BlockState.Complete:
            case BlockState.Committed:
                return record.GenerationStamp != reported.GenerationStamp
                        ? WrongStamp(record, reported, ReplicaState.Finalized)
                    : record.Length != reported.Length
                        ? new CorruptReplica(
                            reported,
                            CorruptionKind.WrongLength,
                            $"block is {record.State} and reported length {reported.Length} does not match length in block map "
                            + $"{record.Length}")
                    : null;
            case BlockState.UnderConstruction:
                return record.GenerationStamp > reported.GenerationStamp ? WrongStamp(record, reported, ReplicaState.Finalized) : null;
            default:
                return null;
        }
    }

    private static CorruptReplica? Unfinished(in BlockRecord record, in Block reported, ReplicaState state)
    {
        if (record.State != BlockState.Complete)
        {
            return record.GenerationStamp > reported.GenerationStamp ? WrongStamp(record, reported, state) : null;
        }

        if (record.GenerationStamp != reported.GenerationStamp)
        {
            return WrongStamp(record, reported, state);
        }

        // A replica still being written under the right stamp is about to be finalized; one left over from a crash is not.
        return state == ReplicaState.BeingWritten
            ? null
            : new CorruptReplica(reported, CorruptionKind.WrongState, $"reported replica has invalid state {state}: the block is complete");
    }

    private static CorruptReplica WrongStamp(in BlockRecord record, in Block reported, ReplicaState state) => new(
        reported,
        CorruptionKind.WrongGenerationStamp,
        $"block is {record.State}, reported state {state}, and reported genstamp {reported.GenerationStamp} does not match genstamp in "
        + $"block map {record.GenerationStamp}");
}
