using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Options;
using Hathi.Yarn.Core.State;

namespace Hathi.Yarn.Core.Scheduling;

/// <summary>The queues, and which applications are in which.</summary>
internal sealed class ScheduledApplications(
    RmOptions options, ResourceRules rules, ClusterNodes nodes, Demands demands, Reservations reservations, Agenda agenda)
{
    private readonly HashSet<ScheduledApplication> _applications = [];
    private readonly Dictionary<string, PlacesOfUser> _places = new(StringComparer.Ordinal);

    public QueueTree Queues { get; private set; } = new(options.Queues, rules);

    /// <summary>An application that its queue takes.</summary>
    public void Add(RmApp app, LeafQueue leaf)
    {
        var user = leaf.User(app.User);
        if (!_places.TryGetValue(app.User, out var places))
        {
            places = new PlacesOfUser();
            _places.Add(app.User, places);
        }

        places.Applications++;
        var application = new ScheduledApplication(app, leaf, user, places)
        {
            Master = app.Submission.Unmanaged ? Resource.None : nodes.Normalize(app.Submission.MasterAsks[0].Capability),
        };
        app.Scheduled = application;
        leaf.Applications++;
        leaf.CountSubmitted();
        _applications.Add(application);
        application.Enter();
        agenda.Add(leaf);
    }

    /// <summary>An application that has ended, and has no containers any more.</summary>
    public void Remove(ScheduledApplication application)
    {
        demands.EndAttempt(application);
        var leaf = application.Leaf;
        leaf.Applications--;
        leaf.CountEnded(application.App.State);
        if (--_places[application.App.User].Applications == 0)
        {
            _places.Remove(application.App.User);
        }

        _applications.Remove(application);
        application.Leave();
        agenda.Add(leaf);
    }

    /// <summary>An application and all it has goes to another queue.</summary>
    public void Move(ScheduledApplication application, LeafQueue target)
    {
        reservations.Release(application);
        var source = application.Leaf;
        var active = application.IsActive;
        _applications.Remove(application);
        application.Leave();
        source.Applications--;
        source.AddUsed(Resource.None - application.Used, -application.Containers);
        source.AddPending(-application.Pending, -application.PendingContainers);
        application.User.Used -= application.Used;
        application.User.Tasks -= application.CountTasks();
        var user = target.User(application.App.User);
        application.Leaf = target;
        application.User = user;
        target.Applications++;
        target.AddUsed(application.Used, application.Containers);
        target.AddPending(application.Pending, application.PendingContainers);
        user.Used += application.Used;
        user.Tasks += application.CountTasks();
        _applications.Add(application);
        application.Enter();
        if (active)
        {
            application.AssumeActive();
        }

        agenda.Add(source);
        agenda.Add(target);
    }

    /// <summary>What an application's place among others depends on is about to change.</summary>
    public void BeforeOrderChanges(ScheduledApplication application) => application.Order?.Remove(application);

    public void AfterOrderChanged(ScheduledApplication application)
    {
        if (!application.IsActive)
        {
            application.User.Inactive.Add(application);
        }
        else if (application.PendingContainers > 0)
        {
            application.User.Waiting.Add(application);
        }

        agenda.Add(application.Leaf);
    }

    /// <summary>The cluster is larger or smaller: so is what each queue may have.</summary>
    public void Measure()
    {
        Queues.Root.Measure(nodes.Total, rules);
        agenda.AddAll(Queues.Leaves);
    }

    /// <summary>The queues are to be others; those with applications stay where they are.</summary>
    /// <exception cref="RmFault">One of them would go.</exception>
    public void Refresh(QueueSettings settings)
    {
        var fresh = new QueueTree(settings, rules);
        foreach (var leaf in Queues.Leaves)
        {
            if (leaf.Applications > 0 && fresh.FindLeaf(leaf.Path) is null)
            {
                throw new RmFault(
                    RmError.Io,
                    $"Failed to re-init queues : queue {leaf.Path} has {leaf.Applications} applications and is not among the new ones: "
                    + "move or kill them first, or stop the queue (state=STOPPED) until they have ended");
            }
        }

        var before = Queues;
        Queues = fresh;
        fresh.Root.Measure(nodes.Total, rules);
        foreach (var leaf in before.Leaves)
        {
            fresh.FindLeaf(leaf.Path)?.TakeCounts(leaf);
            if (leaf.Applications > 0)
            {
                Refill(leaf, fresh.FindLeaf(leaf.Path)!);
            }
        }

        agenda.AddAll(fresh.Leaves);
    }

    /// <summary>All of them, in no order.</summary>
    public IReadOnlyCollection<ScheduledApplication> All => _applications;

    private List<ScheduledApplication> In(LeafQueue leaf)
    {
        var found = new List<ScheduledApplication>(_applications.Count);
        foreach (var application in _applications)
        {
            if (application.Leaf == leaf)
            {
                found.Add(application);
            }
        }

        return found;
    }

    private void Refill(LeafQueue from, LeafQueue to)
    {
        foreach (var application in In(from))
        {
            Move(application, to);
        }
    }
}
