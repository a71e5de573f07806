namespace Hathi.Ring.Core.Syntax;

/// <summary>One of the conditions of a WHERE, which all must hold.</summary>
public abstract record Relation;

/// <summary><c>column = value</c>, with any operator.</summary>
public sealed record ColumnRelation(string Column, Operator Operator, Expression Value) : Relation;

/// <summary><c>column IN values</c>.</summary>
public sealed record ColumnIn(string Column, InValues Values) : Relation;

/// <summary><c>column[key] = value</c>.</summary>
public sealed record ElementRelation(string Column, Expression Key, Operator Operator, Expression Value) : Relation;

/// <summary><c>column IS NOT NULL</c>, of a view.</summary>
public sealed record NotNull(string Column) : Relation;

/// <summary><c>TOKEN(a, b) &gt; value</c>.</summary>
public sealed record TokenRelation(ImmutableArray<string> Columns, Operator Operator, Expression Value) : Relation;

/// <summary><c>(a, b) &gt; (1, 2)</c>; the value is a tuple or a marker.</summary>
public sealed record TupleRelation(ImmutableArray<string> Columns, Operator Operator, Expression Value) : Relation;

/// <summary><c>(a, b) IN ((1, 2), …)</c>; the values are all tuples or all markers.</summary>
public sealed record TupleIn(ImmutableArray<string> Columns, InValues Values) : Relation;

/// <summary><c>expr(index, value)</c>: asked of an index by its name.</summary>
public sealed record IndexExpression(QualifiedName Index, Expression Value) : Relation;

/// <summary>What stands behind IN: a list, or one marker for all of it.</summary>
public sealed record InValues(Marker? Marker, ImmutableArray<Expression> Values);
