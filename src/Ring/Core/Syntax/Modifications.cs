namespace Hathi.Ring.Core.Syntax;

/// <summary>What changes rows; a batch is made of these.</summary>
public abstract record Modification(QualifiedName Table) : Statement
{
    /// <summary><c>USING</c>.</summary>
    public Attributes Using { get; init; }
}

/// <summary><c>USING TIMESTAMP t AND TTL s</c>: each a number or a marker, or not there.</summary>
public readonly record struct Attributes(Expression? Timestamp, Expression? TimeToLive);

/// <summary><c>INSERT</c>: columns and as many values, which nobody has counted yet.</summary>
public sealed record InsertStatement(QualifiedName Table, ImmutableArray<string> Columns, ImmutableArray<Expression> Values)
    : Modification(Table)
{
    /// <summary>Only a row that is not there.</summary>
    public bool IfNotExists { get; init; }
}

/// <summary><c>INSERT … JSON</c>; the value is a string or a marker.</summary>
public sealed record InsertJsonStatement(QualifiedName Table, Expression Json) : Modification(Table)
{
    /// <summary>Columns that the JSON does not name keep what they hold; else they get null.</summary>
    public bool IsDefaultUnset { get; init; }

    /// <summary>Only a row that is not there.</summary>
    public bool IfNotExists { get; init; }
}

/// <summary><c>UPDATE</c>.</summary>
public sealed record UpdateStatement(QualifiedName Table, ImmutableArray<Assignment> Set, ImmutableArray<Relation> Where)
    : Modification(Table)
{
    /// <summary>Only a row that is there.</summary>
    public bool IfExists { get; init; }

    /// <summary>All must hold.</summary>
    public ImmutableArray<Condition> If { get; init; } = [];
}

/// <summary><c>DELETE</c>; no deletions mean whole rows.</summary>
public sealed record DeleteStatement(ImmutableArray<Deletion> Deletions, QualifiedName Table, ImmutableArray<Relation> Where)
    : Modification(Table)
{
    /// <summary>Only a row that is there.</summary>
    public bool IfExists { get; init; }

    /// <summary>All must hold.</summary>
    public ImmutableArray<Condition> If { get; init; } = [];
}

/// <summary><c>BEGIN BATCH … APPLY BATCH</c>.</summary>
public sealed record BatchStatement(BatchKind Kind, Attributes Using, ImmutableArray<Modification> Statements) : Statement;

/// <summary>What an UPDATE does to a column.</summary>
public abstract record Assignment(string Column);

/// <summary><c>column = value</c>.</summary>
public sealed record SetColumn(string Column, Expression Value) : Assignment(Column);

/// <summary><c>column = column + value</c>, <c>column += value</c>.</summary>
public sealed record AddToColumn(string Column, Expression Value) : Assignment(Column);

/// <summary><c>column = column - value</c>, <c>column -= value</c>.</summary>
public sealed record SubtractFromColumn(string Column, Expression Value) : Assignment(Column);

/// <summary><c>column = value + column</c>.</summary>
public sealed record PrependToColumn(string Column, Expression Value) : Assignment(Column);

/// <summary><c>column[key] = value</c>.</summary>
public sealed record SetElement(string Column, Expression Key, Expression Value) : Assignment(Column);

/// <summary><c>column.field = value</c>.</summary>
public sealed record SetField(string Column, string Field, Expression Value) : Assignment(Column);

/// <summary>What a DELETE takes: a column, <c>column[key]</c>, or <c>column.field</c>.</summary>
public readonly record struct Deletion(string Column, Expression? Key, string? Field);

/// <summary>
/// One of the conditions behind IF: of a column, of <c>column[key]</c> or of <c>column.field</c>; compared with a value by an operator, or
/// looked for among values.
/// </summary>
public sealed record Condition(string Column, Expression? Key, string? Field, Operator Operator, Expression? Value, InValues? In);
