namespace Hathi.Ring.Core.Syntax;

/// <summary>
/// A value, or in a SELECT what is made of columns. The parser bounds how deep they nest; chains (<c>a + b + c</c>, <c>a.b.c</c>) are flat.
/// </summary>
public abstract record Expression;

/// <summary>A constant. The text is what was written, of a string what it means.</summary>
public sealed record Literal(LiteralKind Kind, string Text) : Expression;

/// <summary><c>NULL</c>.</summary>
public sealed record NullLiteral : Expression
{
    private NullLiteral()
    {
    }

    /// <summary>The only one.</summary>
    public static NullLiteral Value { get; } = new();
}

/// <summary><c>?</c> or <c>:name</c>, and the how many-th of the statement it is.</summary>
public sealed record Marker(int Index, string? Name) : Expression;

/// <summary><c>[a, b]</c>: a list, or a vector.</summary>
public sealed record ListLiteral(ImmutableArray<Expression> Elements) : Expression;

/// <summary><c>{a, b}</c>; <c>{}</c> may mean a map as well.</summary>
public sealed record SetLiteral(ImmutableArray<Expression> Elements) : Expression;

/// <summary><c>{a: b}</c>; in a SELECT with names for keys it may mean a user type.</summary>
public sealed record MapLiteral(ImmutableArray<MapEntry> Entries) : Expression;

/// <summary>Key and value of a map.</summary>
public readonly record struct MapEntry(Expression Key, Expression Value);

/// <summary><c>{field: a}</c>, a value of a user type.</summary>
public sealed record UserTypeLiteral(ImmutableArray<FieldValue> Fields) : Expression;

/// <summary>A field's name and value.</summary>
public readonly record struct FieldValue(string Field, Expression Value);

/// <summary><c>(a, b)</c>; with one element it may mean just that element.</summary>
public sealed record TupleLiteral(ImmutableArray<Expression> Elements) : Expression;

/// <summary><c>f(a, b)</c>.</summary>
public sealed record FunctionCall(QualifiedName Function, ImmutableArray<Expression> Arguments) : Expression;

/// <summary><c>COUNT(*)</c>.</summary>
public sealed record CountRows : Expression
{
    private CountRows()
    {
    }

    /// <summary>The only one.</summary>
    public static CountRows Value { get; } = new();
}

/// <summary><c>CAST(a AS type)</c>: the value becomes another.</summary>
public sealed record Cast(Expression Operand, CqlType Type) : Expression;

/// <summary><c>(type) a</c>: says of which type it is.</summary>
public sealed record TypeHint(CqlType Type, Expression Operand) : Expression;

/// <summary><c>-a</c>.</summary>
public sealed record Negation(Expression Operand) : Expression;

/// <summary><c>a + b - c</c> or <c>a * b / c % d</c>, from the left: either the operators of one line or of the other.</summary>
public sealed record Arithmetic(Expression First, ImmutableArray<ArithmeticStep> Rest) : Expression;

/// <summary>An operator (<c>+ - * / %</c>) and what stands to its right.</summary>
public readonly record struct ArithmeticStep(char Operator, Expression Operand);

/// <summary>A column in a SELECT.</summary>
public sealed record ColumnReference(string Name) : Expression;

/// <summary><c>a.field[key][from..to]</c>, in a SELECT.</summary>
public sealed record Selection(Expression Of, ImmutableArray<SelectionStep> Steps) : Expression;

/// <summary><c>WRITETIME(column)</c> and its like; the steps are within the column.</summary>
public sealed record CellTime(CellTimeKind Kind, string Column, ImmutableArray<SelectionStep> Steps) : Expression;

/// <summary>From a value into it.</summary>
public abstract record SelectionStep;

/// <summary><c>.field</c>.</summary>
public sealed record FieldStep(string Field) : SelectionStep;

/// <summary><c>[key]</c>.</summary>
public sealed record ElementStep(Expression Key) : SelectionStep;

/// <summary><c>[from..to]</c>; one of them may be left out.</summary>
public sealed record SliceStep(Expression? From, Expression? To) : SelectionStep;
