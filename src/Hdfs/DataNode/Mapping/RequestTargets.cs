using Google.Protobuf.Collections;
using Hathi.Base;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.DataNode.Mapping;

/// <summary>The nodes behind this one in a pipeline, with a storage each: counted before anything is made of them.</summary>
internal static class RequestTargets
{
    /// <exception cref="IOException">There are more targets, or more of what belongs to each, than a pipeline has nodes.</exception>
    internal static void Check(OpWriteBlockProto op) =>
        Check(op.Targets.Count, op.TargetStorageTypes.Count, op.TargetStorageIds.Count, op.TargetPinnings.Count);

    /// <summary>Where a replica is to be sent.</summary>
    /// <exception cref="IOException">There are more targets, or more of what belongs to each, than a pipeline has nodes.</exception>
    internal static TransferTargets Of(OpTransferBlockProto op)
    {
        Check(op.Targets.Count, op.TargetStorageTypes.Count, op.TargetStorageIds.Count, 0);
        return new TransferTargets(op.Targets, op.TargetStorageTypes, op.TargetStorageIds);
    }

    internal static int Count(RepeatedField<DatanodeInfoProto> targets) => targets.Count;

    /// <summary>The next node; there is one.</summary>
    internal static DatanodeInfoProto First(RepeatedField<DatanodeInfoProto> targets) => targets[0];

    /// <summary>The operation for the next node: as it came, with those behind that one. Source: Sender.writeBlock.</summary>
    internal static OpWriteBlockProto ForNext(OpWriteBlockProto op)
    {
        op = op.Clone();
        op.Targets.RemoveAt(0);
        if (op.TargetStorageTypes.Count > 0)
        {
            op.StorageType = op.TargetStorageTypes[0];
            op.TargetStorageTypes.RemoveAt(0);
        }

        if (op.TargetPinnings.Count > 0)
        {
            op.Pinning = op.TargetPinnings[0];
            op.TargetPinnings.RemoveAt(0);
        }

        if (op.TargetStorageIds.Count > 0)
        {
            op.StorageId = op.TargetStorageIds[0];
            op.TargetStorageIds.RemoveAt(0);
        }

        return op;
    }

    private static void Check(int targets, int storageTypes, int storageIds, int pinnings)
    {
        if (Math.Max(Math.Max(targets, storageTypes), Math.Max(storageIds, pinnings)) > RequestLimits.Targets)
        {
            throw new RefusedException(
                $"{targets} targets with {storageTypes} storage types, {storageIds} storage ids and {pinnings} pinnings; "
                + $"at most {RequestLimits.Targets} of each are taken (dfs.replication.max)");
        }
    }
}
