using Hathi.Ring.Core.Schema.Properties;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Schema.Operations;

/// <summary>Columns of a table that come, go, and are called otherwise.</summary>
internal static class TableColumns
{
    public static TableDefinition Add(Keyspace owner, TableDefinition table, AddColumns add)
    {
        foreach (var written in add.Columns)
        {
            var type = new TypeLookup(owner.Name, owner).Find(written.Type);
            if (table.Find(written.Name) is not null)
            {
                if (add.IfNotExists)
                {
                    continue;
                }

                throw Refusals.Invalid($"Column with name '{written.Name}' already exists");
            }

            Check(owner, table, written, type);
            var kind = written.IsStatic ? ColumnKind.Static : ColumnKind.Regular;
            var column = new Column(written.Name, kind, -1, table.NextColumnId, type.Type) { IsMultiCell = type.IsMultiCell };
            table = table.WithColumns(table.Columns.Add(column)) with { NextColumnId = table.NextColumnId + 1 };
        }

        return table.Columns.Length + table.Dropped.Length <= SchemaLimits.MaxColumns
            ? table
            : throw Refusals.Invalid($"A table has at most {SchemaLimits.MaxColumns} columns, those that were dropped included");
    }

    public static TableDefinition Drop(TableDefinition table, DropColumns drop, long nowMicros)
    {
        var changed = table;
        foreach (var name in drop.Columns)
        {
            if (table.Find(name) is not { } column)
            {
                if (drop.IfExists)
                {
                    continue;
                }

                throw Refusals.Invalid($"Column {name} was not found in table '{table}'");
            }

            if (column.IsKey)
            {
                throw Refusals.Invalid($"Cannot drop PRIMARY KEY column {name}");
            }

            if (column is { IsMultiCell: true, Type: Data.Types.UserType user })
            {
                throw Refusals.Invalid($"Cannot drop non-frozen column {name} of user type {user.Name}");
            }

            var dropped = new DroppedColumn(name, column.Kind, UserTypes.WithTuples(column.Type), drop.Timestamp ?? nowMicros)
            {
                IsMultiCell = column.IsMultiCell,
            };
            changed = changed.WithColumns(changed.Columns.Where(c => c.Name != name)) with { Dropped = With(changed.Dropped, dropped) };
        }

        return changed;
    }

    public static TableDefinition Rename(TableDefinition table, RenameColumns rename)
    {
        foreach (var (from, to) in rename.Names)
        {
            if (table.Find(from) is not { } column)
            {
                throw Refusals.Invalid($"Undefined column name {from} in table {table}");
            }

            if (!column.IsKey)
            {
                throw Refusals.Invalid($"Cannot rename non PRIMARY KEY column {from}");
            }

            if (table.Find(to) is not null)
            {
                throw Refusals.Invalid(
                    $"Cannot rename column {from} to {to} in table '{table}'; another column with that name already exists");
            }

            CreateType.CheckLength(to);
            table = table.WithColumns(table.Columns.Replace(column, column with { Name = to }));
        }

        return table;
    }

    private static void Check(Keyspace owner, TableDefinition table, ColumnDefinition written, ResolvedType type)
    {
        CreateType.CheckLength(written.Name);
        if (written.IsStatic && table.Clustering.IsEmpty)
        {
            throw Refusals.Invalid(NewTable.NoClustering);
        }

        if (TableChecks.HasOpenFields(type, owner))
        {
            throw Refusals.Invalid($"Non-frozen UDTs with nested non-frozen collections are not supported for column {written.Name}");
        }

        if (table.Dropped.FirstOrDefault(d => d.Name == written.Name) is { } dropped)
        {
            CheckDropped(table, written, type, dropped);
        }

        var isCounter = type.Type == Data.Types.NativeType.Counter;
        if (isCounter != table.IsCounter)
        {
            var (what, where) = isCounter ? ("counter", "non counter") : ("non counter", "counter");
            throw Refusals.Configuration($"{table}: Cannot have a {what} column (\"{written.Name}\") in a {where} table");
        }

        TableChecks.RefuseMasks([written]);
    }

    private static void CheckDropped(TableDefinition table, ColumnDefinition written, ResolvedType type, DroppedColumn dropped)
    {
        var start = $"Cannot re-add previously dropped column '{written.Name}' of";
        if (type.IsMultiCell != dropped.IsMultiCell || !SameBytes.Hold(type.Type, dropped.Type))
        {
            var before = CqlTypeText.Of(dropped.Type, dropped.IsMultiCell);
            throw Refusals.Invalid($"{start} type {type}, incompatible with previous type {before}");
        }

        if (written.IsStatic != (dropped.Kind == ColumnKind.Static))
        {
            var (kind, before) = written.IsStatic ? ("STATIC", "REGULAR") : ("REGULAR", "STATIC");
            throw Refusals.Invalid($"{start} kind {kind}, incompatible with previous kind {before}");
        }

        if (table.IsCounter)
        {
            throw Refusals.Invalid($"Cannot re-add previously dropped counter column {written.Name}");
        }
    }

    // In the order of names, each once.
    private static ImmutableArray<DroppedColumn> With(ImmutableArray<DroppedColumn> all, DroppedColumn one) =>
        all.RemoveAll(d => d.Name == one.Name).Add(one).Sort(static (a, b) => NameOrder.Bytes.Compare(a.Name, b.Name));
}
