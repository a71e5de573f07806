using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Hathi.Ring.Data.Tables;
using Hathi.Ring.Data.Types;

namespace Hathi.Ring.Core.Schema;

/// <summary>A table as it is declared. Immutable: a change makes another one.</summary>
public sealed record TableDefinition
{
    private readonly FrozenDictionary<string, Column> _byName;
    private byte[]? _digest;
    private long _weight;

    /// <param name="keyspace">Whose it is.</param>
    /// <param name="name">Its name there.</param>
    /// <param name="id">By which storage and other nodes know it; a table that comes back under its name has another one.</param>
    /// <param name="columns">All of them, in any order.</param>
    public TableDefinition(string keyspace, string name, Guid id, IEnumerable<Column> columns)
    {
        Keyspace = keyspace;
        Name = name;
        Id = id;
        var all = columns.ToArray();
        Array.Sort(all, static (a, b) => (a.Kind, b.Kind) switch
        {
            var (x, y) when x != y => x.CompareTo(y),
            (ColumnKind.Static or ColumnKind.Regular, _) => NameOrder.Bytes.Compare(a.Name, b.Name),
            _ => a.Position.CompareTo(b.Position),
        });
        Columns = [.. all];
        PartitionKey = Of(all, ColumnKind.PartitionKey);
        Clustering = Of(all, ColumnKind.Clustering);
        Static = Of(all, ColumnKind.Static);
        Regular = Of(all, ColumnKind.Regular);
        IsCounter = all.Any(static c => !c.IsKey && c.Type == NativeType.Counter);
        _byName = all.ToFrozenDictionary(static c => c.Name, StringComparer.Ordinal);
        Shape = new TableShape(
            id,
            [.. PartitionKey.Select(static c => c.Type)],
            [.. Clustering.Select(static c => new ClusteringColumn(c.Type, c.IsDescending))],
            [.. Static.Concat(Regular).Select(static c => new StoredColumn(c.Id, c.Type, c.IsStatic, c.IsMultiCell))]);
    }

    // What is made from the rest is not copied with it, but for what is made from the columns: those stay as they are.
    [SetsRequiredMembers]
    private TableDefinition(TableDefinition other)
    {
        _byName = other._byName;
        (Keyspace, Name, Id, Columns) = (other.Keyspace, other.Name, other.Id, other.Columns);
        (PartitionKey, Clustering, Static, Regular) = (other.PartitionKey, other.Clustering, other.Static, other.Regular);
        Shape = other.Shape;
        (Options, Dropped, NextColumnId) = (other.Options, other.Dropped, other.NextColumnId);
        (IsCounter, IsVirtual) = (other.IsCounter, other.IsVirtual);
    }

    /// <summary>Whose it is.</summary>
    public string Keyspace { get; }

    /// <summary>Its name there.</summary>
    public string Name { get; }

    /// <summary>By which storage and other nodes know it.</summary>
    public Guid Id { get; }

    /// <summary>
    /// All columns in the order of <c>SELECT *</c>: partition key, clustering, static ones by name, regular ones by name.
    /// </summary>
    public ImmutableArray<Column> Columns { get; }

    /// <summary>At least one.</summary>
    public ImmutableArray<Column> PartitionKey { get; }

    /// <summary>Where a row is in its partition; may be none, and then a partition has one row.</summary>
    public ImmutableArray<Column> Clustering { get; }

    /// <summary>By name.</summary>
    public ImmutableArray<Column> Static { get; }

    /// <summary>By name.</summary>
    public ImmutableArray<Column> Regular { get; }

    /// <summary>What storage knows of it.</summary>
    public TableShape Shape { get; }

    /// <summary>Behind WITH.</summary>
    public TableOptions Options { get; init; } = TableOptions.Default;

    /// <summary>Columns that it had, by name; the last one of each.</summary>
    public ImmutableArray<DroppedColumn> Dropped { get; init; } = [];

    /// <summary>The id that the next column gets.</summary>
    public required int NextColumnId { get; init; }

    /// <summary>All that is no key is a counter; so it stays when all of them are dropped.</summary>
    public bool IsCounter { get; init; }

    /// <summary>Its rows are made when they are asked for; nobody writes them.</summary>
    public bool IsVirtual { get; init; }

    /// <summary>A number that only an equal table has.</summary>
    internal byte[] Digest => _digest ??= SchemaDigest.Of(this);

    /// <summary>Bytes in memory, about.</summary>
    internal long Weight => _weight > 0 ? _weight : _weight = SchemaWeight.Of(this);

    /// <summary>A column by its name; null: it has none.</summary>
    public Column? Find(string column) => _byName.GetValueOrDefault(column);

    /// <inheritdoc/>
    public bool Equals(TableDefinition? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => Id.GetHashCode();

    /// <summary>The same table with other columns.</summary>
    public TableDefinition WithColumns(IEnumerable<Column> columns) => new(Keyspace, Name, Id, columns)
    {
        Options = Options,
        Dropped = Dropped,
        NextColumnId = NextColumnId,
        IsCounter = IsCounter,
        IsVirtual = IsVirtual,
    };

    /// <inheritdoc/>
    public override string ToString() => $"{Keyspace}.{Name}";

    private static ImmutableArray<Column> Of(Column[] all, ColumnKind kind) => [.. all.Where(c => c.Kind == kind)];
}
