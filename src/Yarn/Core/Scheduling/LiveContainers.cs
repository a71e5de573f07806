using Hathi.Base;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Options;
using Hathi.Yarn.Core.State;

namespace Hathi.Yarn.Core.Scheduling;

/// <summary>Containers that are granted and have not ended: by id, by application, by node; and those that nobody has started.</summary>
/// <param name="options">Settings.</param>
/// <param name="nodes">Told of room that is freed.</param>
/// <param name="agenda">Told of who waits again.</param>
/// <param name="epoch">Of this life; asked when the first container is granted.</param>
internal sealed class LiveContainers(RmOptions options, ClusterNodes nodes, Agenda agenda, Func<long> epoch)
{
    private const int SpareUnconfirmed = 1_000;

    private readonly Dictionary<ContainerId, RmContainer> _byId = [];
    private readonly Queue<(RmContainer Container, long At)> _unconfirmed = new();

    /// <summary>
    /// Monotonic milliseconds of this step, with those that this process did not run: containers ran on. Everything else counts by the
    /// step's <see cref="Now"/>, without them.
    /// </summary>
    public long Passed { get; set; }

    /// <summary>Containers that were told of, and those that were and are not waited for any more.</summary>
    public int Unconfirmed => _unconfirmed.Count;

    public RmContainer? Find(ContainerId id) => _byId.GetValueOrDefault(id);

    /// <summary>What a container has had until now, times the milliseconds that it had it.</summary>
    public ResourceSum HadBy(RmContainer container) => ResourceSum.Of(container.Resource, Passed - container.Since);

    /// <summary>One container of a demand, on a node that has room for it.</summary>
    public RmContainer Grant(ScheduledApplication application, Demand demand, RmNode node, Now now)
    {
        var attempt = application.App.Current!;
        var container = new RmContainer
        {
            Id = new ContainerId(attempt.Id, (epoch() << ContainerId.EpochShift) | ++attempt.Granted),
            App = application.App,
            Node = node,
            Resource = demand.Capability,
            Priority = demand.Priority,
            AllocationRequestId = demand.RequestId,
            IsMaster = demand.IsMaster,
            CreationTime = now.WallMilliseconds,
            Since = Passed,
            MayBeAnywhere = demand.Relax,
        };
        demand.TakePlaces(container, now);
        application.SetCount(demand, demand.Count - 1);
        Add(application, container);
        return container;
    }

    /// <summary>
    /// A container that an earlier life of the ResourceManager granted, and that runs: taken as it is, also where there is no room for it.
    /// </summary>
    public RmContainer Recover(ScheduledApplication application, RmNode node, NodeContainerStatus status, bool isMaster)
    {
        var container = new RmContainer
        {
            Id = status.Id,
            App = application.App,
            Node = node,
            Resource = status.Resource,
            Priority = status.Priority,
            AllocationRequestId = status.AllocationRequestId,
            IsMaster = isMaster,
            CreationTime = status.CreationTime,
            Since = Passed,
            State = LiveContainerState.Running,
        };
        Add(application, container);
        return container;
    }

    /// <summary>A live container ends: all that it had is free.</summary>
    public void Remove(RmContainer container)
    {
        var (application, node) = (container.App.Scheduled!, container.Node);
        if (container.IsUntold)
        {
            application.Untold.Remove(container);
            application.WantAgain(container);
            agenda.Add(application);
        }

        _byId.Remove(container.Id);
        container.State = LiveContainerState.Ended;
        container.App.Had += HadBy(container);
        if (container.Id.Epoch < epoch())
        {
            application.EndedFromBefore.Add(container.Id);
        }

        Unlink(application, container);
        application.AddUsed(Resource.None - container.Resource, -1);
        application.User.Tasks -= container.IsMaster ? 0 : 1;
        node.Used -= container.Resource;
        node.Containers--;
        nodes.Freed(node);
        agenda.Add(application.Leaf);
    }

    /// <summary>What was granted and not yet told.</summary>
    public IReadOnlyList<GrantedContainer> TakeGranted(ScheduledApplication application, Now now)
    {
        if (application.Untold.IsEmpty)
        {
            return [];
        }

        var containers = application.Untold.TakeAll();
        var granted = new GrantedContainer[containers.Length];
        for (var i = 0; i < granted.Length; i++)
        {
            var container = containers[i];
            granted[i] = container.ToGranted();

            // From here on it may be started there, whether its node comes to tell of it before the application's end or not.
            application.App.RanOn.Add(container.Node.Id);
            if (container.State == LiveContainerState.Allocated)
            {
                container.State = LiveContainerState.Acquired;
            }

            _unconfirmed.Enqueue((container, now.MonotonicMilliseconds + options.AllocationExpiry));
        }

        if (_unconfirmed.Count > (2 * _byId.Count) + SpareUnconfirmed)
        {
            ForgetConfirmed();
        }

        return granted;
    }

    /// <summary>Containers that were told of and never started (ContainerAllocationExpirer).</summary>
    public void TakeExpired(Now now, List<RmContainer> expired)
    {
        while (_unconfirmed.TryPeek(out var next)
            && (next.At <= now.MonotonicMilliseconds || next.Container.State != LiveContainerState.Acquired))
        {
            _unconfirmed.Dequeue();
            if (next.Container.State == LiveContainerState.Acquired)
            {
                expired.Add(next.Container);
            }
        }
    }

    // What was given back is not looked at while one before it is not started: a master that holds one and gives back the others would fill
    // the queue. Half of it goes at least, so that each entry is moved once for each time it was put in.
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

    private void Add(ScheduledApplication application, RmContainer container)
    {
        var node = container.Node;
        _byId.Add(container.Id, container);
        container.NextOfApp = application.FirstContainer;
        application.FirstContainer?.PreviousOfApp = container;
        application.FirstContainer = container;
        container.NextOfNode = node.FirstContainer;
        node.FirstContainer?.PreviousOfNode = container;
        node.FirstContainer = container;
        application.AddUsed(container.Resource, 1);
        application.User.Tasks += container.IsMaster ? 0 : 1;
        node.Used += container.Resource;
        node.Containers++;
        nodes.Place(node);
    }

    private static void Unlink(ScheduledApplication application, RmContainer container)
    {
        if (container.PreviousOfApp is { } previous)
        {
            previous.NextOfApp = container.NextOfApp;
        }
        else
        {
            application.FirstContainer = container.NextOfApp;
        }

        container.NextOfApp?.PreviousOfApp = container.PreviousOfApp;
        if (container.PreviousOfNode is { } before)
        {
            before.NextOfNode = container.NextOfNode;
        }
        else
        {
            container.Node.FirstContainer = container.NextOfNode;
        }

        container.NextOfNode?.PreviousOfNode = container.PreviousOfNode;
        container.NextOfApp = null;
        container.PreviousOfApp = null;
        container.NextOfNode = null;
        container.PreviousOfNode = null;
    }
}
