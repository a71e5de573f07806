namespace Hathi.Ring.Core.Tests.Parsing;

/// <content>Values, selectors, types.</content>
internal sealed partial class StatementMaker
{
    private const int MostDepth = 4;

    private string Nested(Func<string> deeper, Func<string> flat)
    {
        if (_depth >= MostDepth)
        {
            return flat();
        }

        _depth++;
        var made = deeper();
        _depth--;
        return made;
    }

    private string Constant() => _random.Next(12) switch
    {
        < 3 => One("0", "1", "-17", "170141183460469231731687303715884105728"),
        3 => One("1.5", "-0.0", "1e10", "1.E-5", "2.", "NaN", "-nan", "Infinity", "-INFINITY", "1E+2"),
        < 6 => One("'text'", "''", "'it''s'", "'\n'", "'ü€😀'", "$$it's$$", "$$$$", "'$$'"),
        6 => One("true", "FALSE"),
        7 => One("0x", "0xCAFE", "0Xcafe0"),
        8 => One("123e4567-e89b-12d3-a456-426614174000", "ABCDEF01-0000-1000-8000-00805f9b34fb", "12345678-0000-1000-8000-00805f9b34fb"),
        9 => One("1h30m", "1y2mo3w4d5h6m7s8ms9us10ns", "-5d", "3MO", "1µs"),
        10 => One("P1Y2M3DT4H5M6S", "P3W", "PT5M", "-P1D", "P0001-02-03T04:05:06", "P1MT1S"),
        _ => "NULL",
    };

    private string Marker() => One("?", ":a", ":Name", ":\"Name\"", ": key");

    private string Simple() => _random.Chance(0.2) ? Marker() : Constant();

    private string Term() => Nested(DeepTerm, Simple);

    private string DeepTerm() => _random.Next(16) switch
    {
        < 6 => Simple(),
        6 => $"[{Maybe(() => Several(Term))}]",
        7 => $"{{{Maybe(() => Several(Term))}}}",
        8 => $"{{{Several(() => $"{Term()} : {Term()}")}}}",
        9 => $"{{{Several(() => $"{PlainName()}: {Term()}")}}}",
        10 => $"({Several(Term)})",
        11 => $"{Function()}({Maybe(() => Several(Term))})",
        12 => $"({Type()}) {TermOfType()}",
        13 => $"CAST({TermOfType()} AS {NativeType()})",
        14 => $"{TermOfType()} {One("+", "-", "*", "/", "%")} {TermOfType()}",
        _ => $"- {TermOfType()}",
    };

    // What may stand behind a type or a sign.
    private string TermOfType() => _random.Next(4) switch
    {
        0 => Simple(),
        1 => $"[{Several(Term)}]",
        2 => $"f({Several(Term)})",
        _ => $"({Several(Simple)})",
    };

    private string Selector() => Selected() + Maybe(() => $" AS {Name()}");

    private string Selected() => Nested(DeepSelected, Name);

    private string DeepSelected() => _random.Next(16) switch
    {
        < 6 => Name(),
        6 => One("COUNT(*)", "count( * )", $"WRITETIME({Name()})", $"MAXWRITETIME({Name()})", $"TTL({Name()}.{PlainName()})"),
        7 => $"{Function()}({Maybe(() => Several(Selected))})",
        8 => $"CAST({Selected()} AS {NativeType()})",
        9 => Name() + Several(Step, 3, ""),
        10 => $"{SelectedSimple()} {One("+", "-", "*", "/", "%")} {SelectedSimple()}",
        11 => $"- {SelectedSimple()}",
        12 => SelectedCollection(),
        13 => $"({Several(SelectedSimple)})",
        14 => $"({Type()}) {SelectedSimple()}",
        _ => Simple(),
    };

    private string SelectedCollection() => _random.Next(4) switch
    {
        0 => $"[{Several(Selected)}]",
        1 => $"{{{Several(Selected)}}}",
        2 => $"{{{Selected()}: {Selected()}}}",
        _ => One("{}", "[]"),
    };

    private string SelectedSimple() => _random.Next(4) switch
    {
        0 => PlainName(),
        1 => Simple(),
        2 => $"f({Several(Selected)})",
        _ => $"({PlainName()}, {Simple()})",
    };

    private string Step() => One($".{PlainName()}", $"[{Term()}]", $"[{Term()} .. {Term()}]", $"[.. {Term()}]", $"[{Term()} ..]");

    private string NativeType() => One(
        "ascii", "bigint", "blob", "boolean", "counter", "date", "decimal", "double", "duration", "float", "inet", "INT",
        "smallint", "text", "time", "timestamp", "timeuuid", "tinyint", "uuid", "varchar", "varint");

    private string Type() => Nested(DeepType, NativeType);

    private string DeepType() => _random.Next(12) switch
    {
        < 4 => NativeType(),
        4 => $"list<{Type()}>",
        5 => $"SET<{Type()}>",
        6 => $"map<{NativeType()}, {Type()}>",
        7 => $"tuple<{Several(Type)}>",
        8 => $"vector<float, {_random.Next(1, 2000)}>",
        9 => $"frozen<{One($"list<{Type()}>", $"tuple<{Several(Type)}>", "udt")}>",
        10 => One("udt", "ks.udt", "\"Udt\"", "key", "\"int\"", "list", "frozen"),
        _ => "'org.example.Type'",
    };
}
