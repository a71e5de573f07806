using Hathi.Hdfs.Protocol.DataTransfer;

namespace Hathi.Hdfs.DataNode.Transfer.Ops;

/// <summary>What an operation may ask for, beyond the bytes of its header (<see cref="OpHeader.MaxBodyBytes"/>).</summary>
internal static class OpLimits
{
    /// <summary>Nodes behind this one: all acknowledgements of a pipeline must fit one message (dfs.replication.max).</summary>
    internal const int Targets = PipelineAck.MaxReplies - 1;

    /// <exception cref="IOException">There are more targets, or more of what belongs to each, than a pipeline has nodes.</exception>
    internal static void CheckTargets(int targets, int storageTypes, int storageIds, int pinnings)
    {
        if (Math.Max(Math.Max(targets, storageTypes), Math.Max(storageIds, pinnings)) > Targets)
        {
            throw new IOException($"{targets} targets with {storageTypes} storage types, {storageIds} storage ids and {pinnings} pinnings; at most {Targets} of each are taken (dfs.replication.max)");
        }
    }
}
