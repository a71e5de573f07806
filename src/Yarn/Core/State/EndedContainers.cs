using Hathi.Yarn.Core.Model;

namespace Hathi.Yarn.Core.State;

/// <summary>
/// Containers that have ended, for the master of an attempt: those that it is to be told of, then those that it was told of and has not
/// acknowledged with a next call. Nodes name ended ones again and again, so that each is found at once.
/// </summary>
internal sealed class EndedContainers
{
    // So many are walked rather than looked up: most masters have no more, and a set of them costs more than they do.
    private const int Few = 32;

    // Of all of them; null: there are few. What a burst has taken is not kept for the life of the attempt.
    private HashSet<ContainerId>? _ids;
    private List<(ContainerStatus Status, NodeId Node)> _toTell = [];
    private List<(ContainerStatus Status, NodeId Node)> _told = [];

    /// <summary>Its end will be, or was told, and nobody has said that it came.</summary>
    public bool Has(ContainerId id) => _ids is { } ids ? ids.Contains(id) : IsAmong(_toTell, id) || IsAmong(_told, id);

    /// <summary>It is to be told, once.</summary>
    public void Add(ContainerStatus status, NodeId node)
    {
        if (Has(status.Id))
        {
            return;
        }

        _toTell.Add((status, node));
        if (_ids is { } ids)
        {
            ids.Add(status.Id);
        }
        else if (_told.Count + _toTell.Count > Few)
        {
            _ids = [.. _told.Select(static t => t.Status.Id), .. _toTell.Select(static t => t.Status.Id)];
        }
    }

    /// <summary>What is told now.</summary>
    public IReadOnlyList<ContainerStatus> Tell()
    {
        if (_toTell.Count == 0)
        {
            return [];
        }

        var statuses = new ContainerStatus[_toTell.Count];
        for (var i = 0; i < statuses.Length; i++)
        {
            statuses[i] = _toTell[i].Status;
        }

        _told.AddRange(_toTell);
        _toTell = [];
        return statuses;
    }

    /// <summary>What was told is known.</summary>
    /// <returns>Each, and the node that was asked to remember it.</returns>
    public IReadOnlyList<(ContainerStatus Status, NodeId Node)> TakeTold()
    {
        if (_told.Count == 0)
        {
            return [];
        }

        var told = _told;
        _told = [];
        if (_toTell.Count == 0)
        {
            _ids = null;
            return told;
        }

        foreach (var (status, _) in told)
        {
            _ids?.Remove(status.Id);
        }

        return told;
    }

    /// <summary>Nobody will be told any more.</summary>
    /// <returns>As <see cref="TakeTold"/>, with those that were not told.</returns>
    public IReadOnlyList<(ContainerStatus Status, NodeId Node)> TakeAll()
    {
        _told.AddRange(_toTell);
        _toTell = [];
        return TakeTold();
    }

    private static bool IsAmong(List<(ContainerStatus Status, NodeId Node)> ended, ContainerId id)
    {
        foreach (var (status, _) in ended)
        {
            if (status.Id == id)
            {
                return true;
            }
        }

        return false;
    }
}
