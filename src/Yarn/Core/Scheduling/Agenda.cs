using System.Diagnostics.CodeAnalysis;
using Hathi.Yarn.Core.State;

namespace Hathi.Yarn.Core.Scheduling;

/// <summary>
/// What is worth a look: nodes where room was freed, applications that ask, applications that are looked at again, queues where something
/// gave way; and applications that wait for a place. Each stands in each list once, and is looked at in the order in which it came.
/// </summary>
internal sealed class Agenda
{
    private readonly Queue<RmNode> _nodes = new();
    private readonly Queue<ScheduledApplication> _applications = new();
    private readonly Queue<ScheduledApplication> _again = new();
    private readonly Queue<LeafQueue> _leaves = new();
    private readonly List<ScheduledApplication> _placeWaiters = [];

    public void Add(RmNode node)
    {
        if (!node.IsDirty)
        {
            node.IsDirty = true;
            _nodes.Enqueue(node);
        }
    }

    public void Add(ScheduledApplication application)
    {
        if (!application.IsDirty)
        {
            application.IsDirty = true;
            _applications.Enqueue(application);
        }
    }

    /// <summary>
    /// It has been looked at and got nothing, and may now: of those as many are looked at as there is time for from a tick to the next.
    /// </summary>
    public void AddAgain(ScheduledApplication application)
    {
        if (!application.IsLookedAtAgain)
        {
            application.IsLookedAtAgain = true;
            _again.Enqueue(application);
        }
    }

    public void Add(LeafQueue leaf)
    {
        if (!leaf.IsDirty)
        {
            leaf.IsDirty = true;
            _leaves.Enqueue(leaf);
        }
    }

    /// <summary>The limits of all queues are others: who was refused may have room.</summary>
    public void AddAll(List<LeafQueue> leaves)
    {
        foreach (var leaf in leaves)
        {
            leaf.WasAtLimit = true;
            Add(leaf);
        }
    }

    /// <summary>An application waits for a place that it named: time gives it opportunities.</summary>
    public void WaitForPlace(ScheduledApplication application)
    {
        if (!application.WaitsForPlaces)
        {
            application.WaitsForPlaces = true;
            _placeWaiters.Add(application);
        }
    }

    public bool TryTake([NotNullWhen(true)] out RmNode? node)
    {
        if (_nodes.TryDequeue(out node))
        {
            node.IsDirty = false;
            return true;
        }

        return false;
    }

    public bool TryTake([NotNullWhen(true)] out ScheduledApplication? application)
    {
        if (_applications.TryDequeue(out application))
        {
            application.IsDirty = false;
            return true;
        }

        return false;
    }

    public bool TryTakeAgain([NotNullWhen(true)] out ScheduledApplication? application)
    {
        if (_again.TryDequeue(out application))
        {
            application.IsLookedAtAgain = false;
            return true;
        }

        return false;
    }

    public bool TryTake([NotNullWhen(true)] out LeafQueue? leaf)
    {
        if (_leaves.TryDequeue(out leaf))
        {
            leaf.IsDirty = false;
            return true;
        }

        return false;
    }

    /// <summary>Time has passed: all that wait for places are looked at again, behind those that were to be before.</summary>
    public void Tick()
    {
        foreach (var application in _placeWaiters)
        {
            application.WaitsForPlaces = false;
            application.HasWaited = true;
            AddAgain(application);
        }

        _placeWaiters.Clear();
    }
}
