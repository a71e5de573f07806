using Hathi.Base;

namespace Hathi.Ring.Core.Tests.Schema;

/// <summary>A statement on a schema of few names, the same from the same seed: often one that makes sense.</summary>
internal sealed class SchemaMaker(ulong seed)
{
    private readonly SeededRandom _random = new(seed);

    public string Make() => _random.Next(20) switch
    {
        0 => $"CREATE KEYSPACE {Keyspace()} WITH replication = {{'class': '{One("SimpleStrategy", "NetworkTopologyStrategy")}'}}",
        1 => $"ALTER KEYSPACE {Keyspace()} WITH durable_writes = {One("true", "false")}",
        2 => $"DROP {One("KEYSPACE", "KEYSPACE IF EXISTS")} {One("k1", "k2", "system", "k1", "k3", "k3", "k3")}",
        3 or 4 => $"CREATE TYPE {Keyspace()}.{Type()} ({Several(() => $"{Column()} {AnyType(2)}")})",
        5 or 6 => $"ALTER TYPE {Keyspace()}.{Type()} {One($"ADD {Column()} {AnyType(2)}", $"RENAME {Column()} TO {Column()}")}",
        7 => $"DROP TYPE {Keyspace()}.{Type()}",
        < 12 => CreateTable(),
        < 18 => $"ALTER TABLE {Keyspace()}.{Table()} {TableChange()}",
        _ => $"DROP TABLE {Keyspace()}.{Table()}",
    };

    private string CreateTable()
    {
        string[] columns =
        [
            $"a {Often("int")}", $"b {Often("text")}", $"c {Often("uuid")}", $"d {Often("list<int>")}",
            $"e {Often("int")}{One("", " static")}", $"\"F f\" {AnyType(2)}",
        ];
        return $"CREATE TABLE {Keyspace()}.{Table()} ({string.Join(", ", columns)}, "
            + $"PRIMARY KEY ({One("a, b", "(a, b), c", "a, b, c")}))"
            + One("", " WITH CLUSTERING ORDER BY (b DESC)", " WITH default_time_to_live = 5 AND comment = 'x'");
    }

    private string TableChange() => _random.Next(5) switch
    {
        0 or 1 => $"ADD {Column()} {One(Often("int"), AnyType(3))}{One("", " static")}",
        2 => $"DROP {Column()}{One("", " USING TIMESTAMP 12")}",
        3 => $"RENAME {Column()} TO {Column()}",
        _ => "WITH " + One("comment = 'y'", "gc_grace_seconds = 1", "cdc = true", "compression = {}", "caching = {'keys': 'NONE'}"),
    };

    private string AnyType(int depth) => depth == 0 || _random.Chance(0.5)
        ? One(
            "int", "text", "bigint", "counter", "blob", "duration", "uuid", "'Int32Type'", Type(), $"frozen<{Type()}>",
            $"{Keyspace()}.{Type()}")
        : One(
            $"list<{AnyType(depth - 1)}>", $"frozen<list<{AnyType(depth - 1)}>>", $"set<{AnyType(depth - 1)}>",
            $"map<{AnyType(depth - 1)}, {AnyType(depth - 1)}>", $"tuple<{AnyType(depth - 1)}, {AnyType(depth - 1)}>",
            $"vector<{AnyType(depth - 1)}, 3>");

    private string Often(string type) => _random.Chance(0.9) ? type : AnyType(2);

    private string Several(Func<string> make) => string.Join(", ", Enumerable.Range(0, _random.Next(1, 4)).Select(_ => make()));

    private string Keyspace() => One("k1", "k1", "k2", "k3");

    private string Table() => One("t1", "t2", "t3", "t4");

    private string Type() => One("u1", "u2", "u3", "u4");

    private string Column() => One("a", "b", "c", "d", "e", "\"F f\"", "g");

    private string One(params string[] choices) => choices[_random.Next(choices.Length)];
}
