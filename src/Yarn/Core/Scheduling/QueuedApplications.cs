using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Options;
using Hathi.Yarn.Core.State;

namespace Hathi.Yarn.Core.Scheduling;

/// <summary>
/// Who gets which container where. What happens marks nodes, applications and queues as worth a look; <see cref="Settle"/>, at the end of each step,
/// looks at them until nothing more can be granted: a node that has room is offered to the queue that needs it most, an application that asks is
/// placed on the least loaded node.
/// </summary>
internal sealed partial class Scheduler
{
    private const int SpareUnconfirmed = 1_000;

    private readonly RmOptions _options;
    private readonly Action<RmContainer> _onMasterGranted;
    private readonly Dictionary<ContainerId, RmContainer> _containers = [];
    private readonly Queue<(RmContainer Container, long At)> _unconfirmed = new();

    /// <param name="options">Settings.</param>
    /// <param name="epoch">Of this life; asked when the first container is granted.</param>
    /// <param name="onMasterGranted">Told of each container granted to a master.</param>
    public Scheduler(RmOptions options, Func<long> epoch, Action<RmContainer> onMasterGranted)
    {
        _options = options;
        _epoch = epoch;
        _onMasterGranted = onMasterGranted;
        Rules = new ResourceRules(options);
        Queues = new QueueTree(options.Queues, Rules);
        _nodes = new NodeIndex(options.MinimumAllocation.MemoryMiB, ofRack: false);
        Preemption = new Preemption(this, options);
    }

    public ResourceRules Rules { get; }

    public QueueTree Queues { get; private set; }

    public Preemption Preemption { get; }

    /// <summary>Monotonic milliseconds of this step, with those that this process did not run: containers ran on. Everything else here counts by the step's <see cref="Base.Now"/>, without them.</summary>
    public long Passed { get; set; }

    /// <summary>After a restart, until the nodes have told what they run: nothing is granted.</summary>
    public bool IsHeld { get; set; }

    /// <summary>Time will change something: somebody waits.</summary>
    public bool WantsTicks => Queues.Root.PendingContainers > 0;

    public IEnumerable<RmContainer> Live => _containers.Values;

    /// <summary>Containers that were told of, and those that were and are not waited for any more.</summary>
    internal int Unconfirmed => _unconfirmed.Count;

    public RmContainer? Find(ContainerId id) => _containers.GetValueOrDefault(id);

    /// <summary>An application that its queue takes.</summary>
    public void Add(RmApp app, LeafQueue leaf)
    {
        var user = leaf.User(app.User);
        var share = new AppShare(app, leaf, user) { Master = app.Submission.Unmanaged ? Resource.None : Normalize(app.Submission.MasterAsks[0].Capability) };
        app.Share = share;
        leaf.Applications++;
        CountSubmitted(leaf);
        Enter(share, leaf, user);
        MarkDirty(leaf);
    }

    /// <summary>An application that has ended, and has no containers any more.</summary>
    public void Remove(AppShare share)
    {
        EndAttempt(share);
        var leaf = share.Leaf;
        leaf.Applications--;
        CountEnded(leaf, share.App.State);
        Leave(share);
        MarkDirty(leaf);
    }

    /// <summary>An application and all it has goes to another queue.</summary>
    public void Move(AppShare share, LeafQueue target)
    {
        Unreserve(share);
        var source = share.Leaf;
        var active = share.IsActive;
        Leave(share);
        source.Applications--;
        source.AddUsed(Resource.None - share.Used, -share.Containers);
        source.AddPending(Resource.None - share.Pending, -share.PendingContainers);
        share.User.Used -= share.Used;
        share.User.Tasks -= TasksOf(share);
        var user = target.User(share.App.User);
        share.Leaf = target;
        share.User = user;
        target.Applications++;
        target.AddUsed(share.Used, share.Containers);
        target.AddPending(share.Pending, share.PendingContainers);
        user.Used += share.Used;
        user.Tasks += TasksOf(share);
        Enter(share, target, user);
        if (active)
        {
            AssumeActive(share);
        }

        MarkDirty(source);
        MarkDirty(target);
    }

    /// <summary>Its master may run: it counts as one, whether there is room for masters or not.</summary>
    public void AssumeActive(AppShare share)
    {
        if (!share.IsActive)
        {
            Activate(share);
        }
    }

    /// <summary>What an application's place among others depends on is about to change.</summary>
    public void BeforeOrderChanges(AppShare share) => share.Order?.Remove(share);

    public void AfterOrderChanged(AppShare share)
    {
        if (!share.IsActive)
        {
            share.User.Inactive.Add(share);
        }
        else if (share.PendingContainers > 0)
        {
            share.User.Waiting.Add(share);
        }

        MarkDirty(share.Leaf);
    }

