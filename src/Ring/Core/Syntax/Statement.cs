namespace Hathi.Ring.Core.Syntax;

/// <summary>
/// A statement as it was written. Names are folded to lower case unless they were quoted; nothing is looked up or compared with a schema,
/// and values are still texts, for which type they get depends on the column. Two statements of one text are the same when they print the
/// same: lists in records are compared by where they are, not by what they hold.
/// </summary>
public abstract record Statement;

/// <summary>A statement with its bind markers in the order of the text: the name of each, or null for <c>?</c>.</summary>
public sealed record ParsedStatement(Statement Statement, ImmutableArray<string?> Markers);

/// <summary>The name of a table, index, type or view, and its keyspace where the statement says it.</summary>
public readonly record struct QualifiedName(string? Keyspace, string Name);

/// <summary><c>USE keyspace</c>.</summary>
public sealed record UseStatement(string Keyspace) : Statement;

/// <summary><c>TRUNCATE table</c>.</summary>
public sealed record TruncateStatement(QualifiedName Table) : Statement;
