using Hathi.Ring.Core.Meaning.Constants;
using Hathi.Ring.Core.Meaning.Plans;
using Hathi.Ring.Core.Meaning.Restrictions;
using Hathi.Ring.Core.Meaning.Terms;
using Hathi.Ring.Core.Schema;
using Hathi.Ring.Core.Syntax;
using NativeType = Hathi.Ring.Data.Types.NativeType;

namespace Hathi.Ring.Core.Meaning.Planning;

/// <summary>Plans statements that change rows. Source: Apache <c>ModificationStatement</c> and those that are made of it.</summary>
internal static class ModificationPlanner
{
    /// <summary>The plan of a statement; of one in a batch the variables are the batch's.</summary>
    public static ModificationPlan Plan(PlanContext context, Modification statement) => statement switch
    {
        InsertStatement insert => Insert(context, insert),
        UpdateStatement update => Update(context, update),
        DeleteStatement delete => Delete(context, delete),
        _ => throw ConstantText.Refused("INSERT … JSON is not served yet"),
    };

    private static ModificationPlan Insert(PlanContext context, InsertStatement insert)
    {
        var table = context.Enter(insert.Table);
        if (table.IsCounter)
        {
            throw ConstantText.Refused("INSERT statements are not allowed on counter tables, use UPDATE instead");
        }

        if (insert.Columns.Length != insert.Values.Length)
        {
            throw ConstantText.Refused("Unmatched column names/values");
        }

        if (insert.Columns.Distinct().Count() != insert.Columns.Length)
        {
            throw ConstantText.Refused("The column names contains duplicates");
        }

        var terms = context.Terms();
        var keys = new Dictionary<Column, ColumnValues>();
        var changes = new List<CellChange>();
        for (var i = 0; i < insert.Columns.Length; i++)
        {
            var column = PlanContext.ColumnOf(table, insert.Columns[i]);
            if (column.IsKey)
            {
                var term = terms.Compile(insert.Values[i], Receiver.Of(column));
                keys[column] = new ColumnValues([column], [TupleTerms.Of(term)], null, IsIn: false);
            }
            else
            {
                changes.Add(AssignmentCompiler.Set(terms, column, insert.Values[i]));
            }
        }

        var onlyStatic = changes.Count > 0 && changes.TrueForAll(static c => c.Column.IsStatic)
            && table.Clustering.All(c => !keys.ContainsKey(c));
        var where = new Where
        {
            Key = Given(table.PartitionKey, keys, "Some partition key parts are missing"),
            Clustering = onlyStatic ? [] : Given(table.Clustering, keys, "Some clustering keys are missing"),
        };
        RefuseConditions(insert.IfNotExists, []);
        return Make(context, insert, terms, changes, where, marksRow: !onlyStatic || table.Clustering.IsEmpty);
    }

    private static ModificationPlan Update(PlanContext context, UpdateStatement update)
    {
        var table = context.Enter(update.Table);
        var terms = context.Terms();
        var changes = new List<CellChange>();
        foreach (var assignment in update.Set)
        {
            var column = PlanContext.ColumnOf(table, assignment.Column);
            if (column.IsKey)
            {
                throw ConstantText.Refused($"PRIMARY KEY part {CqlNames.Quoted(column.Name)} found in SET part");
            }

            changes.Add(AssignmentCompiler.Compile(terms, column, assignment));
        }

        var onlyStatic = changes.TrueForAll(static c => c.Column.IsStatic);
        var where = new WhereCompiler(table, StatementKind.Update, onlyStatic, allowFiltering: false).Compile(update.Where, terms);
        RefuseConditions(update.IfExists, update.If);
        return Make(context, update, terms, changes, where, marksRow: false);
    }

    private static ModificationPlan Delete(PlanContext context, DeleteStatement delete)
    {
        var table = context.Enter(delete.Table);
        var terms = context.Terms();
        var changes = new List<CellChange>();
        foreach (var deletion in delete.Deletions)
        {
            var column = PlanContext.ColumnOf(table, deletion.Column);
            if (column.IsKey)
            {
                throw ConstantText.Refused(
                    $"Invalid identifier {CqlNames.Quoted(column.Name)} for deletion (should not be a PRIMARY KEY part)");
            }

            // Who names a column twice takes it once.
            var change = AssignmentCompiler.Delete(terms, column, deletion);
            if (change.Kind != CellChangeKind.Delete || !changes.Exists(c => c.Column == column && c.Kind == CellChangeKind.Delete))
            {
                changes.Add(change);
            }
        }

        var onlyStatic = changes.Count > 0 && changes.TrueForAll(static c => c.Column.IsStatic);
        var where = new WhereCompiler(table, StatementKind.Delete, onlyStatic, allowFiltering: false).Compile(delete.Where, terms);
        RefuseConditions(delete.IfExists, delete.If);
        return Make(context, delete, terms, changes, where, marksRow: false);
    }

    private static void RefuseConditions(bool exists, ImmutableArray<Condition> conditions)
    {
        if (exists || !conditions.IsEmpty)
        {
            throw ConstantText.Refused("Conditional updates (IF …) are not served yet");
        }
    }

    private static ModificationPlan Make(
        PlanContext context, Modification statement, TermCompiler terms, List<CellChange> changes, Where where, bool marksRow)
    {
        var table = context.Markers.Table;
        var timestamp = PlanContext.Number(terms, statement.Using.Timestamp, "[timestamp]", NativeType.Bigint);
        var timeToLive = PlanContext.Number(terms, statement.Using.TimeToLive, "[ttl]", NativeType.Int);
        if (table.IsCounter)
        {
            throw ConstantText.Refused("Counters are not served yet");
        }

        return new ModificationPlan(statement, table.Shape, where)
        {
            Table = table,
            Variables = context.Markers.Variables,
            KeyIndexes = context.IsOfBatch ? [] : context.Markers.KeyIndexes(table),
            MarksRow = marksRow,
            DeletesRows = statement is DeleteStatement && changes.Count == 0,
            StaticChanges = [.. changes.Where(static c => c.Column.IsStatic).OrderBy(static c => c.Column.Id)],
            RowChanges = [.. changes.Where(static c => !c.Column.IsStatic).OrderBy(static c => c.Column.Id)],
            Timestamp = timestamp,
            TimeToLive = timeToLive,
            DefaultTimeToLive = table.Options.DefaultTimeToLive,
        };
    }

    private static ImmutableArray<ColumnValues> Given(
        ImmutableArray<Column> columns, Dictionary<Column, ColumnValues> given, string message)
    {
        var missing = columns.Where(c => !given.ContainsKey(c)).Select(static c => c.Name).ToArray();
        return missing.Length == 0
            ? [.. columns.Select(c => given[c])]
            : throw ConstantText.Refused($"{message}: {WhereTexts.Names(missing)}");
    }
}
