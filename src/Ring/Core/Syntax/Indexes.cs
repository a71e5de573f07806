namespace Hathi.Ring.Core.Syntax;

/// <summary><c>CREATE INDEX</c>, <c>CREATE CUSTOM INDEX</c>.</summary>
public sealed record CreateIndexStatement(QualifiedName Table, ImmutableArray<IndexTarget> Targets) : Statement
{
    /// <summary>Else it gets one.</summary>
    public string? Name { get; init; }

    /// <summary>Said by the word.</summary>
    public bool IsCustom { get; init; }

    /// <summary><c>IF NOT EXISTS</c>.</summary>
    public bool IfNotExists { get; init; }

    /// <summary>What stands behind <c>USING</c>: a class, or a short name such as <c>sai</c>.</summary>
    public string? Using { get; init; }

    /// <summary>Behind WITH.</summary>
    public ImmutableArray<Property> Properties { get; init; } = [];
}

/// <summary>What of which column is indexed.</summary>
public readonly record struct IndexTarget(IndexTargetKind Kind, string Column);

/// <summary><c>DROP INDEX</c>.</summary>
public sealed record DropIndexStatement(QualifiedName Name, bool IfExists) : Statement;
