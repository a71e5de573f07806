using Hathi.Base.Cores;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Schema.Steps;

/// <summary>What can happen to the schema.</summary>
public abstract class SchemaInput;

/// <summary>Somebody wants the schema to be another.</summary>
public sealed class ChangeSchemaRequest : SchemaInput, IAsk<SchemaOutcome>
{
    /// <summary>CREATE, ALTER, DROP of anything.</summary>
    public required Statement Statement { get; init; }

    /// <summary>The keyspace in use; null: names without one are refused.</summary>
    public required string? Keyspace { get; init; }

    /// <summary>Nodes by data center, those that are down included.</summary>
    public required ImmutableSortedDictionary<string, int> Nodes { get; init; }

    /// <summary>
    /// Whether storage still knows an id, be it of a table that was dropped: what there is of that one must not become another's. Only
    /// asked, and only where a statement names an id; edits do not depend on it.
    /// </summary>
    public Func<Guid, bool> IsKnown { get; init; } = static _ => false;
}

/// <summary>Time has passed, which is nothing to a schema.</summary>
public sealed class SchemaTick : SchemaInput;
