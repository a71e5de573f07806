using System.Text;
using Hathi.Base;

namespace Hathi.Ring.Core.Tests.Parsing;

/// <summary>A statement of any kind, the same from the same seed: right as a text, whether it makes sense or not.</summary>
internal sealed partial class StatementMaker(ulong seed)
{
    private readonly SeededRandom _random = new(seed);
    private int _depth;

    public string Make()
    {
        var statement = _random.Next(10) switch
        {
            < 3 => Select(),
            < 6 => Modification(),
            6 => Batch(),
            7 or 8 => Schema(),
            _ => Roles(),
        };
        return Spaced(statement) + One("", ";", ";;", " ;\n");
    }

    // What may stand for a space.
    private string Spaced(string statement)
    {
        var text = new StringBuilder();
        foreach (var letter in statement)
        {
            text.Append(letter == ' ' && _random.Chance(0.05) ? One("\n", "\t", "  ", " /* a\n'b */ ", " -- c\n", " // d\r") : letter);
        }

        return text.ToString();
    }

    private string One(params string[] choices) => choices[_random.Next(choices.Length)];

    private string Maybe(string text, double chance = 0.3) => _random.Chance(chance) ? text : "";

    // Called only where it is needed, so that what it draws is as well.
    private string Maybe(Func<string> make, double chance = 0.3) => _random.Chance(chance) ? make() : "";

    private string Several(Func<string> make, int most = 3, string between = ", ") =>
        string.Join(between, Enumerable.Range(0, _random.Next(1, most + 1)).Select(_ => make()));

    private string Word(string word) => _random.Chance(0.2) ? word.ToLowerInvariant() : word;

    private string Name() => One(
        "a", "b", "c1", "Mixed", "\"Mixed\"", "\"two words\"", "\"quo\"\"te\"", "k_1", "key", "type", "ttl", "count", "json",
        "\"select\"", "values", "timestamp", "\"ü\"", "distinct", "cast", "\"int\"", "p1d", "per", "group", "\"expr\"", "writetime",
        "\"true\"", "as");

    private string PlainName() => One("a", "b", "c1", "Mixed", "\"Mixed\"", "\"t t\"", "k_1", "key", "\"ttl\"");

    private string Table() => Maybe(() => Name() + ".") + Name();

    private string Function() => Maybe(() => Name() + ".", 0.2)
        + One("f", "token", "count", "date", "\"F\"", "blobAsInt", "now", "map", "\"expr\"");

    private string IfNotExists() => Maybe(" IF NOT EXISTS");

    private string IfExists() => Maybe(" IF EXISTS");

    private string Number() => One("0", "1", "-1", "10", "9223372036854775807", "?", ":n", ":\"N\"");

    private string Select() =>
        $"{Word("SELECT")} {Maybe("JSON ", 0.1)}{Maybe("DISTINCT ", 0.1)}{One("*", "*", Several(Selector))} FROM {Table()}"
        + Maybe(() => Where())
        + Maybe(() => $" GROUP BY {Several(Selected, 2)}, {PlainName()}", 0.1)
        + Maybe(() => $" ORDER BY {Several(Ordering, 2)}")
        + Maybe(() => $" PER PARTITION LIMIT {Number()}", 0.1)
        + Maybe(() => $" LIMIT {Number()}")
        + Maybe(" ALLOW FILTERING");

    private string Ordering() => Name() + Maybe(() => " ANN OF " + Term(), 0.1) + One("", " ASC", " DESC");

    private string Where() => $" {Word("WHERE")} {Several(Relation, 3, " AND ")}";

    private string Comparison() => One("=", "<", ">", "<=", ">=", "!=");

    private string Columns() => $"({Several(Name)})";

    private string Relation() => _random.Next(12) switch
    {
        < 4 => $"{Name()} {Comparison()} {Term()}",
        4 => $"{Name()} IN {InValues()}",
        5 => $"{Name()} {One("LIKE", "CONTAINS", "CONTAINS KEY")} {Term()}",
        6 => $"{Name()} IS NOT NULL",
        7 => $"TOKEN{Columns()} {Comparison()} {Term()}",
        8 => $"{Columns()} {Comparison()} {One("?", ":t", $"({Several(Term)})")}",
        9 => $"{Columns()} IN {One("?", ":t", "()", "(?, :a, ?)", $"(({Several(Term)}), ({Term()}))")}",
        10 => $"{Name()}[{Term()}] {Comparison()} {Term()}",
        _ => One($"((({Name()} = {Term()})))", $"expr({Name()}, {Term()})"),
    };

    private string InValues() => One("?", ":\"In\"", "()", $"({Several(Term)})");

    private string Using() => Maybe(() => " USING " + One(
        $"TIMESTAMP {Number()}", $"TTL {Number()}", $"TIMESTAMP {Number()} AND TTL {Number()}"));

    private string Modification() => _random.Next(4) switch
    {
        0 => $"{Word("INSERT")} INTO {Table()} {Columns()} VALUES ({Several(Term)}){IfNotExists()}{Using()}",
        1 => $"INSERT INTO {Table()} JSON {One("'{\"a\":1}'", "?", ":json")}{One("", " DEFAULT NULL", " DEFAULT UNSET")}"
            + IfNotExists() + Using(),
        2 => $"{Word("UPDATE")} {Table()}{Using()} SET {Assignments()}{Where()}{If()}",
        _ => $"{Word("DELETE")} {Maybe(() => Several(Deletion) + " ")}FROM {Table()}{Maybe(" USING TIMESTAMP 5")}{Where()}{If()}",
    };

    // No column twice.
    private string Assignments()
    {
        string[] columns = ["a", "\"B\"", "key", "ttl", "c1"];
        return string.Join(", ", columns.Take(_random.Next(1, columns.Length)).Select(Assignment));
    }

    private string Assignment(string column) => _random.Next(8) switch
    {
        < 3 => $"{column} = {Term()}",
        3 => $"{column} {One("+=", "-=")} {Term()}",
        4 => $"{column} = {column} {One("+", "-")} {Term()}",
        5 => One($"{column} = [1] + {column}", $"{column} = {column} -3"),
        6 => $"{column}[{Term()}] = {Term()}",
        _ => $"{column}.{Name()} = {Term()}",
    };

    private string Deletion() => Name() + One("", $"[{Term()}]", $".{Name()}");

    private string If() => Maybe(() => " IF " + One("EXISTS", Several(Condition, 3, " AND ")));

    private string Condition() => _random.Next(3) switch
    {
        0 => $"{Name()} {Comparison()} {Term()}",
        1 => Name() + One("", $"[{Term()}]", $".{Name()}") + One($" = {Term()}", $" IN {InValues()}"),
        _ => $"{Name()} {One("CONTAINS", "CONTAINS KEY")} {Term()}",
    };

    private string Batch() =>
        $"BEGIN {One("", "UNLOGGED ", "COUNTER ")}BATCH{Using()} {Several(() => Modification() + One("", ";"), 3, " ")} APPLY BATCH";
}
