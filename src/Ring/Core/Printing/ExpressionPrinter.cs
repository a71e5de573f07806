using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Printing;

/// <summary>Values and selectors.</summary>
internal sealed class ExpressionPrinter(CqlWriter text)
{
    public void Print(Expression expression)
    {
        switch (expression)
        {
            case Literal { Kind: LiteralKind.String } literal:
                text.String(literal.Text);
                break;
            case Literal literal:
                text.Add(literal.Text);
                break;
            case NullLiteral:
                text.Add("NULL");
                break;
            case Marker { Name: null }:
                text.Add("?");
                break;
            case Marker marker:
                text.Add(":").Name(marker.Name);
                break;
            case ColumnReference column:
                text.Name(column.Name);
                break;
            case CountRows:
                text.Add("COUNT(*)");
                break;
            default:
                PrintComposed(expression);
                break;
        }
    }

    /// <summary>With commas between them.</summary>
    public CqlWriter List(ImmutableArray<Expression> expressions) => text.List(expressions, ", ", Print);

    public void Print(InValues values)
    {
        if (values.Marker is { } marker)
        {
            Print(marker);
            return;
        }

        text.Add("(");
        List(values.Values).Add(")");
    }

    private void PrintComposed(Expression expression)
    {
        switch (expression)
        {
            case ListLiteral list:
                text.Add("[");
                List(list.Elements).Add("]");
                break;
            case SetLiteral set:
                text.Add("{");
                List(set.Elements).Add("}");
                break;
            case TupleLiteral tuple:
                text.Add("(");
                List(tuple.Elements).Add(")");
                break;
            case MapLiteral map:
                text.Add("{").List(map.Entries, ", ", Print).Add("}");
                break;
            case UserTypeLiteral user:
                text.Add("{").List(user.Fields, ", ", Print).Add("}");
                break;
            case FunctionCall call:
                text.Name(call.Function).Add("(");
                List(call.Arguments).Add(")");
                break;
            default:
                PrintOperation(expression);
                break;
        }
    }

    // A minus stands apart: before a digit it would belong to the number.
    private void PrintOperation(Expression expression)
    {
        switch (expression)
        {
            case Cast cast:
                text.Add("CAST(");
                Print(cast.Operand);
                text.Add(" AS ").Add(CqlPrinter.Print(cast.Type)).Add(")");
                break;
            case TypeHint hint:
                text.Add("(").Add(CqlPrinter.Print(hint.Type)).Add(") ");
                Print(hint.Operand);
                break;
            case Negation negation:
                text.Add("- ");
                Print(negation.Operand);
                break;
            case Arithmetic arithmetic:
                Print(arithmetic.First);
                text.List(arithmetic.Rest, "", Print);
                break;
            case Selection selection:
                Print(selection.Of);
                text.List(selection.Steps, "", Print);
                break;
            case CellTime time:
                text.Add(Word(time.Kind)).Add("(").Name(time.Column).List(time.Steps, "", Print).Add(")");
                break;
            default:
                throw new InvalidOperationException($"{expression} is no expression");
        }
    }

    private static string Word(CellTimeKind kind) => kind switch
    {
        CellTimeKind.WriteTime => "WRITETIME",
        CellTimeKind.MaxWriteTime => "MAXWRITETIME",
        _ => "TTL",
    };

    private void Print(ArithmeticStep step)
    {
        text.Add($" {step.Operator} ");
        Print(step.Operand);
    }

    private void Print(MapEntry entry)
    {
        Print(entry.Key);
        text.Add(": ");
        Print(entry.Value);
    }

    private void Print(FieldValue field)
    {
        text.Name(field.Field).Add(": ");
        Print(field.Value);
    }

    private void Print(SelectionStep step)
    {
        switch (step)
        {
            case FieldStep field:
                text.Add(".").Name(field.Field);
                break;
            case ElementStep element:
                text.Add("[");
                Print(element.Key);
                text.Add("]");
                break;
            case SliceStep slice:
                PrintSlice(slice);
                break;
            default:
                throw new InvalidOperationException($"{step} is no step");
        }
    }

    private void PrintSlice(SliceStep slice)
    {
        text.Add("[");
        if (slice.From is { } from)
        {
            Print(from);
        }

        text.Add(" .. ");
        if (slice.To is { } to)
        {
            Print(to);
        }

        text.Add("]");
    }
}
