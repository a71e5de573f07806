using Hathi.Yarn.Core.Model;

namespace Hathi.Yarn.Core.State;

/// <summary>An application as the scheduler has it: what it has, and what it waits for.</summary>
internal sealed class ScheduledApplication(RmApp app, LeafQueue leaf, QueueUser user, PlacesOfUser places)
{
    public RmApp App { get; } = app;

    public LeafQueue Leaf { get; set; } = leaf;

    public QueueUser User { get; set; } = user;

    /// <summary>By live containers, without what is reserved.</summary>
    public Resource Used { get; private set; }

    public ResourceSum Pending { get; private set; }

    /// <summary>An application may ask many times for as many as a message can say.</summary>
    public long PendingContainers { get; private set; }

    /// <summary>Live containers.</summary>
    public int Containers { get; private set; }

    public RmContainer? FirstContainer { get; set; }

    /// <summary>All it has asked for, in the order in which it is served.</summary>
    public List<Demand> Demands { get; } = [];

    /// <summary>What they name.</summary>
    public PlaceCount Places { get; } = new(places);

    public UntoldContainers Untold { get; } = new();

    public Reservation? Reservation { get; set; }

    /// <summary>Hosts and racks that it wants nothing on; null: none.</summary>
    public HashSet<string>? Blacklist { get; set; }

    /// <summary>Its master has, or may have, a container.</summary>
    public bool IsActive { get; private set; }

    /// <summary>What its master takes of the room for masters.</summary>
    public required Resource Master { get; init; }

    /// <summary>Given back by its master before the node that runs it has come back after a restart.</summary>
    public HashSet<ContainerId> ReleasedBeforeRecovery { get; } = [];

    /// <summary>Containers of an earlier life that this one has ended: nodes may still tell of them.</summary>
    public HashSet<ContainerId> EndedFromBefore { get; } = [];

    /// <summary>How far the placing of its demands has come.</summary>
    public Pass Pass { get; } = new();

    /// <summary>It is in the list of those that wait for places.</summary>
    public bool WaitsForPlaces { get; set; }

    /// <summary>It has waited for a place until a tick, and what that brought is not counted yet.</summary>
    public bool HasWaited { get; set; }

    /// <summary>It is in the list of those to be looked at again.</summary>
    public bool IsLookedAtAgain { get; set; }

    /// <summary>It is in the list of those to be served in this step.</summary>
    public bool IsDirty { get; set; }

    /// <summary>Its place in the order of its queue: see <see cref="AppOrder"/>.</summary>
    public AppOrder? Order { get; set; }

    public ScheduledApplication? OrderLeft { get; set; }

    public ScheduledApplication? OrderRight { get; set; }

    public ScheduledApplication? OrderUp { get; set; }

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

    /// <summary>What it could still get.</summary>
    public Resource Headroom()
    {
        var room = Leaf.UserLimit() - User.Used;
        for (SchedulerQueue? queue = Leaf; queue is not null; queue = queue.Parent)
        {
            room = Resource.Min(room, queue.Maximum - queue.Used);
        }

        return Resource.Max(Resource.None, room);
    }

    /// <summary>It wants nothing on a node, or on its rack.</summary>
    public bool Rejects(RmNode node) =>
        Blacklist is { Count: > 0 } blacklist && (blacklist.Contains(node.Id.Host) || blacklist.Contains(node.Rack));

    /// <summary>The demand of a kind; a new one where there is none.</summary>
    public Demand FindOrAdd(int priority, long requestId)
    {
        var at = IndexOf(priority, requestId);
        if (at < 0)
        {
            at = ~at;
            Demands.Insert(at, new Demand(priority, requestId, isMaster: false, Places));
        }

        return Demands[at];
    }

    /// <summary>Where the demand of a kind is among its demands; where there is none, the complement (~) of where it would be.</summary>
    public int IndexOf(int priority, long requestId)
    {
        var (low, high) = (0, Demands.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            var order = Demands[middle].CompareTo(priority, requestId, isMaster: false);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle);
        }

        return ~low;
    }

    /// <summary>So many are waited for of one kind.</summary>
    public void SetCount(Demand demand, int count)
    {
        var more = count - demand.Count;
        if (more == 0)
        {
            return;
        }

        demand.Count = count;
        var amount = ResourceSum.Of(demand.Capability, more);
        Pending += amount;
        PendingContainers += more;
        Leaf.AddPending(amount, more);
        SetWaiting();
    }

    /// <summary>The master never heard of a container that has ended, and waits for one as before.</summary>
    public void WantAgain(RmContainer container)
    {
        var demand = FindOrAdd(container.Priority, container.AllocationRequestId);
        if (demand.Count == 0)
        {
            demand.Capability = container.Resource;
            demand.Relax = container.MayBeAnywhere;
        }

        Pass.Asked(demand);
        demand.GivePlaces(container);
        SetCount(demand, demand.Count + 1);
    }

    /// <summary>It has a container more, or one less; as its user has, and all queues that it is in.</summary>
    public void AddUsed(Resource amount, int containers)
    {
        var order = Leaf.Settings.Fair ? Order : null;
        order?.Remove(this);
        Used += amount;
        Containers += containers;
        User.Used += amount;
        Leaf.AddUsed(amount, containers);
        order?.Add(this);
    }

    /// <summary>It is in its queue from now on, and waits for room for its master.</summary>
    public void Enter()
    {
        IsActive = false;
        User.PendingApplications++;
        Leaf.AddApplications(0, 1);
        User.Inactive.Add(this);
    }

    /// <summary>It is no more in its queue.</summary>
    public void Leave()
    {
        if (IsActive)
        {
            IsActive = false;
            SetWaiting();
            User.ActiveApplications--;
            Leaf.AddApplications(-1, 0);
            Leaf.MastersUsed -= Master;
            User.MastersUsed -= Master;
        }
        else
        {
            User.Inactive.Remove(this);
            User.PendingApplications--;
            Leaf.AddApplications(0, -1);
        }

        Leaf.ForgetIfGone(User);
    }

    /// <summary>Its master may run, and takes its part of the room for masters.</summary>
    public void Activate()
    {
        User.Inactive.Remove(this);
        User.PendingApplications--;
        User.ActiveApplications++;
        Leaf.AddApplications(1, -1);
        Leaf.MastersUsed += Master;
        User.MastersUsed += Master;
        IsActive = true;
        SetWaiting();
    }

    /// <summary>Its master runs already: it counts as one, whether there is room for masters or not.</summary>
    public void AssumeActive()
    {
        if (!IsActive)
        {
            Activate();
        }
    }

    /// <summary>Its containers that are not masters'.</summary>
    public int CountTasks()
    {
        var tasks = 0;
        for (var container = FirstContainer; container is not null; container = container.NextOfApp)
        {
            tasks += container.IsMaster ? 0 : 1;
        }

        return tasks;
    }

    // Among its user's waiting applications when it is active and waits.
    private void SetWaiting()
    {
        var waits = IsActive && PendingContainers > 0;
        var waiting = User.Waiting;
        if (waits == (Order == waiting))
        {
            return;
        }

        if (waits)
        {
            waiting.Add(this);
            Leaf.ActiveUsers += waiting.Count == 1 ? 1 : 0;
        }
        else
        {
            waiting.Remove(this);
            Leaf.ActiveUsers -= waiting.Count == 0 ? 1 : 0;
        }
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
