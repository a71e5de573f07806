using Hathi.Base;

namespace Hathi.Ring.Core.Tests.Running;

/// <summary>Tables and statements on them from a seed: all of them right, over few values, so that they meet.</summary>
internal sealed class StatementStream
{
    private static readonly string[] s_texts = ["", "a", "b", "bb", "c"];
    private readonly SeededRandom _random;
    private readonly List<object?> _values = [];

    public StatementStream(ulong seed)
    {
        _random = new SeededRandom(seed);
        Tables = [.. Enumerable.Range(0, 3).Select(MakeTable)];
    }

    public NaiveTable[] Tables { get; }

    /// <summary>How a table is made.</summary>
    public static string Create(NaiveTable table)
    {
        var columns = table.Columns.Select(static c => $"{c.Name} {c.Type}{(c.Kind == NaiveKind.Static ? " static" : "")}");
        var clustering = table.Of(NaiveKind.Clustering).ToArray();
        var directions = clustering.Select(static c => $"{c.Name} {(c.IsDescending ? "DESC" : "ASC")}");
        var order = clustering.Length == 0 ? "" : $" WITH CLUSTERING ORDER BY ({string.Join(", ", directions)})";
        var key = string.Join(", ", table.Of(NaiveKind.Partition).Select(static c => c.Name));
        return $"CREATE TABLE {table.Name} ({string.Join(", ", columns)}, PRIMARY KEY (({key})"
            + $"{string.Concat(clustering.Select(static c => $", {c.Name}"))})){order}";
    }

    /// <summary>The next statement, the values of its variables, and the rows of a page; 0: all.</summary>
    public (string Text, object?[] Values, int PageSize) Next()
    {
        _values.Clear();
        var table = Tables[_random.Next(Tables.Length)];
        var text = _random.Next(10) switch
        {
            0 or 1 => Insert(table),
            2 => Update(table),
            3 => Delete(table),
            4 => Batch(table),
            _ => Select(table),
        };
        return (text, [.. _values], _random.Chance(0.6) ? _random.Next(1, 6) : 0);
    }

    private NaiveTable MakeTable(int index)
    {
        var columns = new List<NaiveColumn>();
        Add("p", NaiveKind.Partition, _random.Next(1, 3));
        var clustering = _random.Next(4);
        Add("c", NaiveKind.Clustering, clustering);
        if (clustering > 0 && _random.Chance(0.7))
        {
            Add("s", NaiveKind.Static, 1);
        }

        Add("v", NaiveKind.Regular, _random.Next(3));
        columns.AddRange(
            new[] { "list<int>", "set<int>", "map<int, text>" }.Where(_ => _random.Chance(0.4))
                .Select(static (t, i) => new NaiveColumn($"w{i}", NaiveKind.Regular, t, false)));
        return new NaiveTable($"t{index}", [.. columns]);

        void Add(string name, NaiveKind kind, int count)
        {
            for (var i = 0; i < count; i++)
            {
                var type = _random.Chance(0.5) ? "int" : "text";
                columns.Add(new NaiveColumn($"{name}{i}", kind, type, kind == NaiveKind.Clustering && _random.Chance(0.5)));
            }
        }
    }

    private string Insert(NaiveTable table)
    {
        var statics = table.Of(NaiveKind.Static).ToArray();
        if (statics.Length > 0 && _random.Chance(0.2))
        {
            return Put(table, [.. table.Of(NaiveKind.Partition), .. statics]);
        }

        var others = table.Columns.Where(static c => c.Kind is NaiveKind.Static or NaiveKind.Regular).Where(_ => _random.Chance(0.6));
        return Put(table, [.. table.Of(NaiveKind.Partition), .. table.Of(NaiveKind.Clustering), .. others]);
    }

    private string Put(NaiveTable table, NaiveColumn[] columns)
    {
        var names = string.Join(", ", columns.Select(static c => c.Name));
        var values = string.Join(", ", columns.Select(c => Value(c, mayBeNull: c.Kind is NaiveKind.Static or NaiveKind.Regular)));
        return $"INSERT INTO {table.Name} ({names}) VALUES ({values}){Using(columns)}";
    }

    // Elements would each have a time of their own.
    private string Using(IEnumerable<NaiveColumn> columns) =>
        columns.All(static c => c.Type is "int" or "text") && _random.Chance(0.15) ? $" USING TTL {_random.Next(1, 40)}" : "";

