namespace Hathi.Ring.Core.Syntax;

/// <summary><c>SELECT</c>. No selectors mean <c>*</c>.</summary>
public sealed record SelectStatement(ImmutableArray<Selector> Selectors, QualifiedName From) : Statement
{
    /// <summary>Rows come as JSON.</summary>
    public bool IsJson { get; init; }

    /// <summary>Partitions, or partitions with static columns, not rows.</summary>
    public bool IsDistinct { get; init; }

    /// <summary>All must hold.</summary>
    public ImmutableArray<Relation> Where { get; init; } = [];

    /// <summary>By columns or functions of them.</summary>
    public ImmutableArray<Expression> GroupBy { get; init; } = [];

    /// <summary>By clustering columns, or by nearness to a vector.</summary>
    public ImmutableArray<Ordering> OrderBy { get; init; } = [];

    /// <summary>A number or a marker.</summary>
    public Expression? PerPartitionLimit { get; init; }

    /// <summary>A number or a marker.</summary>
    public Expression? Limit { get; init; }

    /// <summary>Rows may be read that are not answered.</summary>
    public bool AllowFiltering { get; init; }
}

/// <summary>What is selected, and how it is called.</summary>
public readonly record struct Selector(Expression Of, string? Alias);

/// <summary><c>column ASC</c>, or <c>column ANN OF vector</c>.</summary>
public readonly record struct Ordering(string Column, Expression? NearestTo, bool IsDescending);
