using Hathi.Yarn.Core.Model;

namespace Hathi.Yarn.Core.State;

/// <summary>What an application has and waits for, in the scheduler.</summary>
internal sealed class AppShare(RmApp app, LeafQueue leaf, UserShare user)
{
    public RmApp App { get; } = app;

    public LeafQueue Leaf { get; set; } = leaf;

    public UserShare User { get; set; } = user;

    /// <summary>By live containers, without what is reserved.</summary>
    public Resource Used { get; set; }

    public Resource Pending { get; set; }

    public int PendingContainers { get; set; }

    /// <summary>Live containers.</summary>
    public int Containers { get; set; }

    public RmContainer? FirstContainer { get; set; }

    /// <summary>All it has asked for, in the order in which it is served.</summary>
    public List<Demand> Demands { get; } = [];

    /// <summary>Granted, and not yet told.</summary>
    public List<RmContainer> Granted { get; } = [];

    public Reservation? Reservation { get; set; }

    /// <summary>Hosts and racks that it wants nothing on; null: none.</summary>
    public HashSet<string>? Blacklist { get; set; }

    /// <summary>Its master has, or may have, a container.</summary>
    public bool IsActive { get; set; }

    /// <summary>What its master takes of the room for masters.</summary>
    public required Resource Master { get; init; }

    /// <summary>Given back by its master before the node that runs it has come back after a restart.</summary>
    public HashSet<ContainerId> ReleasedBeforeRecovery { get; } = [];

    /// <summary>Containers of an earlier life that this one has ended: nodes may still tell of them.</summary>
    public HashSet<ContainerId> EndedFromBefore { get; } = [];

    /// <summary>It is in the list of those that wait for places.</summary>
    public bool WaitsForPlaces { get; set; }

    /// <summary>It is in the list of those to be served in this step.</summary>
    public bool IsDirty { get; set; }

    /// <summary>Its place in the order of its queue: see <see cref="AppOrder"/>.</summary>
    public AppOrder? Order { get; set; }

    public AppShare? OrderLeft { get; set; }

    public AppShare? OrderRight { get; set; }

    public AppShare? OrderUp { get; set; }

    /// <summary>Random to its place, the same in each run: keeps the tree flat.</summary>
    public uint OrderHeap { get; } = Mix((uint)app.Id.Id ^ (uint)app.Id.ClusterTimestamp);

    /// <summary>The first demand that waits; null: nothing does.</summary>
    public Demand? FirstPending()
    {
        foreach (var demand in Demands)
        {
            if (demand.Count > 0)
            {
                return demand;
            }
        }

        return null;
    }

    private static uint Mix(uint x)
    {
        x ^= x >> 16;
        x *= 0x7FEB352D;
        x ^= x >> 15;
        x *= 0x846CA68B;
        return x ^ (x >> 16);
    }
}