    private string Update(NaiveTable table)
    {
        var statics = table.Of(NaiveKind.Static).ToArray();
        var onlyStatic = statics.Length > 0 && _random.Chance(0.2);
        var columns = (onlyStatic ? statics : table.Of(NaiveKind.Regular).Where(_ => _random.Chance(0.6)).ToArray()).ToArray();
        if (columns.Length == 0)
        {
            return Insert(table);
        }

        var sets = string.Join(", ", columns.Select(Assignment));
        return $"UPDATE {table.Name}{Using(columns)} SET {sets} WHERE {Keys(table, 0.2)}"
            + (onlyStatic ? "" : string.Concat(table.Of(NaiveKind.Clustering).Select(c => " AND " + Fixed(c, 0.2))));
    }

    private string Assignment(NaiveColumn column)
    {
        var choice = column.Type is "int" or "text" ? 0 : _random.Next(4);
        return (choice, column.Type) switch
        {
            (1, _) => $"{column.Name} = {column.Name} + {Literal(column.Type, 1)}",
            (2, "list<int>") => $"{column.Name} = {Literal(column.Type, 1)} + {column.Name}",
            (2, _) => $"{column.Name} = {column.Name} - {Literal("set<int>", 1)}",
            (3, "map<int, text>") => $"{column.Name}[{_random.Next(5)}] = {(_random.Chance(0.3) ? "null" : Literal("text", 0))}",
            _ => $"{column.Name} = {Value(column, mayBeNull: true)}",
        };
    }

    private string Delete(NaiveTable table)
    {
        var where = Keys(table, 0.2);
        var clustering = table.Of(NaiveKind.Clustering).ToArray();
        var regular = table.Of(NaiveKind.Regular).ToArray();
        if (regular.Length > 0 && _random.Chance(0.3))
        {
            return $"DELETE {regular[_random.Next(regular.Length)].Name} FROM {table.Name} WHERE {where}"
                + string.Concat(clustering.Select(c => " AND " + Fixed(c, 0.2)));
        }

        return table.Of(NaiveKind.Static).FirstOrDefault() is { } only && _random.Chance(0.2)
            ? $"DELETE {only.Name} FROM {table.Name} WHERE {where}"
            : $"DELETE FROM {table.Name} WHERE {where}{(clustering.Length > 0 && _random.Chance(0.9) ? Rows(clustering) : "")}";
    }

    // Of one time are the statements of a batch: on different partitions.
    private string Batch(NaiveTable table)
    {
        var key = table.Of(NaiveKind.Partition).ToArray();
        var others = table.Columns.Where(static c => c.Kind != NaiveKind.Partition).ToArray();
        var parts = Enumerable.Range(0, _random.Next(1, 4)).Select(i =>
        {
            var keys = key.Select((c, j) => j > 0 ? Literal(c.Type, 0) : c.Type == "int" ? $"{i}" : $"'{s_texts[i + 1]}'").ToList();
            return $"INSERT INTO {table.Name} ({string.Join(", ", key.Concat(others).Select(static c => c.Name))}) VALUES "
                + $"({string.Join(", ", keys.Concat(others.Select(c => Value(c, c.Kind is NaiveKind.Static or NaiveKind.Regular))))});";
        });
        return $"BEGIN {(_random.Chance(0.5) ? "UNLOGGED " : "")}BATCH {string.Join(' ', parts)} APPLY BATCH";
    }

    private string Select(NaiveTable table)
    {
        var clustering = table.Of(NaiveKind.Clustering).ToArray();
        var statics = table.Of(NaiveKind.Static).Select(static c => c.Name).ToArray();
        if (_random.Chance(0.1) && clustering.Length > 0)
        {
            var names = table.Of(NaiveKind.Partition).Select(static c => c.Name).Concat(statics);
            return $"SELECT DISTINCT {string.Join(", ", names)} FROM {table.Name}{Limits(isDistinct: true)}";
        }

        var isCount = _random.Chance(0.1);
        var what = isCount ? "count(*)" : _random.Chance(0.5) ? "*"
            : string.Join(
                ", ", Enumerable.Range(0, _random.Next(1, 4)).Select(_ => table.Columns[_random.Next(table.Columns.Length)].Name));
        var byKey = _random.Chance(0.7);
        var manyKeys = byKey && _random.Chance(0.3);
        var where = byKey ? $" WHERE {Keys(table, manyKeys ? 1 : 0)}" : "";
        var rows = byKey && clustering.Length > 0 && _random.Chance(0.7) ? Rows(clustering) : "";
        var filter = Filter(table, byKey);
        var order = byKey && !manyKeys && clustering.Length > 0 && _random.Chance(0.3)
            ? $" ORDER BY {clustering[0].Name} {(_random.Chance(0.5) ? "ASC" : "DESC")}" : "";
        return $"SELECT {what} FROM {table.Name}{where}{rows}{filter}{order}"
            + (isCount ? "" : Limits(isDistinct: false)) + (filter.Length > 0 ? " ALLOW FILTERING" : "");
    }

