using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Printing;

/// <summary>What reads and writes rows.</summary>
internal sealed class RowPrinter(CqlWriter text)
{
    private readonly ExpressionPrinter _expressions = new(text);
    private readonly RelationPrinter _relations = new(text);

    public void Print(Statement statement)
    {
        switch (statement)
        {
            case SelectStatement select:
                Select(select);
                break;
            case BatchStatement batch:
                Batch(batch);
                break;
            case Modification modification:
                Modify(modification);
                break;
        }
    }

    /// <summary>Behind SELECT.</summary>
    public CqlWriter Selectors(ImmutableArray<Selector> selectors) =>
        text.AddIf(selectors.IsEmpty, "*").List(selectors, ", ", selector =>
        {
            _expressions.Print(selector.Of);
            if (selector.Alias is { } alias)
            {
                text.Add(" AS ").Name(alias);
            }
        });

    private void Select(SelectStatement select)
    {
        text.Add("SELECT ").AddIf(select.IsJson, "JSON ").AddIf(select.IsDistinct, "DISTINCT ");
        Selectors(select.Selectors).Add(" FROM ").Name(select.From);
        _relations.Where(select.Where).AddIf(!select.GroupBy.IsEmpty, " GROUP BY ");
        _expressions.List(select.GroupBy).AddIf(!select.OrderBy.IsEmpty, " ORDER BY ").List(select.OrderBy, ", ", Print);
        PrintBehind(" PER PARTITION LIMIT ", select.PerPartitionLimit);
        PrintBehind(" LIMIT ", select.Limit);
        text.AddIf(select.AllowFiltering, " ALLOW FILTERING");
    }

    private void Print(Ordering ordering)
    {
        text.Name(ordering.Column);
        PrintBehind(" ANN OF ", ordering.NearestTo);
        text.AddIf(ordering.IsDescending, " DESC");
    }

    private void PrintBehind(string words, Expression? expression)
    {
        if (expression is not null)
        {
            text.Add(words);
            _expressions.Print(expression);
        }
    }

    private void Modify(Modification modification)
    {
        switch (modification)
        {
            case InsertStatement insert:
                text.Add("INSERT INTO ").Name(insert.Table).Add(" (").Names(insert.Columns).Add(") VALUES (");
                _expressions.List(insert.Values).Add(")").AddIf(insert.IfNotExists, " IF NOT EXISTS");
                Using(insert.Using);
                break;
            case InsertJsonStatement insert:
                text.Add("INSERT INTO ").Name(insert.Table).Add(" JSON ");
                _expressions.Print(insert.Json);
                text.AddIf(insert.IsDefaultUnset, " DEFAULT UNSET").AddIf(insert.IfNotExists, " IF NOT EXISTS");
                Using(insert.Using);
                break;
            case UpdateStatement update:
                text.Add("UPDATE ").Name(update.Table);
                Using(update.Using);
                text.Add(" SET ").List(update.Set, ", ", Print);
                _relations.Where(update.Where);
                _relations.If(update.IfExists, update.If);
                break;
            case DeleteStatement delete:
                text.Add("DELETE ").List(delete.Deletions, ", ", Print).AddIf(!delete.Deletions.IsEmpty, " ");
                text.Add("FROM ").Name(delete.Table);
                Using(delete.Using);
                _relations.Where(delete.Where);
                _relations.If(delete.IfExists, delete.If);
                break;
        }
    }

    private void Batch(BatchStatement batch)
    {
        text.Add("BEGIN ").AddIf(batch.Kind == BatchKind.Unlogged, "UNLOGGED ").AddIf(batch.Kind == BatchKind.Counter, "COUNTER ");
        text.Add("BATCH");
        Using(batch.Using);
        foreach (var statement in batch.Statements)
        {
            text.Add(" ");
            Modify(statement);
            text.Add(";");
        }

        text.Add(" APPLY BATCH");
    }

    private void Using(Attributes attributes)
    {
        PrintBehind(" USING TIMESTAMP ", attributes.Timestamp);
        PrintBehind(attributes.Timestamp is null ? " USING TTL " : " AND TTL ", attributes.TimeToLive);
    }

    private void Print(Assignment assignment)
    {
        text.Name(assignment.Column);
        switch (assignment)
        {
            case SetColumn set:
                PrintBehind(" = ", set.Value);
                break;
            case AddToColumn add:
                PrintBehind(" += ", add.Value);
                break;
            case SubtractFromColumn subtract:
                PrintBehind(" -= ", subtract.Value);
                break;
            case PrependToColumn prepend:
                PrintBehind(" = ", prepend.Value);
                text.Add(" + ").Name(prepend.Column);
                break;
            case SetElement element:
                PrintBehind("[", element.Key);
                PrintBehind("] = ", element.Value);
                break;
            case SetField field:
                text.Add(".").Name(field.Field);
                PrintBehind(" = ", field.Value);
                break;
        }
    }

    private void Print(Deletion deletion)
    {
        text.Name(deletion.Column);
        if (deletion.Field is { } field)
        {
            text.Add(".").Name(field);
        }

        PrintBehind("[", deletion.Key);
        text.AddIf(deletion.Key is not null, "]");
    }
}
