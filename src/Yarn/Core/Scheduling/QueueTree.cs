using Hathi.Yarn.Core.Options;
using Hathi.Yarn.Core.State;

namespace Hathi.Yarn.Core.Scheduling;

/// <summary>The queues by path and by name.</summary>
internal sealed class QueueTree
{
    private readonly Dictionary<string, SchedulerQueue> _byPath = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SchedulerQueue> _byName = new(StringComparer.Ordinal);

    public QueueTree(QueueSettings settings, ResourceRules rules) => Root = (ParentQueue)Build(settings, null, rules);

    public ParentQueue Root { get; }

    public List<LeafQueue> Leaves { get; } = [];

    /// <summary>By path, or by name where that is unique.</summary>
    public SchedulerQueue? Find(string queue) => _byPath.GetValueOrDefault(queue) ?? _byName.GetValueOrDefault(queue);

    public LeafQueue? FindLeaf(string queue) => Find(queue) as LeafQueue;

    public string LeafNames()
    {
        var names = new List<string>();
        foreach (var leaf in Leaves)
        {
            names.Add(leaf.Path);
        }

        return string.Join(", ", names);
    }

    private SchedulerQueue Build(QueueSettings settings, ParentQueue? parent, ResourceRules rules)
    {
        SchedulerQueue queue;
        if (settings.Children.Count == 0)
        {
            var leaf = new LeafQueue(settings, parent, rules);
            Leaves.Add(leaf);
            queue = leaf;
        }
        else
        {
            var inner = new ParentQueue(settings, parent);
            foreach (var child in settings.Children)
            {
                var built = Build(child, inner, rules);
                inner.Children.Add(built);
                inner.ByNeed.Add(built);
            }

            queue = inner;
        }

        _byPath.Add(queue.Path, queue);
        if (queue is LeafQueue || !_byName.ContainsKey(queue.Name))
        {
            _byName[queue.Name] = queue;
        }

        return queue;
    }
}
