using System.Globalization;
using Hathi.Ring.Core.Parsing;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Tests.Running;

/// <summary>
/// What statements mean, written from the meaning and not from how it is done: over plain values, by looking at each row there is. Knows
/// only statements that are right, and each later one is later than those before. Nothing of what plans and runs statements is used.
/// </summary>
internal sealed class NaiveInterpreter(IEnumerable<NaiveTable> tables)
{
    private readonly Dictionary<string, NaiveTable> _tables = tables.ToDictionary(static t => t.Name, StringComparer.Ordinal);
    private object?[] _values = [];

    /// <summary>Seconds since 1970.</summary>
    public long Second { get; set; }

    /// <summary>The rows that a statement answers; none: it answers no rows.</summary>
    public List<string>? Run(string text, params object?[] values)
    {
        _values = values;
        var statement = CqlParser.Parse(text).Statement;
        if (statement is SelectStatement select)
        {
            return Select(select);
        }

        foreach (var one in statement is BatchStatement batch ? batch.Statements : [(Modification)statement])
        {
            Change(one);
        }

        return null;
    }

    private void Change(Modification statement)
    {
        var table = _tables[statement.Table.Name];
        var expiry = statement.Using.TimeToLive is { } seconds ? Second + (int)Value(seconds)! : long.MaxValue;
        switch (statement)
        {
            case InsertStatement insert:
                Insert(table, insert, expiry);
                break;
            case UpdateStatement update:
                foreach (var (partition, row) in Targets(table, update.Where))
                {
                    foreach (var assignment in update.Set)
                    {
                        var column = table.Column(assignment.Column);
                        Assign(column.Kind == NaiveKind.Static ? partition.Static : row!, column, assignment, expiry);
                    }
                }

                break;
            case DeleteStatement delete:
                Delete(table, delete);
                break;
        }
    }

    private void Insert(NaiveTable table, InsertStatement insert, long expiry)
    {
        var given = insert.Columns.Zip(insert.Values).ToDictionary(static p => p.First, p => Value(p.Second), StringComparer.Ordinal);
        var partition = table.Partition([.. table.Of(NaiveKind.Partition).Select(c => given[c.Name]!)]);
        var clustering = table.Of(NaiveKind.Clustering).ToArray();
        NaiveRow? row = null;
        if (clustering.All(c => given.ContainsKey(c.Name)))
        {
            row = table.Row(partition, [.. clustering.Select(c => given[c.Name]!)]);
            row.MarkedUntil = expiry;
        }

        foreach (var (name, value) in given)
        {
            var column = table.Column(name);
            if (column.Kind is NaiveKind.Static or NaiveKind.Regular)
            {
                Set(column.Kind == NaiveKind.Static ? partition.Static : row!, column, value, expiry);
            }
        }
    }

    private static void Set(NaiveRow row, NaiveColumn column, object? value, long expiry)
    {
        if (value is null || value is List<int> { Count: 0 } or SortedSet<int> { Count: 0 } or SortedDictionary<int, string> { Count: 0 })
        {
            row.Cells.Remove(column.Name);
        }
        else
        {
            row.Cells[column.Name] = new NaiveCell(value, expiry);
        }
    }

    private void Assign(NaiveRow row, NaiveColumn column, Assignment assignment, long expiry)
    {
        var old = row.Get(column.Name, Second);
        object? value = assignment switch
        {
            SetColumn set => Value(set.Value),
            AddToColumn add => Added(old, Value(add.Value)!),
            PrependToColumn prepend => new List<int>([.. (List<int>)Value(prepend.Value)!, .. old as List<int> ?? []]),
            SubtractFromColumn subtract => Taken(old, (SortedSet<int>)Value(subtract.Value)!),
            SetElement element => Entry(old, (int)Value(element.Key)!, (string?)Value(element.Value)),
            _ => throw new InvalidOperationException(),
        };
        Set(row, column, value, expiry);
    }

    private static object Added(object? old, object value) => value switch
    {
        List<int> list => new List<int>([.. old as List<int> ?? [], .. list]),
        SortedSet<int> set => new SortedSet<int>((old as SortedSet<int> ?? []).Concat(set)),
        _ => ((SortedDictionary<int, string>)value).Aggregate(
            new SortedDictionary<int, string>(old as SortedDictionary<int, string> ?? []), static (map, e) =>
            {
                map[e.Key] = e.Value;
                return map;
            }),
    };

    private static object? Taken(object? old, SortedSet<int> keys) => old switch
    {
        SortedSet<int> set => new SortedSet<int>(set.Except(keys)),
        SortedDictionary<int, string> map => new SortedDictionary<int, string>(map.Where(e => !keys.Contains(e.Key)).ToDictionary()),
        _ => null,
    };

