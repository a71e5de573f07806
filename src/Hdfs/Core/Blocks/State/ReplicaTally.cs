using Hathi.Hdfs.Core.Blocks.Map;
using Hathi.Hdfs.Core.Blocks.Nodes;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Blocks.State;

/// <summary>How many replicas of a block there are of each kind, and on how many racks the live ones are (NumberReplicas).</summary>
internal struct ReplicaTally
{
    public int Live;
    public int Decommissioning;
    public int Decommissioned;
    public int Corrupt;
    public int Excess;
    public int Racks;

    /// <summary>Good enough to read from and count on for a write.</summary>
    public readonly int Usable => Live + Decommissioning;

    /// <summary>Good, wherever it is.</summary>
    public readonly int Readable => Live + Decommissioning + Decommissioned;

    public static ReplicaTally Of(ClusterState state, int handle)
    {
        var tally = default(ReplicaTally);
        Rack? first = null;
        foreach (ref var slot in state.Blocks.Replicas(handle))
        {
            var node = state.Storages[slot.Storage].Node;
            switch (Health(slot, node))
            {
                case ReplicaHealth.Corrupt:
                    tally.Corrupt++;
                    break;
                case ReplicaHealth.Decommissioning:
                    tally.Decommissioning++;
                    break;
                case ReplicaHealth.Decommissioned:
                    tally.Decommissioned++;
                    break;
                case ReplicaHealth.Excess:
                    tally.Excess++;
                    break;
                default:
                    tally.Live++;
                    CountRack(ref tally, ref first, node.Rack);
                    break;
            }
        }

        return tally;
    }

    public static ReplicaHealth Health(in ReplicaSlot slot, DataNodeDescriptor node) =>
        slot.Corrupt ? ReplicaHealth.Corrupt
        : node.Admin == AdminState.DecommissionInProgress ? ReplicaHealth.Decommissioning
        : node.Admin == AdminState.Decommissioned ? ReplicaHealth.Decommissioned
        : slot.Excess ? ReplicaHealth.Excess
        : ReplicaHealth.Live;

    // Only "one" and "more than one" matter to the rule of two racks, so a third rack is not told from the second.
    private static void CountRack(ref ReplicaTally tally, ref Rack? first, Rack rack)
    {
        if (first is null)
        {
            first = rack;
            tally.Racks = 1;
        }
        else if (rack != first)
        {
            tally.Racks = 2;
        }
    }
}
