using Hathi.Ring.Core.Schema.Properties;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Schema.Operations;

/// <summary>Columns of a table that come, go, and are called otherwise.</summary>
internal static class TableColumns
{
    public static TableDefinition Add(Keyspace owner, TableDefinition table, AddColumns add)
    {
        // One table is made at the end: to make one a column would be as much work as the product of both.
        var types = new TypeLookup(owner.Name, owner);
        var dropped = table.Dropped.ToDictionary(static d => d.Name);
        var added = new Dictionary<string, Column>();
        foreach (var written in add.Columns)
        {
            var type = types.Find(written.Type);
            if (table.Find(written.Name) is not null || added.ContainsKey(written.Name))
            {
                if (add.IfNotExists)
                {
                    continue;
                }

                throw Refusals.Invalid($"Column with name '{written.Name}' already exists");
            }

            Check(owner, table, written, type, dropped.GetValueOrDefault(written.Name));
            var kind = written.IsStatic ? ColumnKind.Static : ColumnKind.Regular;
            added.Add(
                written.Name,
                new Column(written.Name, kind, -1, table.NextColumnId + added.Count, type.Type) { IsMultiCell = type.IsMultiCell });
            if (table.Columns.Length + added.Count + table.Dropped.Length > SchemaLimits.MaxColumns)
            {
                throw Refusals.Invalid($"A table has at most {SchemaLimits.MaxColumns} columns, those that were dropped included");
            }
        }

        return table.WithColumns(table.Columns.Concat(added.Values)) with { NextColumnId = table.NextColumnId + added.Count };
    }

    public static TableDefinition Drop(TableDefinition table, DropColumns drop, long nowMicros)
    {
        var dropped = table.Dropped.ToDictionary(static d => d.Name);
        var gone = new HashSet<string>();
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

            gone.Add(name);
            dropped[name] = new DroppedColumn(name, column.Kind, UserTypes.WithTuples(column.Type), drop.Timestamp ?? nowMicros)
            {
                IsMultiCell = column.IsMultiCell,
            };
        }

        return table.WithColumns(table.Columns.Where(c => !gone.Contains(c.Name))) with
        {
            // In the order of names, each once.
            Dropped = [.. dropped.Values.OrderBy(static d => d.Name, NameOrder.Bytes)],
        };
    }

    public static TableDefinition Rename(TableDefinition table, RenameColumns rename)
    {
        var columns = table.Columns.ToDictionary(static c => c.Name);
        foreach (var (from, to) in rename.Names)
        {
            if (!columns.TryGetValue(from, out var column))
            {
                throw Refusals.Invalid($"Undefined column name {from} in table {table}");
            }

            if (!column.IsKey)
            {
                throw Refusals.Invalid($"Cannot rename non PRIMARY KEY column {from}");
            }

            if (columns.ContainsKey(to))
            {
                throw Refusals.Invalid(
                    $"Cannot rename column {from} to {to} in table '{table}'; another column with that name already exists");
            }

            CreateType.CheckLength(to);
            columns.Remove(from);
            columns.Add(to, column with { Name = to });
        }

        return table.WithColumns(columns.Values);
    }

    private static void Check(Keyspace owner, TableDefinition table, ColumnDefinition written, ResolvedType type, DroppedColumn? dropped)
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

        if (dropped is not null)
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
}
