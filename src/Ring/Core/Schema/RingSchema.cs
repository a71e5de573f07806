using System.Runtime.CompilerServices;

namespace Hathi.Ring.Core.Schema;

/// <summary>
/// Everything that is declared, the system's keyspaces included. Immutable: a change makes another one, and whoever holds this one goes on
/// with it; a statement is planned and run with one and the same.
/// </summary>
public sealed record RingSchema
{
    private StrongBox<Guid>? _version;

    private RingSchema()
    {
    }

    // What is made from the rest is not copied with it.
    private RingSchema(RingSchema other)
    {
        Keyspaces = other.Keyspaces;
        TablesById = other.TablesById;
        Weight = other.Weight;
    }

    /// <summary>Nothing is declared.</summary>
    public static RingSchema Empty { get; } = new();

    /// <summary>By name.</summary>
    public ImmutableSortedDictionary<string, Keyspace> Keyspaces { get; private init; } =
        ImmutableSortedDictionary.Create<string, Keyspace>(StringComparer.Ordinal);

    /// <summary>Tables by their ids; of virtual ones too.</summary>
    public ImmutableDictionary<Guid, TableDefinition> TablesById { get; private init; } =
        ImmutableDictionary<Guid, TableDefinition>.Empty;

    /// <summary>Bytes of all definitions in memory, about.</summary>
    internal long Weight { get; private init; }

    /// <summary>
    /// What drivers compare: of nodes with equal schemas it is equal. The system's keyspaces count only where users may change them.
    /// </summary>
    public Guid Version => (_version ??= new(SchemaDigest.Of(this))).Value;

    /// <summary>A keyspace by its name; null: there is none.</summary>
    public Keyspace? FindKeyspace(string name) => Keyspaces.GetValueOrDefault(name);

    /// <summary>A table by its names; null: there is none.</summary>
    public TableDefinition? FindTable(string keyspace, string name) => FindKeyspace(keyspace)?.FindTable(name);

    /// <summary>A table by its id; null: there is none.</summary>
    public TableDefinition? FindTable(Guid id) => TablesById.GetValueOrDefault(id);

    /// <summary>With a keyspace that is new or another.</summary>
    public RingSchema With(Keyspace keyspace)
    {
        var before = FindKeyspace(keyspace.Name);
        var keyspaces = Keyspaces.SetItem(keyspace.Name, keyspace);
        var weight = Weight + SchemaWeight.WithoutTables(keyspace) - SchemaWeight.WithoutTables(before);
        if (before is not null && before.Tables == keyspace.Tables)
        {
            return this with { Keyspaces = keyspaces, Weight = weight };
        }

        var byId = TablesById.ToBuilder();
        Forget(byId, before);
        foreach (var table in keyspace.Tables.Values)
        {
            byId[table.Id] = table;
        }

        weight += SchemaWeight.OfTables(keyspace) - SchemaWeight.OfTables(before);
        return this with { Keyspaces = keyspaces, TablesById = byId.ToImmutable(), Weight = weight };
    }

    /// <summary>With a table that is new or another, of a keyspace that is there.</summary>
    public RingSchema With(TableDefinition table)
    {
        var keyspace = Keyspaces[table.Keyspace];
        var before = keyspace.FindTable(table.Name);
        var byId = before is not null && before.Id != table.Id ? TablesById.Remove(before.Id) : TablesById;

        return this with
        {
            Keyspaces = Keyspaces.SetItem(keyspace.Name, keyspace.With(table)),
            TablesById = byId.SetItem(table.Id, table),
            Weight = Weight + table.Weight - (before?.Weight ?? 0),
        };
    }

    /// <summary>Without a table that is there.</summary>
    public RingSchema Without(TableDefinition table)
    {
        var keyspace = Keyspaces[table.Keyspace];
        return this with
        {
            Keyspaces = Keyspaces.SetItem(keyspace.Name, keyspace with { Tables = keyspace.Tables.Remove(table.Name) }),
            TablesById = TablesById.Remove(table.Id),
            Weight = Weight - table.Weight,
        };
    }

    /// <summary>Without a keyspace.</summary>
    public RingSchema Without(string keyspace)
    {
        var before = FindKeyspace(keyspace);
        var byId = TablesById.ToBuilder();
        Forget(byId, before);
        return this with
        {
            Keyspaces = Keyspaces.Remove(keyspace),
            TablesById = byId.ToImmutable(),
            Weight = Weight - SchemaWeight.WithoutTables(before) - SchemaWeight.OfTables(before),
        };
    }

    /// <inheritdoc/>
    public bool Equals(RingSchema? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => Keyspaces.Count;

    private static void Forget(ImmutableDictionary<Guid, TableDefinition>.Builder byId, Keyspace? keyspace)
    {
        foreach (var table in keyspace?.Tables.Values ?? [])
        {
            byId.Remove(table.Id);
        }
    }
}
