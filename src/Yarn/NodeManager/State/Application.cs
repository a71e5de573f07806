using System.Collections.Concurrent;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.NodeManager.State;

/// <summary>What this node has of an application. Safe from any thread.</summary>
internal sealed class Application(ApplicationIdProto id, string user)
{
    private readonly Lock _gate = new();
    private bool _finishing;

    internal ApplicationIdProto Id { get; } = id;

    /// <summary><c>application_…</c>.</summary>
    internal string Text { get; } = id.ToText();

    internal string User { get; } = user;

    /// <summary>
    /// Containers that run, and those whose end the ResourceManager has not taken note of, by id. Of older ones only logs are left.
    /// </summary>
    internal ConcurrentDictionary<string, Container> Containers { get; } = new(StringComparer.Ordinal);

    /// <summary>What becomes of its logs, as the first container's token says; null: the defaults.</summary>
    internal LogAggregationContextProto? LogContext { get; set; }

    /// <summary>Who may see its logs, from the first launch context.</summary>
    internal IReadOnlyList<ApplicationACLMapProto> AccessLists { get; set; } = [];

    /// <summary>RUNNING or FINISHING_CONTAINERS_WAIT, as REST shows it.</summary>
    internal string State => IsFinishing ? "FINISHING_CONTAINERS_WAIT" : "RUNNING";

    /// <summary>Nothing more of it starts here.</summary>
    internal bool IsFinishing
    {
        get
        {
            lock (_gate)
            {
                return _finishing;
            }
        }
    }

    /// <summary>Adds a container; false: the application is finishing, or has it already.</summary>
    internal bool TryAdd(Container container)
    {
        lock (_gate)
        {
            return !_finishing && Containers.TryAdd(container.Id, container);
        }
    }

    /// <summary>Begins the end; false: it has begun.</summary>
    internal bool TryFinish()
    {
        lock (_gate)
        {
            var first = !_finishing;
            _finishing = true;
            return first;
        }
    }
}
