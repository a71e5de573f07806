namespace Hathi.Ring.Core.Schema.Steps;

/// <summary>What came of a statement.</summary>
/// <param name="Schema">After it.</param>
/// <param name="Epoch">How many changes there were by then: who has seen a larger one has seen this.</param>
public sealed record SchemaOutcome(RingSchema Schema, long Epoch)
{
    /// <summary>For the answer and the event; null: nothing is another (IF NOT EXISTS, and the like).</summary>
    public SchemaChange? Change { get; init; }

    /// <summary>What the user is to know.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>Tables that are new, or of another shape, for the store.</summary>
    public ImmutableArray<TableDefinition> Set { get; init; } = [];

    /// <summary>Tables that are gone, for the store.</summary>
    public ImmutableArray<TableDefinition> Dropped { get; init; } = [];
}

/// <summary>What has changed.</summary>
/// <param name="Kind">How.</param>
/// <param name="Target">What.</param>
/// <param name="Keyspace">It, or its keyspace.</param>
/// <param name="Name">Its name; of a keyspace empty.</param>
public sealed record SchemaChange(ChangeKind Kind, ChangeTarget Target, string Keyspace, string Name);

/// <summary>How something has changed.</summary>
public enum ChangeKind
{
    /// <summary>It is new.</summary>
    Created,

    /// <summary>It is another.</summary>
    Updated,

    /// <summary>It is gone.</summary>
    Dropped,
}

/// <summary>What has changed.</summary>
public enum ChangeTarget
{
    /// <summary>A keyspace.</summary>
    Keyspace,

    /// <summary>A table.</summary>
    Table,

    /// <summary>A user type.</summary>
    Type,
}
