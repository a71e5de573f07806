using Hathi.Ring.Protocol;
using Hathi.Ring.Protocol.Answers;
using Hathi.Ring.Protocol.Notation;
using Hathi.Ring.Protocol.Requests;
using static Hathi.Ring.Node.Tests.Asking;

namespace Hathi.Ring.Node.Tests;

/// <summary>Requests to a whole node: its store, its schema, its port.</summary>
public sealed class RequestTests : IAsyncDisposable
{
    private static readonly QueryOptions s_one = new(Consistency.One);
    private readonly TestNode _node = new();

    public static TheoryData<ProtocolVersion> Versions => [ProtocolVersion.V3, ProtocolVersion.V4, ProtocolVersion.V5];

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task What_is_written_is_read_also_after_a_restart(ProtocolVersion version)
    {
        using (var client = _node.Connect(version))
        {
            client.Make();
            Assert.Equal("Void", client.Query("INSERT INTO t (a, b, c) VALUES (1, 2, 'x')").Text());
            Assert.Equal("Void", client.Query("INSERT INTO t (a, b, c) VALUES (?, ?, ?)", null, Int(1), Int(3), "y"u8.ToArray()).Text());
            Assert.Equal("a=1 b=2 c=x; a=1 b=3 c=y", client.Query("SELECT * FROM t WHERE a = 1").Text());
        }

        await _node.RestartAsync();
        using var again = _node.Connect(version);
        Assert.Equal("a=1 b=2 c=x; a=1 b=3 c=y", again.Query("SELECT * FROM k.t").Text());
        Assert.Equal(
            "AlreadyExists Cannot add already existing table \"t\" to keyspace \"k\"",
            again.Query("CREATE TABLE k.t (z int PRIMARY KEY)").Text());
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Statements_are_prepared_and_executed(ProtocolVersion version)
    {
        using var client = _node.Connect(version);
        client.Make();
        var insert = client.Prepare("INSERT INTO t (a, b, c) VALUES (?, ?, ?)");
        Assert.Equal(version >= ProtocolVersion.V4 ? [0] : [], insert.Variables.KeyIndexes.Select(static i => (int)i));
        Assert.Equal(["a", "b", "c"], insert.Variables.Variables.Columns.Select(static c => c.Name));
        Assert.Equal("Void", client.Execute(insert, null, Int(1), Int(2), "x"u8.ToArray()).Text());
        Assert.Equal("Void", client.Execute(insert, null, Int(1), Int(1), null).Text());
        var select = client.Prepare("SELECT b, c FROM t WHERE a = ?");
        Assert.Equal("b=1 c=null; b=2 c=x", client.Execute(select, null, Int(1)).Text());
        Assert.Equal("1 null; 2 x", client.Execute(select, s_one with { SkipMetadata = true }, Int(1)).Text());
        Assert.StartsWith("Invalid Invalid amount of bind variables", client.Execute(select).Text(), StringComparison.Ordinal);
    }

    /// <summary>What storage has of a table that was dropped, and that it was, must not be another's.</summary>
    [Fact]
    public async Task The_id_of_a_table_that_was_dropped_is_not_taken_again_also_after_a_restart()
    {
        const string Again = "CREATE TABLE k.u (a int PRIMARY KEY) WITH id = 6a1f2e3d-4c5b-4a69-8778-695a4b3c2d1e";
        using (var client = _node.Connect(ProtocolVersion.V4))
        {
            client.Make();
            Assert.Equal("Created Table k.u", client.Query(Again).Text());
            Assert.Equal("Void", client.Query("INSERT INTO k.u (a) VALUES (1)").Text());
            Assert.Equal("Dropped Table k.u", client.Query("DROP TABLE k.u").Text());
            Assert.Contains("a table that was dropped", client.Query(Again).Text(), StringComparison.Ordinal);
        }

        await _node.RestartAsync();
        using var after = _node.Connect(ProtocolVersion.V4);
        Assert.Contains("a table that was dropped", after.Query(Again).Text(), StringComparison.Ordinal);
    }

    /// <summary>Columns that a statement names again and again are counted before they are written.</summary>
    [Fact]
    public void Metadata_that_would_be_too_long_are_refused_in_a_SELECT_and_in_a_PREPARE()
    {
        using var client = _node.Connect(ProtocolVersion.V4);
        client.Make();
        var fields = string.Join(", ", Enumerable.Range(0, 1_000).Select(static i => $"a_long_name_of_a_field_{i} int"));
        Assert.Equal("Created Type k.w", client.Query($"CREATE TYPE w ({fields})").Text());
        Assert.Equal("Created Table k.u", client.Query("CREATE TABLE u (k int PRIMARY KEY, v frozen<w>)").Text());
        var select = $"SELECT {string.Join(", ", Enumerable.Repeat("v", 400))} FROM u WHERE k = 1";
        Assert.Contains("8388608 bytes", client.Query(select).Text(), StringComparison.Ordinal);
        Assert.Contains("8388608 bytes", Assert.ThrowsAny<Exception>(() => client.Prepare(select)).ToString(), StringComparison.Ordinal);
    }

    /// <summary>A read that has to look at more than the socket's thread may goes on elsewhere, from its beginning.</summary>
    [Theory]
    [MemberData(nameof(Versions))]
    public void Rows_behind_very_many_dead_ones_are_found(ProtocolVersion version)
    {
        const int Batches = 6;
        const int RowsOfBatch = 2_000;
        using var client = _node.Connect(version);
        client.Make();
        for (var batch = 0; batch < Batches; batch++)
        {
            var rows = Enumerable.Range(batch * RowsOfBatch, RowsOfBatch).Select(static b => $"INSERT INTO t (a, b) VALUES (1, {b});");
            Assert.Equal("Void", client.Query($"BEGIN UNLOGGED BATCH {string.Concat(rows)} APPLY BATCH").Text());
        }

        Assert.Equal("count=\0\0\0\0\0\0.\uFFFD", client.Query("SELECT COUNT(*) FROM t WHERE a = 1").Text()); // 0x2EE0
        Assert.Equal("Void", client.Query("DELETE FROM t WHERE a = 1 AND b < 11999").Text());
        Assert.Equal("b=11999", client.Query("SELECT b FROM t WHERE a = 1 LIMIT 1").Text());
        Assert.Equal("b=11999", client.Query("SELECT b FROM t WHERE a = 1 ORDER BY b DESC LIMIT 2").Text());
    }

    [Fact]
    public void The_id_is_of_keyspace_and_text_and_of_the_text_alone_where_that_names_it()
    {
        using var client = _node.Connect(ProtocolVersion.V5);
        client.Make();
        static byte[] Md5(string text) =>
#pragma warning disable CA5351 // As Cassandra makes ids.
            System.Security.Cryptography.MD5.HashData(System.Text.Encoding.UTF8.GetBytes(text));
#pragma warning restore CA5351
        Assert.Equal(Md5("kSELECT * FROM t"), client.Prepare("SELECT * FROM t").StatementId.ToArray());
        Assert.Equal(Md5("SELECT * FROM k.t"), client.Prepare("SELECT * FROM k.t").StatementId.ToArray());
        using var other = _node.Connect(ProtocolVersion.V5);
        Assert.Equal(Md5("kSELECT * FROM t"), other.Prepare("SELECT * FROM t", "k").StatementId.ToArray());
    }

    [Fact]
    public void An_id_that_is_not_known_is_told_so_that_it_is_prepared_again()
    {
        using var client = _node.Connect(ProtocolVersion.V5);
        client.Make();
        var select = client.Prepare("SELECT * FROM t");
        var unknown = select with { StatementId = new byte[16] };
        var error = Assert.IsType<UnpreparedError>(client.Execute(unknown).Error);
        Assert.Equal(new byte[16], error.StatementId.ToArray());
        client.Query("DROP TABLE t");
        Assert.IsType<UnpreparedError>(client.Execute(select).Error);
    }

    [Fact]
    public void Columns_that_have_changed_are_told_with_their_new_id()
    {
        using var client = _node.Connect(ProtocolVersion.V5);
        using var old = _node.Connect(ProtocolVersion.V4);
        client.Make();
        client.Query("INSERT INTO t (a, b, c) VALUES (1, 2, 'x')");
        var select = client.Prepare("SELECT * FROM k.t");
        var skipping = s_one with { SkipMetadata = true };
        Assert.Equal("1 2 x", client.Execute(select, skipping).Text());
        Assert.Equal("1 2 x", old.Execute(select, skipping).Text());
        Assert.Equal("Updated Table k.t", client.Query("ALTER TABLE t ADD d int").Text());
        var answer = client.Execute(select, skipping);
        Assert.Equal("a=1 b=2 c=x d=null", answer.Text());
        var reader = new WireReader(answer.Message);
        ResultAnswer.ReadKind(ref reader);
        var id = new RowsReader(reader).NewMetadataId.ToArray();
        Assert.Equal("1 2 x null", client.Execute(select with { ResultMetadataId = id }, skipping).Text());

        // Version 4 has no such id: who may have old columns is told them each time.
        Assert.Equal("a=1 b=2 c=x d=null", old.Execute(select, skipping).Text());
    }

    [Fact]
    public async Task What_is_not_used_is_forgotten_when_there_are_too_many()
    {
        await using var node = new TestNode(preparedBytes: 200_000);
        using var client = node.Connect(ProtocolVersion.V5);
        client.Make();
        var used = client.Prepare("SELECT * FROM t WHERE a = 0");
        var unused = client.Prepare("SELECT * FROM t WHERE a = 1");
        for (var i = 2; i < 300; i++)
        {
            Assert.NotEqual(0, client.Prepare($"SELECT * FROM t WHERE a = {i}").StatementId.Length);
            Assert.Equal("", client.Execute(used).Text());
        }

        Assert.IsType<UnpreparedError>(client.Execute(unused).Error);
        Assert.Contains(
            "larger than allowed", client.Ask(1, Opcode.Prepare, b => PrepareRequest.Write(
                b, ProtocolVersion.V5, $"SELECT * FROM t WHERE a = 1 /* {new string('x', 100_000)} */", null)).Error.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Pages_follow_each_other(ProtocolVersion version)
    {
        using var client = _node.Connect(version);
        client.Make();
        for (var i = 0; i < 10; i++)
        {
            client.Query($"INSERT INTO t (a, b) VALUES (1, {i})");
        }

        var seen = new List<string>();
        byte[]? state = null;
        do
        {
            var page = client.Query("SELECT b FROM t WHERE a = 1", s_one with { PageSize = 3, PagingState = state });
            seen.AddRange(page.Text().Split("; "));
            state = page.PagingState();
        }
        while (state.Length > 0);
        Assert.Equal(Enumerable.Range(0, 10).Select(static i => $"b={i}"), seen);
        var forged = client.Query("SELECT b FROM t WHERE a = 1", s_one with { PageSize = 3, PagingState = [1, 2, 3] });
        Assert.Contains(forged.Error.Code, (ErrorCode[])[ErrorCode.Invalid, ErrorCode.ProtocolError]);
    }

    [Fact]
    public void A_batch_is_one_record_of_statements_as_text_and_prepared()
    {
        using var client = _node.Connect(ProtocolVersion.V5);
        client.Make();
        var insert = client.Prepare("INSERT INTO t (a, b, c) VALUES (?, ?, ?)");
        Assert.Equal("Void", Batch(client, insert, "INSERT INTO t (a, b) VALUES (7, 2)").Text());
        Assert.Equal("a=7 b=1 c=x; a=7 b=2 c=null", client.Query("SELECT * FROM t WHERE a = 7").Text());
        Assert.StartsWith("Invalid Invalid statement in batch", Batch(client, insert, "SELECT * FROM t").Text(), StringComparison.Ordinal);
        Assert.IsType<UnpreparedError>(Batch(client, insert with { StatementId = new byte[16] }, "DELETE FROM t WHERE a = 7").Error);
        Assert.Equal("a=7 b=1 c=x; a=7 b=2 c=null", client.Query("SELECT * FROM t WHERE a = 7").Text());
    }

    [Theory]
    [InlineData(Consistency.One, "")]
    [InlineData(Consistency.LocalQuorum, "")]
    [InlineData(Consistency.All, "")]
    [InlineData(Consistency.Serial, "")]
    [InlineData(Consistency.Two, "Unavailable Cannot achieve consistency level TWO")]
    [InlineData(Consistency.Any, "Invalid ANY ConsistencyLevel is only supported for writes")]
    public void A_level_that_cannot_be_met_is_refused(Consistency level, string answer)
    {
        using var client = _node.Connect(ProtocolVersion.V4);
        client.Make();
        var read = client.Query("SELECT * FROM t WHERE a = 1", new QueryOptions(level));
        Assert.Equal(answer, read.Text());
        if (read.Opcode == Opcode.Error && read.Error is UnavailableError unavailable)
        {
            Assert.Equal((2, 1), (unavailable.Required, unavailable.Alive));
        }
    }

    [Fact]
    public void More_replicas_than_nodes_are_not_enough_for_a_quorum()
    {
        using var client = _node.Connect(ProtocolVersion.V4);
        client.Query("CREATE KEYSPACE r WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 3}");
        client.Query("CREATE TABLE r.t (a int PRIMARY KEY)");
        Assert.Equal("Void", client.Query("INSERT INTO r.t (a) VALUES (1)").Text());
        Assert.Equal(
            new UnavailableError("Cannot achieve consistency level QUORUM", Consistency.Quorum, 2, 1),
            client.Query("INSERT INTO r.t (a) VALUES (1)", new QueryOptions(Consistency.Quorum)).Error);
        Assert.Equal(
            "Invalid You must use conditional updates for serializable writes",
            client.Query("INSERT INTO r.t (a) VALUES (1)", new QueryOptions(Consistency.LocalSerial)).Text());
    }

    [Theory]
    [InlineData("SELEC 1", "SyntaxError line 1:0 no viable alternative at input 'SELEC' ([SELEC]...)")]
    [InlineData("USE nowhere", "Invalid Keyspace 'nowhere' does not exist")]
    [InlineData("INSERT INTO system.local (key) VALUES ('x')", "Unauthorized system keyspace is not user-modifiable.")]
    [InlineData("DROP TABLE k.nothing", "Invalid Table 'k.nothing' doesn't exist")]
    public void What_cannot_be_done_is_refused_with_its_code(string statement, string answer)
    {
        using var client = _node.Connect(ProtocolVersion.V5);
        Assert.Equal(answer, client.Query(statement).Text());
    }

    [Fact]
    public void A_change_of_the_schema_is_told_to_those_who_asked()
    {
        using var client = _node.Connect(ProtocolVersion.V5);
        using var listener = _node.Connect(ProtocolVersion.V4);
        listener.Ask(1, Opcode.Register, static b => new RegisterRequest(EventKinds.SchemaChange).Write(b));
        client.Make();
        string[] expected = ["Keyspace k.", "Table k.t"];
        foreach (var words in expected)
        {
            var change = Assert.IsType<SchemaEvent>(EventAnswer.Read(listener.Next().Message)).Change;
            Assert.Equal(words, $"{change.Target} {change.Keyspace}.{change.Name}");
        }
    }

    /// <summary>
    /// Asked for at once they happen one after the other: each table that was made can be written, and whoever listens hears of them in the
    /// order in which they happened, so that he knows in the end what there is.
    /// </summary>
    [Fact]
    public void Changes_that_are_asked_for_at_once_are_all_there_and_told_in_order()
    {
        const int Tables = 120;
        using var listener = _node.Connect(ProtocolVersion.V4);
        using var client = _node.Connect(ProtocolVersion.V4);
        client.Make();
        listener.Ask(1, Opcode.Register, static b => new RegisterRequest(EventKinds.SchemaChange).Write(b));
        AskAtOnce(client, Tables, static i => $"CREATE TABLE k.t{i} (a int PRIMARY KEY)");
        for (var i = 0; i < Tables; i++)
        {
            Assert.Equal("Void", client.Query($"INSERT INTO k.t{i} (a) VALUES (1)").Text());
            Assert.Equal(SchemaChangeKind.Created, Heard(listener).Change);
        }

        const string Make = "CREATE TABLE IF NOT EXISTS k.t0 (a int PRIMARY KEY)";
        AskAtOnce(client, Tables, static i => i % 2 == 0 ? "DROP TABLE IF EXISTS k.t0" : Make);
        client.Query("CREATE TABLE k.last (a int PRIMARY KEY)");
        var isThere = true;
        for (var change = Heard(listener); change.Name != "last"; change = Heard(listener))
        {
            Assert.Equal(isThere ? SchemaChangeKind.Dropped : SchemaChangeKind.Created, change.Change);
            isThere = !isThere;
        }

        Assert.Equal(isThere ? "Void" : "Invalid table t0 does not exist", client.Query("INSERT INTO k.t0 (a) VALUES (1)").Text());
    }

    private static void AskAtOnce(TestClient client, int count, Func<int, string> text)
    {
        var all = Enumerable.Range(0, count).SelectMany(i => client.Envelope(
            (short)i, Opcode.Query, b => QueryRequest.Begin(b, client.Version, text(i), s_one, 0, named: false).Complete()));
        client.Send(all.ToArray());
        for (var i = 0; i < count; i++)
        {
            Assert.Equal(Opcode.Result, client.Next().Opcode);
        }
    }

    private static SchemaChange Heard(TestClient listener) =>
        Assert.IsType<SchemaEvent>(EventAnswer.Read(listener.Next().Message)).Change;

    [Fact]
    public async Task Figures_are_told()
    {
        using var client = _node.Connect(ProtocolVersion.V5);
        client.Make();
        using var http = new HttpClient();
        var figures = await http.GetStringAsync(new Uri($"http://{_node.WebEndPoint}/metrics"));
        Assert.Contains("hathi_ring_connections 1\n", figures, StringComparison.Ordinal);
        Assert.Contains("hathi_ring_tables 1\n", figures, StringComparison.Ordinal);
        Assert.Contains("hathi_ring_writable 1\n", figures, StringComparison.Ordinal);
        Assert.Contains("<h1>Ring</h1>", await http.GetStringAsync(new Uri($"http://{_node.WebEndPoint}/")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_truncated_table_is_empty()
    {
        using var client = _node.Connect(ProtocolVersion.V5);
        client.Make();
        client.Query("INSERT INTO t (a, b) VALUES (1, 2)");
        Assert.Equal("Void", client.Query("TRUNCATE t").Text());
        Assert.Equal("", client.Query("SELECT * FROM t").Text());
    }

    [Fact]
    public void DESCRIBE_says_what_makes_a_table_again()
    {
        using var client = _node.Connect(ProtocolVersion.V5);
        client.Make();
        Assert.Contains("CREATE TABLE k.t (", client.Query("DESCRIBE TABLE t").Text(), StringComparison.Ordinal);
        Assert.Contains("tests", client.Query("DESCRIBE CLUSTER").Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_clients_timestamp_decides_and_a_trace_has_an_id()
    {
        using var client = _node.Connect(ProtocolVersion.V5);
        client.Make();
        client.Query("INSERT INTO t (a, b, c) VALUES (1, 1, 'new')", s_one with { Timestamp = 200 });
        client.Query("INSERT INTO t (a, b, c) VALUES (1, 1, 'old')", s_one with { Timestamp = 100 });
        Assert.Equal("c=new", client.Query("SELECT c FROM t WHERE a = 1").Text());
    }

    private static Answer Batch(TestClient client, PreparedAnswer insert, string text) => client.Ask(3, Opcode.Batch, b =>
    {
        var writer = BatchWriter.Begin(b, client.Version, BatchKind.Logged);
        writer.Prepared(insert.StatementId.Span, 3);
        writer.Value(WireValue.Of(Int(7)));
        writer.Value(WireValue.Of(Int(1)));
        writer.Value(WireValue.Of("x"u8));
        writer.Statement(text, 0);
        writer.Complete(s_one);
    });
}
