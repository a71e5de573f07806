using Hathi.Ring.Data.Types;

namespace Hathi.Ring.Core.Schema;

/// <summary>A column of a table. Immutable.</summary>
/// <param name="Name">As it is, without quotes.</param>
/// <param name="Kind">What it is in its table.</param>
/// <param name="Position">In the partition key or the clustering, from 0; of others -1, as Cassandra has it.</param>
/// <param name="Id">By which rows know it, from 1; never used again in the table, also when the column is dropped.</param>
/// <param name="Type">Of its values.</param>
public sealed record Column(string Name, ColumnKind Kind, int Position, int Id, CqlType Type)
{
    /// <summary>A collection or user type that is not frozen: a cell an element or field.</summary>
    public bool IsMultiCell { get; init; }

    /// <summary>Rows are sorted by it from the largest to the smallest; only of clustering columns.</summary>
    public bool IsDescending { get; init; }

    /// <summary>It is of the partition key or the clustering.</summary>
    public bool IsKey => Kind is ColumnKind.PartitionKey or ColumnKind.Clustering;

    /// <summary>One value a partition.</summary>
    public bool IsStatic => Kind == ColumnKind.Static;

    /// <summary>Its type as Cassandra's schema writes it: <c>frozen&lt;list&lt;int&gt;&gt;</c>.</summary>
    public string TypeText => CqlTypeText.Of(Type, IsMultiCell);
}
