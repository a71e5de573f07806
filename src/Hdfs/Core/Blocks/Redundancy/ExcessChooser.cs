using Hathi.Hdfs.Core.Blocks.Nodes;
using Hathi.Hdfs.Core.Blocks.State;

namespace Hathi.Hdfs.Core.Blocks.Redundancy;

/// <summary>
/// Which replica to give up when there are too many: never one whose loss would leave one rack only; a silent node's first, then the one
/// with the least space left (BlockPlacementPolicyDefault.chooseReplicasToDelete).
/// </summary>
internal static class ExcessChooser
{
    // A node silent for longer than this many heartbeats is given up first (dfs.namenode.tolerate.heartbeat.multiplier).
    private const int TolerateHeartbeats = 4;

    /// <summary>Takes the chosen replica out of <paramref name="replicas"/>.</summary>
    /// <param name="state">For time and options.</param>
    /// <param name="replicas">Live replicas, more than wanted.</param>
    /// <param name="hint">The node a balancer moved the block away from; null: none.</param>
    /// <param name="added">The node whose new replica made it too many; null: another reason.</param>
    public static DataNodeStorage RemoveOne(
        ClusterState state, List<DataNodeStorage> replicas, DataNodeDescriptor? hint, DataNodeDescriptor? added)
    {
        var racks = CountByRack(replicas);
        var chosen = ByHint(replicas, hint, added) ?? ByAgeAndSpace(state, replicas, racks);
        replicas.Remove(chosen);
        return chosen;
    }

    private static DataNodeStorage? ByHint(List<DataNodeStorage> replicas, DataNodeDescriptor? hint, DataNodeDescriptor? added)
    {
        var hinted = hint is null || hint == added ? null : replicas.Find(s => s.Node == hint);
        if (hinted is null)
        {
            return null;
        }

        var rackKeepsOne = hinted.Node.Rack.Scratch > 1;
        var addedBringsRack = added is not null && replicas.Exists(s => s.Node == added) && added.Rack.Scratch == 1;
        return rackKeepsOne || addedBringsRack ? hinted : null;
    }

    private static DataNodeStorage ByAgeAndSpace(ClusterState state, List<DataNodeStorage> replicas, int racks)
    {
        // With two racks, one of them may hold a single replica: that one stays. Where both do, one rack has to go.
        var onlyCrowded = racks == 2 && replicas.Count > 2;
        var oldest = state.Now.MonotonicMilliseconds - (state.Options.HeartbeatInterval * TolerateHeartbeats);
        DataNodeStorage? silent = null;
        DataNodeStorage? fullest = null;
        foreach (var storage in replicas)
        {
            if (onlyCrowded && storage.Node.Rack.Scratch < 2)
            {
                continue;
            }

            if (storage.Node.LastHeartbeat < oldest)
            {
                oldest = storage.Node.LastHeartbeat;
                silent = storage;
            }

            if (fullest is null || storage.Report.Remaining < fullest.Report.Remaining)
            {
                fullest = storage;
            }
        }

        return silent ?? fullest!;
    }

    // How many of the replicas are on each rack, in the racks' scratch.
    private static int CountByRack(List<DataNodeStorage> replicas)
    {
        foreach (var storage in replicas)
        {
            storage.Node.Rack.Scratch = 0;
        }

        var racks = 0;
        foreach (var storage in replicas)
        {
            racks += storage.Node.Rack.Scratch++ == 0 ? 1 : 0;
        }

        return racks;
    }
}
