using Hathi.Base;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Options;
using Hathi.Yarn.Core.State;

namespace Hathi.Yarn.Core.Scheduling;

/// <summary>
/// Who gets which container where. What happens marks nodes, applications and queues as worth a look (<see cref="Agenda"/>);
/// <see cref="Settle"/>, at the end of each step, looks at them until nothing more can be granted: a node that has room is offered to the
/// queue that needs it most (<see cref="Offers"/>), an application that asks is placed on the least loaded node (<see cref="Placer"/>).
/// </summary>
internal sealed class Scheduler
{
    /// <summary>Applications that are tried when a queue's limit gives way, and in each look at all.</summary>
    private const int MaxAppsALook = 64;

    /// <summary>What the agenda has: nodes, applications, those to be looked at again, queues.</summary>
    private const int Kinds = 4;

    private readonly RmOptions _options;
    private readonly Agenda _agenda = new();
    private readonly StepBudget _budget = new();
    private readonly Reservations _reservations;
    private readonly Locality _locality;
    private readonly Grants _grants;
    private readonly Placer _placer;
    private readonly Offers _offers;
    private long _sweptAt;

    // Looks that are left until the next tick for those that are looked at again.
    private long _again = StepBudget.Again;

    // Which kind is looked at first in this step.
    private int _first;

    /// <param name="options">Settings.</param>
    /// <param name="epoch">Of this life; asked when the first container is granted.</param>
    /// <param name="onMasterGranted">Told of each container granted to a master.</param>
    public Scheduler(RmOptions options, Func<long> epoch, Action<RmContainer> onMasterGranted)
    {
        _options = options;
        Rules = new ResourceRules(options);
        Nodes = new ClusterNodes(options, Rules, _agenda);
        Containers = new LiveContainers(options, Nodes, _agenda, epoch);
        _reservations = new Reservations(Nodes);
        Demands = new Demands(Nodes, _reservations, _agenda);
        Applications = new ScheduledApplications(options, Rules, Nodes, Demands, _reservations, _agenda);
        _locality = new Locality(options, Nodes, _budget);
        _grants = new Grants(_reservations, Containers, _budget, onMasterGranted);
        _placer = new Placer(Nodes, _locality, _grants, _agenda, Rules, _budget);
        _offers = new Offers(Applications, Nodes, _locality, _reservations, _grants, _agenda, Rules, _budget);
        Preemption = new Preemption(Applications, Nodes, Rules, options);
    }

    public ResourceRules Rules { get; }

    public ClusterNodes Nodes { get; }

    public LiveContainers Containers { get; }

    public Demands Demands { get; }

    public ScheduledApplications Applications { get; }

    public QueueTree Queues => Applications.Queues;

    public Preemption Preemption { get; }

    /// <summary>After a restart, until the nodes have told what they run: nothing is granted.</summary>
    public bool IsHeld { get; set; }

    /// <summary>Time will change something: somebody waits.</summary>
    public bool WantsTicks => Queues.Root.PendingContainers > 0;

    /// <summary>Containers granted since the start.</summary>
    public long Decisions => _grants.Count;

    /// <summary>What was looked at since the start, without what grants cost.</summary>
    public long Looks => _budget.Looks;

    public void AddNode(RmNode node)
    {
        Nodes.Add(node);
        Applications.Measure();
        Nodes.Freed(node);
    }

    /// <summary>Nothing more is granted on it; what runs there runs on.</summary>
    public void RemoveNode(RmNode node)
    {
        if (!Nodes.Remove(node))
        {
            return;
        }

        if (node.Reservation is { } reservation)
        {
            _reservations.Release(reservation.Application);
        }

        Applications.Measure();
    }

    /// <summary>A node came back with another size or in another rack.</summary>
    public void Resize(RmNode node, Resource total, string rack)
    {
        var serves = Nodes.Contains(node);
        if (serves)
        {
            RemoveNode(node);
        }

        node.Total = total;
        node.Rack = rack;
        if (serves)
        {
            AddNode(node);
        }
    }

    /// <summary>A node has told how loaded it is, perhaps for the first time since it registered.</summary>
    public void Heard(RmNode node)
    {
        if (node.IsHeard)
        {
            Nodes.Place(node);
            return;
        }

        node.IsHeard = true;
        Nodes.Freed(node);
    }

