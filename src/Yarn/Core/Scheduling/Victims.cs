using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.State;

namespace Hathi.Yarn.Core.Scheduling;

/// <summary>
/// What one queue would lose first, for one round of <see cref="Preemption"/>: of its last application the least important container, and
/// the newest of those; then of the application before. Each is looked at once a round.
/// </summary>
internal sealed class Victims
{
    private readonly List<ScheduledApplication> _applications = [];
    private readonly List<RmContainer> _containers = [];
    private bool _isSorted;
    private int _at;

    /// <summary>What of the queue's is marked already.</summary>
    public Resource Marked { get; set; }

    public void Add(ScheduledApplication application) => _applications.Add(application);

    /// <summary>The next one; null: there is none.</summary>
    /// <param name="looks">Grows by how much was looked at.</param>
    public RmContainer? Peek(ref int looks)
    {
        if (!_isSorted)
        {
            _isSorted = true;
            looks += _applications.Count;
            _applications.Sort(static (a, b) => AppOrder.IsEarlier(a, b) ? -1 : a == b ? 0 : 1);
        }

        while (_at == _containers.Count && _applications.Count > 0)
        {
            Open(_applications[^1], ref looks);
            _applications.RemoveAt(_applications.Count - 1);
        }

        return _at < _containers.Count ? _containers[_at] : null;
    }

    /// <summary>What was peeked at is marked.</summary>
    public void Take()
    {
        Marked += _containers[_at].Resource;
        _at++;
    }

    // Its containers are linked from the newest to the oldest.
    private void Open(ScheduledApplication application, ref int looks)
    {
        _containers.Clear();
        _at = 0;
        looks++;
        for (var container = application.FirstContainer; container is not null; container = container.NextOfApp)
        {
            looks++;
            if (!container.IsMaster && container.PreemptSince == 0)
            {
                _containers.Add(container);
            }
        }

        var inOrder = _containers.OrderByDescending(static c => c.Priority).ToList(); // among equals as before
        _containers.Clear();
        _containers.AddRange(inOrder);
    }
}
