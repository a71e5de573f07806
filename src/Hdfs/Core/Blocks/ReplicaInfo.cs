using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Blocks;

/// <summary>How one replica counts.</summary>
public enum ReplicaHealth : byte
{
    Live = 0,
    Corrupt = 1,

    /// <summary>To be deleted: there are more than wanted.</summary>
    Excess = 2,
    Decommissioning = 3,
    Decommissioned = 4,

    /// <summary>Under construction: expected or reported by a writer's pipeline.</summary>
    BeingWritten = 5,
}

/// <summary>One replica, for fsck.</summary>
/// <param name="Location">Where.</param>
/// <param name="Health">How it counts.</param>
/// <param name="Stale">Its node has not been heard of for a while.</param>
/// <param name="CorruptReason">Why it is corrupt; null when it is not.</param>
public readonly record struct ReplicaInfo(ReplicaLocation Location, ReplicaHealth Health, bool Stale, string? CorruptReason);

/// <summary>Replicas of one block by kind (NumberReplicas).</summary>
/// <param name="Live">Good, on nodes in service.</param>
/// <param name="Decommissioning">Good, on nodes that are being decommissioned.</param>
/// <param name="Decommissioned">Good, on nodes that are decommissioned.</param>
/// <param name="Corrupt">Bad.</param>
/// <param name="Excess">Good, to be deleted.</param>
/// <param name="Pending">Being copied.</param>
/// <param name="Racks">Racks that the live ones are on.</param>
/// <param name="RacksWanted">Racks they should be on: 2, or 1 when one replica is wanted or there is one rack.</param>
public readonly record struct ReplicaCounts(
    int Live, int Decommissioning, int Decommissioned, int Corrupt, int Excess, int Pending, int Racks, int RacksWanted);