    /// <summary>A node may be dead: until it is heard again nothing is granted there, and nothing is kept there for anybody.</summary>
    public void FellSilent(RmNode node)
    {
        if (!node.IsHeard)
        {
            return;
        }

        node.IsHeard = false;
        if (node.Reservation is { } reservation)
        {
            _reservations.Release(reservation.Application);
            _agenda.Add(reservation.Application);
        }

        Nodes.Place(node);
    }

    /// <summary>
    /// A step begins. When the one before did all that a step may do, another kind is looked at first: otherwise an application that asks
    /// for all there is would keep new ones from beginning.
    /// </summary>
    public void Begin()
    {
        _first = _budget.IsSpent ? (_first + 1) % Kinds : 0;
        _budget.Begin();
    }

    /// <summary>Grants all that can be granted now, as far as it does not take long.</summary>
    public void Settle(Now now)
    {
        while (!IsHeld && !_budget.IsSpent)
        {
            if (!LookAtOne(_first, now) && !LookAtOne(_first + 1, now) && !LookAtOne(_first + 2, now) && !LookAtOne(_first + 3, now))
            {
                return;
            }
        }
    }

    /// <summary>Time has passed: who waits for a place has had opportunities, and nobody is forgotten.</summary>
    public void Tick(Now now)
    {
        if (IsHeld)
        {
            return;
        }

        _budget.Tick();
        _again = StepBudget.Again;
        _agenda.Tick();
        if (now.MonotonicMilliseconds - _sweptAt >= _options.OpportunityInterval)
        {
            _sweptAt = now.MonotonicMilliseconds;
            foreach (var leaf in Queues.Leaves)
            {
                Sweep(leaf);
            }
        }
    }

    // False: of that kind there is nothing.
    private bool LookAtOne(int kind, Now now)
    {
        switch (kind % Kinds)
        {
            case 0 when _agenda.TryTake(out RmNode? node):
                _offers.Offer(node, now);
                return true;
            case 1 when _agenda.TryTake(out ScheduledApplication? application):
                _placer.Place(application, now);
                return true;
            case 2 when _again > 0 && _agenda.TryTakeAgain(out var application):
                LookAgain(application, now);
                return true;
            case 3 when _agenda.TryTake(out LeafQueue? leaf):
                Look(leaf, now);
                return true;
            default:
                return false;
        }
    }

    // What it looks at in vain is taken from what there is for all of those until the next tick: the others follow then.
    private void LookAgain(ScheduledApplication application, Now now)
    {
        var (looks, granted) = (_budget.Looks, Decisions);
        if (application.HasWaited)
        {
            application.HasWaited = false;
            if (application is { Order: not null, IsActive: true })
            {
                _locality.CountOpportunities(application, now);
            }
        }

        _placer.Place(application, now);
        if (Decisions == granted)
        {
            _again -= _budget.Looks - looks;
        }
    }

    private void Look(LeafQueue leaf, Now now)
    {
        while (true)
        {
            if (_budget.IsSpent)
            {
                _agenda.Add(leaf); // for the next step
                return;
            }

            _budget.Spend(leaf.Users.Count);
            if (leaf.NextToActivate() is not { } application)
            {
                break;
            }

            application.Activate();
            _placer.Place(application, now);
        }

        if (leaf.WasAtLimit)
        {
            leaf.WasAtLimit = false;
            if (MayPlace(leaf))
            {
                leaf.BeginWithFirst();
                LookAtSome(leaf);
                leaf.Line.Clear();
            }
        }
    }

    // Some at a time, those that wait are tried whatever has happened: what no event has thought of is found here.
    private void Sweep(LeafQueue leaf)
    {
        if (!MayPlace(leaf))
        {
            return;
        }

        leaf.BeginAfter(leaf.SweptTo);
        leaf.SweptTo = LookAtSome(leaf);
        leaf.Line.Clear();
    }

    private bool MayPlace(LeafQueue leaf) => leaf.PendingContainers != 0 && Nodes.HaveRoomFor(Rules.Minimum);

    // The last that will be tried; null: there are no more.
    private AppKey? LookAtSome(LeafQueue leaf)
    {
        _budget.Spend(leaf.Users.Count + MaxAppsALook);
        ScheduledApplication? last = null;
        for (var count = 0; count < MaxAppsALook; count++)
        {
            if (leaf.Line.Take() is not { } application)
            {
                return null;
            }

            _agenda.AddAgain(application);
            last = application;
        }

        return AppKey.Of(last!);
    }
}
