using System.Collections.Immutable;
using Hathi.Ring.Data.Types;

namespace Hathi.Ring.Data.Tables;

/// <summary>
/// What storage knows of a table: types, not names. Immutable; a change of the schema makes a new one of the same <see cref="Id"/>.
/// </summary>
public sealed class TableShape
{
    private readonly Dictionary<int, StoredColumn> _byId = [];

    /// <summary>Makes a shape.</summary>
    /// <param name="id">The table's, which no other table ever has.</param>
    /// <param name="partitionKey">Types of the partition key's columns, at least one.</param>
    /// <param name="clustering">The clustering columns, in order.</param>
    /// <param name="columns">All others; two of one id are a fault of the caller.</param>
    public TableShape(
        Guid id, ImmutableArray<CqlType> partitionKey, ImmutableArray<ClusteringColumn> clustering, ImmutableArray<StoredColumn> columns)
    {
        Id = id;
        PartitionKey = partitionKey;
        Clustering = clustering;
        Columns = columns.Sort(static (a, b) => a.Id.CompareTo(b.Id));
        foreach (var column in Columns)
        {
            _byId.Add(column.Id, column);
        }
    }

    /// <summary>The table's, which no other table ever has.</summary>
    public Guid Id { get; }

    /// <summary>Types of the partition key's columns.</summary>
    public ImmutableArray<CqlType> PartitionKey { get; }

    /// <summary>The clustering columns; none: a partition has one row.</summary>
    public ImmutableArray<ClusteringColumn> Clustering { get; }

    /// <summary>All others, in the order of their ids.</summary>
    public ImmutableArray<StoredColumn> Columns { get; }

    /// <summary>The column of an id; null: it was dropped, or is not there yet.</summary>
    public StoredColumn? Find(int id) => _byId.GetValueOrDefault(id);
}
