namespace Hathi.Yarn.Core.State;

/// <summary>
/// What an application was granted and its master has not been told, in order. Each is taken out at once, for with a node or an application
/// all that it has here is taken back: it leaves a gap, and gaps are closed when they are more than half.
/// </summary>
internal sealed class UntoldContainers
{
    private const int SpareGaps = 16;

    // Containers that there is room for, whatever was there: most masters are told of fewer at once.
    private const int Spare = 256;

    private readonly List<RmContainer?> _containers = [];
    private int _gaps;

    /// <summary>Containers that there is room for.</summary>
    public int Capacity => _containers.Capacity;

    public bool IsEmpty => _containers.Count == _gaps;

    public void Add(RmContainer container)
    {
        container.UntoldAt = _containers.Count;
        _containers.Add(container);
    }

    /// <summary>One of them ends.</summary>
    public void Remove(RmContainer container)
    {
        _containers[container.UntoldAt] = null;
        container.UntoldAt = -1;
        if (++_gaps > (_containers.Count / 2) + SpareGaps)
        {
            CloseGaps();
        }
    }

    /// <summary>All of them: they are told now.</summary>
    public RmContainer[] TakeAll()
    {
        var taken = new RmContainer[_containers.Count - _gaps];
        var count = 0;
        foreach (var container in _containers)
        {
            if (container is not null)
            {
                container.UntoldAt = -1;
                taken[count++] = container;
            }
        }

        _containers.Clear();
        GiveBack();
        _gaps = 0;
        return taken;
    }

    private void CloseGaps()
    {
        _containers.RemoveAll(static c => c is null);
        for (var i = 0; i < _containers.Count; i++)
        {
            _containers[i]!.UntoldAt = i;
        }

        GiveBack();
        _gaps = 0;
    }

    // What a burst has taken is not kept for the life of the application.
    private void GiveBack()
    {
        if (_containers.Capacity > Spare && _containers.Capacity / 4 > _containers.Count)
        {
            _containers.Capacity = Math.Max(Spare, _containers.Count);
        }
    }
}
