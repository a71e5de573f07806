using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Options;
using Hathi.Yarn.Core.State;

namespace Hathi.Yarn.Core.Scheduling;

/// <summary>The queues, and which applications are in which.</summary>
internal sealed class QueuedApplications(
    RmOptions options, ResourceRules rules, ClusterNodes nodes, Demands demands, Reservations reservations, Agenda agenda)
{
    private readonly HashSet<AppShare> _shares = [];

    public QueueTree Queues { get; private set; } = new(options.Queues, rules);

    /// <summary>An application that its queue takes.</summary>
    public void Add(RmApp app, LeafQueue leaf)
    {
        var user = leaf.User(app.User);
        var share = new AppShare(app, leaf, user)
        {
            Master = app.Submission.Unmanaged ? Resource.None : nodes.Normalize(app.Submission.MasterAsks[0].Capability),
        };
        app.Share = share;
        leaf.Applications++;
        leaf.CountSubmitted();
        _shares.Add(share);
        share.Enter();
        agenda.Add(leaf);
    }

    /// <summary>An application that has ended, and has no containers any more.</summary>
    public void Remove(AppShare share)
    {
        demands.EndAttempt(share);
        var leaf = share.Leaf;
        leaf.Applications--;
        leaf.CountEnded(share.App.State);
        _shares.Remove(share);
        share.Leave();
        agenda.Add(leaf);
    }

    /// <summary>An application and all it has goes to another queue.</summary>
    public void Move(AppShare share, LeafQueue target)
    {
        reservations.Release(share);
        var source = share.Leaf;
        var active = share.IsActive;
        _shares.Remove(share);
        share.Leave();
        source.Applications--;
        source.AddUsed(Resource.None - share.Used, -share.Containers);
        source.AddPending(Resource.None - share.Pending, -share.PendingContainers);
        share.User.Used -= share.Used;
        share.User.Tasks -= share.CountTasks();
        var user = target.User(share.App.User);
        share.Leaf = target;
        share.User = user;
        target.Applications++;
        target.AddUsed(share.Used, share.Containers);
        target.AddPending(share.Pending, share.PendingContainers);
        user.Used += share.Used;
        user.Tasks += share.CountTasks();
        _shares.Add(share);
        share.Enter();
        if (active)
        {
            share.AssumeActive();
        }

        agenda.Add(source);
        agenda.Add(target);
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

        agenda.Add(share.Leaf);
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

    /// <summary>Those in a queue.</summary>
    public List<AppShare> In(LeafQueue leaf)
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

    private void Refill(LeafQueue from, LeafQueue to)
    {
        foreach (var share in In(from))
        {
            Move(share, to);
        }
    }
}