    /// <summary>What was granted and not yet told.</summary>
    public IReadOnlyList<GrantedContainer> TakeGranted(AppShare share, Base.Now now)
    {
        if (share.Granted.Count == 0)
        {
            return [];
        }

        var granted = new GrantedContainer[share.Granted.Count];
        for (var i = 0; i < granted.Length; i++)
        {
            var container = share.Granted[i];
            granted[i] = container.ToGranted();

            // From here on it may be started there, whether its node comes to tell of it before the application's end or not.
            share.App.RanOn.Add(container.Node.Id);
            if (container.State == LiveContainerState.Allocated)
            {
                container.State = LiveContainerState.Acquired;
            }

            _unconfirmed.Enqueue((container, now.MonotonicMilliseconds + _options.AllocationExpiry));
        }

        share.Granted.Clear();
        if (_unconfirmed.Count > (2 * _containers.Count) + SpareUnconfirmed)
        {
            ForgetConfirmed();
        }

        return granted;
    }

    // What was given back is not looked at while one before it is not started: a master that holds one and gives back the others would fill the queue. Half of it goes
    // at least, so that each entry is moved once for each time it was put in.
    private void ForgetConfirmed()
    {
        for (var left = _unconfirmed.Count; left > 0; left--)
        {
            var next = _unconfirmed.Dequeue();
            if (next.Container.State == LiveContainerState.Acquired)
            {
                _unconfirmed.Enqueue(next);
            }
        }
    }

    /// <summary>Containers that were told of and never started (ContainerAllocationExpirer).</summary>
    public void TakeExpired(Base.Now now, List<RmContainer> expired)
    {
        while (_unconfirmed.TryPeek(out var next) && (next.At <= now.MonotonicMilliseconds || next.Container.State != LiveContainerState.Acquired))
        {
            _unconfirmed.Dequeue();
            if (next.Container.State == LiveContainerState.Acquired)
            {
                expired.Add(next.Container);
            }
        }
    }

    /// <summary>Milliseconds that a container has had what it has.</summary>
    public long AgeOf(RmContainer container) => Passed - container.Since;

    /// <summary>What an application could still get.</summary>
    public Resource Headroom(AppShare share)
    {
        var room = share.Leaf.UserLimit() - share.User.Used;
        for (SchedulerQueue? queue = share.Leaf; queue is not null; queue = queue.Parent)
        {
            room = Resource.Min(room, queue.Maximum - queue.Used);
        }

        return Resource.Max(Resource.None, room);
    }

    /// <summary>The queues are to be others; those with applications stay where they are.</summary>
    /// <exception cref="RmFault">One of them would go.</exception>
    public void Refresh(QueueSettings settings)
    {
        var fresh = new QueueTree(settings, Rules);
        foreach (var leaf in Queues.Leaves)
        {
            if (leaf.Applications > 0 && fresh.FindLeaf(leaf.Path) is null)
            {
                throw new RmFault(RmError.Io, $"Failed to re-init queues : queue {leaf.Path} has {leaf.Applications} applications and is not among the new ones: move or kill them first, or stop the queue (state=STOPPED) until they have ended");
            }
        }

        var before = Queues;
        Queues = fresh;
        fresh.Root.Measure(ClusterResource, Rules);
        foreach (var leaf in before.Leaves)
        {
            fresh.FindLeaf(leaf.Path)?.TakeCounts(leaf);
            if (leaf.Applications > 0)
            {
                Refill(leaf, fresh.FindLeaf(leaf.Path)!);
            }
        }

        MarkAllDirty();
    }

    private void Refill(LeafQueue from, LeafQueue to)
    {
        foreach (var share in SharesOf(from))
        {
            Move(share, to);
        }
    }

    public List<AppShare> SharesOf(LeafQueue leaf)
    {
        var shares = new List<AppShare>(_shares.Count);
        foreach (var share in _shares)
        {
            if (share.Leaf == leaf)
            {
                shares.Add(share);
            }
        }

        return shares;
    }

    private static int TasksOf(AppShare share)
    {
        var tasks = 0;
        for (var container = share.FirstContainer; container is not null; container = container.NextOfApp)
        {
            tasks += container.IsMaster ? 0 : 1;
        }

        return tasks;
    }

    private static void CountSubmitted(SchedulerQueue leaf)
    {
        for (SchedulerQueue? queue = leaf; queue is not null; queue = queue.Parent)
        {
            queue.AppsSubmitted++;
        }
    }

    private static void CountEnded(SchedulerQueue leaf, ApplicationState state)
    {
        for (SchedulerQueue? queue = leaf; queue is not null; queue = queue.Parent)
        {
            queue.AppsCompleted += state == ApplicationState.Finished ? 1 : 0;
            queue.AppsFailed += state == ApplicationState.Failed ? 1 : 0;
            queue.AppsKilled += state == ApplicationState.Killed ? 1 : 0;
        }
    }
}
