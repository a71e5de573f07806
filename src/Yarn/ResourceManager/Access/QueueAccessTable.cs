using System.Collections.Frozen;
using Hathi.Hadoop.Rpc.Users;
using Hathi.Yarn.ResourceManager.Options;

namespace Hathi.Yarn.ResourceManager.Access;

/// <summary>
/// The access lists of all queues. Immutable: queues that are read again make another. Source of the rule: ConfiguredYarnAuthorizer.
/// </summary>
internal sealed class QueueAccessTable
{
    private readonly FrozenDictionary<string, QueueAccess> _byPath;
    private readonly Dictionary<string, string> _pathOf = new(StringComparer.Ordinal);

    public QueueAccessTable(IReadOnlyList<QueueAccess> queues)
    {
        _byPath = queues.ToFrozenDictionary(static q => q.Path, StringComparer.Ordinal);
        foreach (var queue in queues)
        {
            // As the Core has it: a name that two queues have is that of the one below which there is none.
            var name = queue.Path[(queue.Path.LastIndexOf('.') + 1)..];
            if (!_pathOf.TryAdd(name, queue.Path) && !queues.Any(q => q.Path.StartsWith(queue.Path + ".", StringComparison.Ordinal)))
            {
                _pathOf[name] = queue.Path;
            }
        }
    }

    /// <summary>The path of a queue that is named by its path or by its last part; null: there is none.</summary>
    public string? Find(string queue) => _byPath.ContainsKey(queue) ? queue : _pathOf.GetValueOrDefault(queue);

    /// <summary>Whether a user is on the list of a queue or of one above it.</summary>
    /// <param name="path">The queue.</param>
    /// <param name="list">Which list.</param>
    /// <param name="user">Who.</param>
    /// <param name="groupsOf">The groups of a user.</param>
    public bool Allows(string path, Func<QueueAccess, AccessList> list, string user, Func<string, IReadOnlyCollection<string>> groupsOf)
    {
        for (var at = path; ; at = at[..at.LastIndexOf('.')])
        {
            var queue = _byPath.GetValueOrDefault(at);
            if (queue is not null && list(queue).Allows(user, groupsOf))
            {
                return true;
            }

            if (!at.Contains('.', StringComparison.Ordinal))
            {
                return queue is null; // Of nothing that is not known here anybody is kept out.
            }
        }
    }
}