    private static SortedDictionary<int, string> Entry(object? old, int key, string? value)
    {
        var map = new SortedDictionary<int, string>(old as SortedDictionary<int, string> ?? []);
        map.Remove(key);
        if (value is not null)
        {
            map[key] = value;
        }

        return map;
    }

    // Rows of an UPDATE are made when they are not there.
    private IEnumerable<(NaivePartition Partition, NaiveRow? Row)> Targets(NaiveTable table, ImmutableArray<Relation> where)
    {
        var clustering = table.Of(NaiveKind.Clustering).ToArray();
        foreach (var key in Combinations(table.Of(NaiveKind.Partition), where))
        {
            var partition = table.Partition(key);
            if (clustering.Length > 0 && !where.OfType<ColumnRelation>().Any(r => r.Column == clustering[0].Name)
                && !where.OfType<ColumnIn>().Any(r => r.Column == clustering[0].Name))
            {
                yield return (partition, null);
                continue;
            }

            foreach (var at in Combinations(clustering, where))
            {
                yield return (partition, table.Row(partition, at));
            }
        }
    }

    private IEnumerable<object[]> Combinations(IEnumerable<NaiveColumn> columns, ImmutableArray<Relation> where)
    {
        IEnumerable<object[]> all = [[]];
        foreach (var column in columns)
        {
            var values = where.OfType<ColumnIn>().FirstOrDefault(r => r.Column == column.Name) is { } among
                ? among.Values.Values.Select(v => Value(v)!).Distinct().ToArray()
                : [Value(where.OfType<ColumnRelation>().First(r => r.Column == column.Name).Value)!];
            all = all.SelectMany(a => values.Select(v => a.Append(v).ToArray())).ToArray();
        }

        return all;
    }

    private void Delete(NaiveTable table, DeleteStatement delete)
    {
        foreach (var partition in table.Partitions.ToList())
        {
            if (!delete.Where.All(r => Holds(table, r, partition, [], null, onlyKey: true)))
            {
                continue;
            }

            var ofRows = delete.Where.Any(r => IsOfRows(table, r));
            if (delete.Deletions.IsEmpty && !ofRows)
            {
                table.Partitions.Remove(partition);
                continue;
            }

            foreach (var deletion in delete.Deletions.Where(d => table.Column(d.Column).Kind == NaiveKind.Static))
            {
                partition.Static.Cells.Remove(deletion.Column);
            }

            foreach (var (clustering, row) in partition.Rows.ToList())
            {
                if (!delete.Where.All(r => Holds(table, r, partition, clustering, row, onlyKey: false)))
                {
                    continue;
                }

                if (delete.Deletions.IsEmpty)
                {
                    partition.Rows.RemoveAll(r => r.Row == row);
                }

                foreach (var deletion in delete.Deletions)
                {
                    row.Cells.Remove(deletion.Column);
                }
            }
        }
    }

    private static bool IsOfRows(NaiveTable table, Relation relation) =>
        Names(relation).Any(n => table.Column(n).Kind is NaiveKind.Clustering or NaiveKind.Regular);

    private static IEnumerable<string> Names(Relation relation) => relation switch
    {
        ColumnRelation column => [column.Column],
        ColumnIn column => [column.Column],
        TupleRelation tuple => tuple.Columns,
        TupleIn tuple => tuple.Columns,
        _ => throw new InvalidOperationException(),
    };

    private bool Holds(NaiveTable table, Relation relation, NaivePartition partition, object[] clustering, NaiveRow? row, bool onlyKey)
    {
        if (onlyKey && Names(relation).Any(n => table.Column(n).Kind != NaiveKind.Partition))
        {
            return true;
        }

        var values = Names(relation).Select(n => Get(table, table.Column(n), partition, clustering, row)).ToArray();
        if (values.Contains(null))
        {
            return false;
        }

        return relation switch
        {
            ColumnRelation { Operator: Operator.Contains } contains => Contains(values[0]!, Value(contains.Value)!),
            ColumnRelation column => Compares(column.Operator, Compare(values!, [Value(column.Value)!])),
            ColumnIn column => column.Values.Values.Any(v => Compare(values!, [Value(v)!]) == 0),
            TupleRelation tuple => Compares(tuple.Operator, Compare(values!, Tuple(tuple.Value))),
            _ => ((TupleIn)relation).Values.Values.Any(v => Compare(values!, Tuple(v)) == 0),
        };
    }

