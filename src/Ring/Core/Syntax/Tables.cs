namespace Hathi.Ring.Core.Syntax;

/// <summary><c>CREATE TABLE</c>.</summary>
public sealed record CreateTableStatement(QualifiedName Name, bool IfNotExists, ImmutableArray<ColumnDefinition> Columns) : Statement
{
    /// <summary>All that were written, behind a column or by themselves; exactly one is right.</summary>
    public ImmutableArray<PrimaryKey> PrimaryKeys { get; init; } = [];

    /// <summary>Behind WITH.</summary>
    public ImmutableArray<Property> Properties { get; init; } = [];

    /// <summary><c>CLUSTERING ORDER BY</c>.</summary>
    public ImmutableArray<ClusteringOrder> ClusteringOrder { get; init; } = [];

    /// <summary><c>COMPACT STORAGE</c>.</summary>
    public bool IsCompact { get; init; }
}

/// <summary>A column's name and type.</summary>
public sealed record ColumnDefinition(string Name, CqlType Type, bool IsStatic, ColumnMask? Mask);

/// <summary><c>MASKED WITH function(arguments)</c>; no function means <c>MASKED WITH DEFAULT</c>.</summary>
public sealed record ColumnMask(QualifiedName? Function, ImmutableArray<Expression> Arguments);

/// <summary><c>PRIMARY KEY ((a, b), c)</c>.</summary>
public sealed record PrimaryKey(ImmutableArray<string> Partition, ImmutableArray<string> Clustering);

/// <summary>A clustering column, and which way it is sorted.</summary>
public readonly record struct ClusteringOrder(string Column, bool IsDescending);

/// <summary><c>DROP TABLE</c>.</summary>
public sealed record DropTableStatement(QualifiedName Name, bool IfExists) : Statement;

/// <summary><c>ALTER TABLE</c>.</summary>
public sealed record AlterTableStatement(QualifiedName Name, bool IfExists, TableChange Change) : Statement;

/// <summary>What becomes of a table.</summary>
public abstract record TableChange;

/// <summary><c>ALTER column TYPE type</c>.</summary>
public sealed record ChangeColumnType(string Column, CqlType Type) : TableChange;

/// <summary><c>ALTER column MASKED WITH …</c>, or without a mask <c>ALTER column DROP MASKED</c>.</summary>
public sealed record ChangeColumnMask(bool IfExists, string Column, ColumnMask? Mask) : TableChange;

/// <summary><c>ADD</c>.</summary>
public sealed record AddColumns(bool IfNotExists, ImmutableArray<ColumnDefinition> Columns) : TableChange;

/// <summary><c>DROP</c>, what was written until a time in microseconds.</summary>
public sealed record DropColumns(bool IfExists, ImmutableArray<string> Columns, long? Timestamp) : TableChange;

/// <summary><c>RENAME</c>.</summary>
public sealed record RenameColumns(bool IfExists, ImmutableArray<Renaming> Names) : TableChange;

/// <summary><c>DROP COMPACT STORAGE</c>.</summary>
public sealed record DropCompactStorage : TableChange;

/// <summary><c>WITH</c>.</summary>
public sealed record ChangeTableProperties(ImmutableArray<Property> Properties) : TableChange;

/// <summary><c>old TO new</c>.</summary>
public readonly record struct Renaming(string From, string To);
