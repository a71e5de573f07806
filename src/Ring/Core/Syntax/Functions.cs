namespace Hathi.Ring.Core.Syntax;

/// <summary><c>CREATE FUNCTION</c>.</summary>
public sealed record CreateFunctionStatement(
    QualifiedName Name, ImmutableArray<FieldDefinition> Arguments, CqlType Returns, string Language, string Body) : Statement
{
    /// <summary><c>OR REPLACE</c>.</summary>
    public bool OrReplace { get; init; }

    /// <summary><c>IF NOT EXISTS</c>.</summary>
    public bool IfNotExists { get; init; }

    /// <summary><c>CALLED ON NULL INPUT</c>; else null gives null.</summary>
    public bool IsCalledOnNull { get; init; }
}

/// <summary><c>CREATE AGGREGATE</c>.</summary>
public sealed record CreateAggregateStatement(
    QualifiedName Name, ImmutableArray<CqlType> Arguments, string StateFunction, CqlType StateType) : Statement
{
    /// <summary><c>OR REPLACE</c>.</summary>
    public bool OrReplace { get; init; }

    /// <summary><c>IF NOT EXISTS</c>.</summary>
    public bool IfNotExists { get; init; }

    /// <summary><c>FINALFUNC</c>.</summary>
    public string? FinalFunction { get; init; }

    /// <summary><c>INITCOND</c>.</summary>
    public Expression? Initial { get; init; }
}

/// <summary><c>DROP FUNCTION</c>; the arguments are not there where it does not say them.</summary>
public sealed record DropFunctionStatement(QualifiedName Name, bool IfExists, ImmutableArray<CqlType>? Arguments) : Statement;

/// <summary><c>DROP AGGREGATE</c>; the arguments are not there where it does not say them.</summary>
public sealed record DropAggregateStatement(QualifiedName Name, bool IfExists, ImmutableArray<CqlType>? Arguments) : Statement;
