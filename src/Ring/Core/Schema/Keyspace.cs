namespace Hathi.Ring.Core.Schema;

/// <summary>Who may change what in a keyspace.</summary>
public enum KeyspaceKind : byte
{
    /// <summary>A user's.</summary>
    User = 0,

    /// <summary>The system's, on several nodes: users may say on how many, and read it.</summary>
    Replicated = 1,

    /// <summary>The system's, of each node its own: users read it.</summary>
    Local = 2,

    /// <summary>The system's, made when it is asked for: users read it.</summary>
    Virtual = 3,
}

/// <summary>Tables and types under a name, and where their rows are kept. Immutable: a change makes another one.</summary>
/// <param name="Name">As it is, without quotes.</param>
/// <param name="Kind">Who may change what.</param>
/// <param name="Replication">Where rows are.</param>
/// <param name="IsDurable">A write is in the log before it is acknowledged.</param>
public sealed record Keyspace(string Name, KeyspaceKind Kind, Replication Replication, bool IsDurable)
{
    /// <summary>By name.</summary>
    public ImmutableSortedDictionary<string, TableDefinition> Tables { get; init; } =
        ImmutableSortedDictionary.Create<string, TableDefinition>(StringComparer.Ordinal);

    /// <summary>By name.</summary>
    public ImmutableSortedDictionary<string, UserTypeDefinition> Types { get; init; } =
        ImmutableSortedDictionary.Create<string, UserTypeDefinition>(StringComparer.Ordinal);

    /// <summary>The system's own.</summary>
    public bool IsSystem => Kind != KeyspaceKind.User;

    /// <summary>A table by its name; null: there is none.</summary>
    public TableDefinition? FindTable(string name) => Tables.GetValueOrDefault(name);

    /// <summary>A type by its name; null: there is none.</summary>
    public UserTypeDefinition? FindType(string name) => Types.GetValueOrDefault(name);

    /// <summary>With a table that is new or another.</summary>
    public Keyspace With(TableDefinition table) => this with { Tables = Tables.SetItem(table.Name, table) };

    /// <summary>With a type that is new or another.</summary>
    public Keyspace With(UserTypeDefinition type) => this with { Types = Types.SetItem(type.Name, type) };
}