    private static bool Contains(object value, object wanted) => value switch
    {
        List<int> list => list.Contains((int)wanted),
        SortedSet<int> set => set.Contains((int)wanted),
        _ => ((SortedDictionary<int, string>)value).ContainsValue((string)wanted),
    };

    private object[] Tuple(Expression value) => [.. ((TupleLiteral)value).Elements.Select(e => Value(e)!)];

    private static int Compare(object[] a, object[] b) =>
        a.Zip(b, NaiveTable.Compare).FirstOrDefault(static order => order != 0);

    private static bool Compares(Operator comparison, int order) => comparison switch
    {
        Operator.Equal => order == 0,
        Operator.Less => order < 0,
        Operator.LessOrEqual => order <= 0,
        Operator.Greater => order > 0,
        _ => order >= 0,
    };

    private object? Get(NaiveTable table, NaiveColumn column, NaivePartition partition, object[] clustering, NaiveRow? row)
    {
        var position = Array.IndexOf(table.Of(column.Kind).ToArray(), column);
        return column.Kind switch
        {
            NaiveKind.Partition => partition.Key[position],
            NaiveKind.Clustering => position < clustering.Length ? clustering[position] : null,
            NaiveKind.Static => partition.Static.Get(column.Name, Second),
            _ => row?.Get(column.Name, Second),
        };
    }

    private List<string> Select(SelectStatement select)
    {
        var table = _tables[select.From.Name];
        var found = new List<string>();
        var counted = 0;
        var limit = select.Limit is { } most ? (int)Value(most)! : int.MaxValue;
        var each = select.IsDistinct ? 1 : select.PerPartitionLimit is { } few ? (int)Value(few)! : int.MaxValue;
        foreach (var partition in InOrder(table, select.Where))
        {
            var rows = partition.Rows.Where(r => r.Row.IsLive(Second)).Select(static r => (r.Clustering, (NaiveRow?)r.Row)).ToList();
            if (select.OrderBy.Length > 0 && select.OrderBy[0].IsDescending != table.Column(select.OrderBy[0].Column).IsDescending)
            {
                rows.Reverse();
            }

            var hasStatic = partition.Static.IsLive(Second);
            var isAlone = rows.Count == 0 && hasStatic && !select.Where.Any(r => IsOfRows(table, r));
            if (select.IsDistinct ? rows.Count > 0 || hasStatic : isAlone)
            {
                rows = [([], null)];
            }

            foreach (var (clustering, row) in rows
                .Where(r => select.Where.All(w => Holds(table, w, partition, r.Clustering, r.Item2, onlyKey: false))).Take(each))
            {
                counted++;
                if (found.Count < limit)
                {
                    var values = Columns(table, select).Select(c => Get(table, c, partition, clustering, row));
                    found.Add(string.Join(" | ", values.Select(NaiveTable.Text)));
                }
            }
        }

        return select.Selectors is [{ Of: CountRows }] ? [counted.ToString(CultureInfo.InvariantCulture)] : found;
    }

    private static IEnumerable<NaiveColumn> Columns(NaiveTable table, SelectStatement select) => select.Selectors.IsEmpty
        ? table.Columns.OrderBy(static c => c.Kind)
            .ThenBy(static c => c.Kind is NaiveKind.Static or NaiveKind.Regular ? c.Name : "", StringComparer.Ordinal)
        : select.Selectors.Where(static s => s.Of is ColumnReference).Select(s => table.Column(((ColumnReference)s.Of).Name));

    // By token; those that are asked for by IN by their values.
    private static IEnumerable<NaivePartition> InOrder(NaiveTable table, ImmutableArray<Relation> where)
    {
        var keys = table.Of(NaiveKind.Partition).Select(static c => c.Name).ToArray();
        return keys.All(k => where.Any(r => Names(r).Contains(k)))
            ? table.Partitions.Order(Comparer<NaivePartition>.Create(static (a, b) => Compare(a.Key, b.Key)))
            : table.Partitions;
    }

    private object? Value(Expression expression) => expression switch
    {
        Literal { Kind: LiteralKind.Integer } number => int.Parse(number.Text, CultureInfo.InvariantCulture),
        Literal text => text.Text,
        NullLiteral => null,
        Marker marker => _values[marker.Index],
        ListLiteral list => list.Elements.Select(e => (int)Value(e)!).ToList(),
        SetLiteral set => new SortedSet<int>(set.Elements.Select(e => (int)Value(e)!)),
        MapLiteral map =>
            new SortedDictionary<int, string>(map.Entries.ToDictionary(e => (int)Value(e.Key)!, e => (string)Value(e.Value)!)),
        _ => throw new InvalidOperationException(),
    };
}
