namespace Hathi.Ring.Core.Syntax;

/// <summary><c>CREATE MATERIALIZED VIEW</c>; no selectors mean <c>*</c>.</summary>
public sealed record CreateViewStatement(
    QualifiedName Name, bool IfNotExists, ImmutableArray<Selector> Selectors, QualifiedName From, PrimaryKey PrimaryKey) : Statement
{
    /// <summary>All must hold.</summary>
    public ImmutableArray<Relation> Where { get; init; } = [];

    /// <summary>Behind WITH.</summary>
    public ImmutableArray<Property> Properties { get; init; } = [];

    /// <summary><c>CLUSTERING ORDER BY</c>.</summary>
    public ImmutableArray<ClusteringOrder> ClusteringOrder { get; init; } = [];
}

/// <summary><c>ALTER MATERIALIZED VIEW</c>.</summary>
public sealed record AlterViewStatement(QualifiedName Name, bool IfExists, ImmutableArray<Property> Properties) : Statement;

/// <summary><c>DROP MATERIALIZED VIEW</c>.</summary>
public sealed record DropViewStatement(QualifiedName Name, bool IfExists) : Statement;

/// <summary><c>CREATE TRIGGER</c>.</summary>
public sealed record CreateTriggerStatement(string Name, bool IfNotExists, QualifiedName Table, string Class) : Statement;

/// <summary><c>DROP TRIGGER</c>.</summary>
public sealed record DropTriggerStatement(string Name, bool IfExists, QualifiedName Table) : Statement;