    private string Filter(NaiveTable table, bool byKey)
    {
        var columns = table.Columns.Where(static c => c.Kind is NaiveKind.Static or NaiveKind.Regular).ToArray();
        if (columns.Length == 0 || !_random.Chance(0.25))
        {
            return "";
        }

        var column = columns[_random.Next(columns.Length)];
        var before = byKey ? " AND " : " WHERE ";
        return column.Type switch
        {
            "int" or "text" => before + (_random.Chance(0.3) ? Fixed(column, 1) : $"{column.Name} {Sign()} {Value(column, false)}"),
            "map<int, text>" => $"{before}{column.Name} CONTAINS {Literal("text", 0)}",
            _ => $"{before}{column.Name} CONTAINS {_random.Next(5)}",
        };
    }

    private string Sign() => _random.Next(5) switch
    {
        0 => "=",
        1 => "<",
        2 => "<=",
        3 => ">",
        _ => ">=",
    };

    private string Limits(bool isDistinct) =>
        (!isDistinct && _random.Chance(0.15) ? $" PER PARTITION LIMIT {_random.Next(1, 4)}" : "")
        + (_random.Chance(0.2) ? $" LIMIT {_random.Next(1, 8)}" : "");

    private string Keys(NaiveTable table, double many) =>
        string.Join(" AND ", table.Of(NaiveKind.Partition).Select(c => Fixed(c, many)));

    private string Fixed(NaiveColumn column, double many) => _random.Chance(many)
        ? $"{column.Name} IN ({string.Join(", ", Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Value(column, false)))})"
        : $"{column.Name} = {Value(column, false)}";

    // Some columns have values, the next ones bounds; as single ones or as tuples.
    private string Rows(NaiveColumn[] clustering)
    {
        var many = _random.Chance(0.2);
        var fixedColumns = _random.Next(clustering.Length + 1);
        var text = "";
        if (fixedColumns > 1 && _random.Chance(0.3))
        {
            var columns = clustering[..fixedColumns];
            text = many
                ? $" AND ({Names(columns)}) IN ({string.Join(", ", Enumerable.Range(0, 2).Select(_ => Tuple(columns)))})"
                : $" AND ({Names(columns)}) = {Tuple(columns)}";
        }
        else
        {
            text = string.Concat(clustering[..fixedColumns].Select(c => " AND " + Fixed(c, many ? 0.6 : 0)));
        }

        var rest = clustering[fixedColumns..];
        if (rest.Length > 0 && (fixedColumns == 0 || _random.Chance(0.6)))
        {
            text += Bound(rest, _random.Chance(0.5) ? ">" : ">=");
            text += _random.Chance(0.4) ? Bound(rest, _random.Chance(0.5) ? "<" : "<=") : "";
        }

        return text;
    }

    private string Bound(NaiveColumn[] rest, string sign)
    {
        var columns = rest[.._random.Next(1, rest.Length + 1)];
        return columns.Length == 1
            ? $" AND {columns[0].Name} {sign} {Value(columns[0], false)}"
            : $" AND ({Names(columns)}) {sign} {Tuple(columns)}";
    }

    private static string Names(NaiveColumn[] columns) => string.Join(", ", columns.Select(static c => c.Name));

    private string Tuple(NaiveColumn[] columns) => $"({string.Join(", ", columns.Select(c => Value(c, false)))})";

    private string Value(NaiveColumn column, bool mayBeNull)
    {
        if (mayBeNull && _random.Chance(0.15))
        {
            return "null";
        }

        if (column.Type is "int" or "text" && _random.Chance(0.3))
        {
            _values.Add(column.Type == "int" ? _random.Next(5) - 1 : s_texts[Text(column.Kind)]);
            return "?";
        }

        return column.Kind == NaiveKind.Partition && column.Type == "text" ? $"'{s_texts[Text(column.Kind)]}'" : Literal(column.Type, 0);
    }

    // A key has bytes.
    private int Text(NaiveKind kind) => kind == NaiveKind.Partition ? _random.Next(1, s_texts.Length) : _random.Next(s_texts.Length);

    private string Literal(string type, int least)
    {
        var count = _random.Next(least, 4);
        return type switch
        {
            "int" => $"{_random.Next(5) - 1}",
            "text" => $"'{s_texts[_random.Next(s_texts.Length)]}'",
            "list<int>" => $"[{string.Join(", ", Enumerable.Range(0, count).Select(_ => _random.Next(5)))}]",
            "set<int>" => $"{{{string.Join(", ", Enumerable.Range(0, count).Select(_ => _random.Next(5)))}}}",
            _ => $"{{{string.Join(", ", Enumerable.Range(0, count).Select(i => $"{i}: '{s_texts[_random.Next(s_texts.Length)]}'"))}}}",
        };
    }
}
