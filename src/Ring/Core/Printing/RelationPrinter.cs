using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Printing;

/// <summary>What stands behind WHERE and IF.</summary>
internal sealed class RelationPrinter(CqlWriter text)
{
    private readonly ExpressionPrinter _expressions = new(text);

    public CqlWriter Where(ImmutableArray<Relation> relations) => text.AddIf(!relations.IsEmpty, " WHERE ").List(relations, " AND ", Print);

    public void If(bool exists, ImmutableArray<Condition> conditions) =>
        text.AddIf(exists, " IF EXISTS").AddIf(!conditions.IsEmpty, " IF ").List(conditions, " AND ", Print);

    private void Print(Relation relation)
    {
        switch (relation)
        {
            case ColumnRelation column:
                text.Name(column.Column);
                Compare(column.Operator, column.Value);
                break;
            case ColumnIn column:
                text.Name(column.Column);
                In(column.Values);
                break;
            case ElementRelation element:
                text.Name(element.Column).Add("[");
                _expressions.Print(element.Key);
                text.Add("]");
                Compare(element.Operator, element.Value);
                break;
            case NotNull column:
                text.Name(column.Column).Add(" IS NOT NULL");
                break;
            case TokenRelation token:
                text.Add("TOKEN(").Names(token.Columns).Add(")");
                Compare(token.Operator, token.Value);
                break;
            case TupleRelation tuple:
                text.Add("(").Names(tuple.Columns).Add(")");
                Compare(tuple.Operator, tuple.Value);
                break;
            case TupleIn tuple:
                text.Add("(").Names(tuple.Columns).Add(")");
                In(tuple.Values);
                break;
            case IndexExpression index:
                text.Add("expr(").Name(index.Index).Add(", ");
                _expressions.Print(index.Value);
                text.Add(")");
                break;
            default:
                throw new InvalidOperationException($"{relation} is no relation");
        }
    }

    private void Print(Condition condition)
    {
        text.Name(condition.Column);
        if (condition.Key is { } key)
        {
            text.Add("[");
            _expressions.Print(key);
            text.Add("]");
        }

        if (condition.Field is { } field)
        {
            text.Add(".").Name(field);
        }

        if (condition.In is { } values)
        {
            In(values);
            return;
        }

        Compare(condition.Operator, condition.Value!);
    }

    private void Compare(Operator comparison, Expression value)
    {
        text.Add(" ").Add(Sign(comparison)).Add(" ");
        _expressions.Print(value);
    }

    private void In(InValues values)
    {
        text.Add(" IN ");
        _expressions.Print(values);
    }

    private static string Sign(Operator comparison) => comparison switch
    {
        Operator.Equal => "=",
        Operator.NotEqual => "!=",
        Operator.Less => "<",
        Operator.LessOrEqual => "<=",
        Operator.Greater => ">",
        Operator.GreaterOrEqual => ">=",
        Operator.Like => "LIKE",
        Operator.Contains => "CONTAINS",
        Operator.ContainsKey => "CONTAINS KEY",
        _ => throw new InvalidOperationException($"{comparison} is no operator"),
    };
}
