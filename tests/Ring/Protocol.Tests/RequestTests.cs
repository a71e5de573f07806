using System.Text;
using Hathi.Ring.Protocol.Notation;
using Hathi.Ring.Protocol.Requests;

namespace Hathi.Ring.Protocol.Tests;

/// <summary>Each request's bytes, derived from the specification by hand, both ways.</summary>
public sealed class RequestTests
{
    private static readonly QueryOptions s_one = new(Consistency.One);

    private static readonly QueryOptions s_all = new(Consistency.Quorum)
    {
        SkipMetadata = true,
        PageSize = 100,
        PagingState = [0xCA, 0xFE],
        SerialConsistency = Consistency.LocalSerial,
        Timestamp = -7,
        Keyspace = "ks",
        NowInSeconds = uint.MaxValue,
    };

    [Fact]
    public void Startup()
    {
        const string Text = "0002 000B 'CQL_VERSION' 0005 '3.4.7' 000B 'COMPRESSION' 0003 'lz4'";
        var options = new Dictionary<string, string> { ["CQL_VERSION"] = "3.4.7", ["COMPRESSION"] = "lz4" };
        Assert.Equal(Wire.Bytes(Text), Wire.Written(new StartupRequest(options).Write));
        var read = StartupRequest.Read(Wire.Bytes(Text));
        Assert.Equal(("3.4.7", "lz4", false), (read.CqlVersion, read.Compression, read.ThrowsOnOverload));

        read = StartupRequest.Read(Wire.Bytes("0002 0011 'throw_on_overload' 0001 '1' 0001 'x' 0000"));
        Assert.Equal((null, null, true), (read.CqlVersion, read.Compression, read.ThrowsOnOverload));
        Assert.Equal(["THROW_ON_OVERLOAD", "X"], read.Options.Keys);
        Assert.Contains("129", Wire.Refused(() => StartupRequest.Read(Wire.Bytes("0081" + new string('0', 129 * 8)))).Message);
    }

    [Theory]
    [InlineData(ProtocolVersion.V3, "00000001 'q' 0001 00")]
    [InlineData(ProtocolVersion.V4, "00000001 'q' 0001 00")]
    [InlineData(ProtocolVersion.V5, "00000001 'q' 0001 00000000")]
    public void Query_with_nothing_but_its_text(ProtocolVersion version, string text)
    {
        Assert.Equal(Wire.Bytes(text), Wire.Written(b => QueryRequest.Begin(b, version, "q", s_one, 0, named: false).Complete()));
        var query = QueryRequest.Read(Wire.Bytes(text), version);
        Assert.Equal("q", Encoding.UTF8.GetString(query.Statement));
        Assert.Equal(Consistency.One, query.Parameters.Consistency);
        Assert.Equal(QueryFlags.None, query.Parameters.Flags);
        Assert.Equal((-1, true), (query.Parameters.PageSize, query.Parameters.PagingState.IsNull));
        Assert.Equal((Consistency.Serial, 0), (query.Parameters.SerialConsistency, query.Parameters.Values.Count));
    }

    [Theory]
    [InlineData(
        ProtocolVersion.V4,
        "00000001 'q' 0004 7F 0002 0001 'a' 00000001 2A 0001 'b' FFFFFFFE 00000064 00000002 CAFE 0009 FFFFFFFFFFFFFFF9")]
    [InlineData(
        ProtocolVersion.V5,
        "00000001 'q' 0004 000001FF 0002 0001 'a' 00000001 2A 0001 'b' FFFFFFFE 00000064 00000002 CAFE 0009 FFFFFFFFFFFFFFF9"
        + " 0002 'ks' FFFFFFFF")]
    public void Query_with_everything(ProtocolVersion version, string text)
    {
        Assert.Equal(Wire.Bytes(text), Wire.Written(b =>
        {
            var writer = QueryRequest.Begin(b, version, "q", s_all, 2, named: true);
            writer.Value("a", WireValue.Of([0x2A]));
            writer.Value("b", WireValue.Unset);
            writer.Complete();
        }));
        var parameters = QueryRequest.Read(Wire.Bytes(text), version).Parameters;
        Assert.Equal(["a 2A", "b unset"], Values(parameters.Values));
        Assert.True(parameters.Values.AreNamed && parameters.SkipsMetadata);
        Assert.Equal((Consistency.Quorum, 100), (parameters.Consistency, parameters.PageSize));
        Assert.Equal([0xCA, 0xFE], parameters.PagingState.Bytes.ToArray());
        Assert.Equal((Consistency.LocalSerial, -7L), (parameters.SerialConsistency, parameters.Timestamp));
        Assert.Equal(version == ProtocolVersion.V5, parameters.Has(QueryFlags.Keyspace));
        Assert.Equal(version == ProtocolVersion.V5 ? "ks" : "", Encoding.UTF8.GetString(parameters.Keyspace));
        Assert.Equal(version == ProtocolVersion.V5 ? uint.MaxValue : 0, parameters.NowInSeconds);
    }

    [Theory]
    [InlineData(ProtocolVersion.V3, "00000001 'p'")]
    [InlineData(ProtocolVersion.V4, "00000001 'p'")]
    [InlineData(ProtocolVersion.V5, "00000001 'p' 00000001 0002 'ks'")]
    public void Prepare(ProtocolVersion version, string text)
    {
        Assert.Equal(Wire.Bytes(text), Wire.Written(b => PrepareRequest.Write(b, version, "p", "ks")));
        var read = PrepareRequest.Read(Wire.Bytes(text), version);
        Assert.Equal("p", Encoding.UTF8.GetString(read.Statement));
        Assert.Equal(version == ProtocolVersion.V5, read.HasKeyspace);
        Assert.Equal(version == ProtocolVersion.V5 ? "ks" : "", Encoding.UTF8.GetString(read.Keyspace));

        var without = Wire.Written(b => PrepareRequest.Write(b, version, "p", null));
        Assert.Equal(Wire.Bytes(version == ProtocolVersion.V5 ? "00000001 'p' 00000000" : "00000001 'p'"), without);
        Assert.False(PrepareRequest.Read(without, version).HasKeyspace);
    }

    [Theory]
    [InlineData(ProtocolVersion.V3, "0002 AABB 0001 01 0003 00000001 2A FFFFFFFF 00000000")]
    [InlineData(ProtocolVersion.V4, "0002 AABB 0001 01 0003 00000001 2A FFFFFFFF 00000000")]
    [InlineData(ProtocolVersion.V5, "0002 AABB 0001 CC 0001 00000001 0003 00000001 2A FFFFFFFF 00000000")]
    public void Execute(ProtocolVersion version, string text)
    {
        Assert.Equal(Wire.Bytes(text), Wire.Written(b =>
        {
            var writer = ExecuteRequest.Begin(b, version, [0xAA, 0xBB], [0xCC], s_one, 3);
            writer.Value(WireValue.Of([0x2A]));
            writer.Value(WireValue.Null);
            writer.Value(WireValue.Of([]));
            writer.Complete();
        }));
        var read = ExecuteRequest.Read(Wire.Bytes(text), version);
        Assert.Equal([0xAA, 0xBB], read.StatementId.ToArray());
        Assert.Equal(version == ProtocolVersion.V5 ? [0xCC] : [], read.ResultMetadataId.ToArray());
        Assert.Equal([" 2A", " null", " "], Values(read.Parameters.Values));
        Assert.False(read.Parameters.Values.AreNamed);
    }

    [Theory]
    [InlineData(
        ProtocolVersion.V3,
        "01 0002 00 00000001 'q' 0001 00000001 2A 01 0002 AABB 0000 0004 30 0009 FFFFFFFFFFFFFFF9")]
    [InlineData(
        ProtocolVersion.V4,
        "01 0002 00 00000001 'q' 0001 00000001 2A 01 0002 AABB 0000 0004 30 0009 FFFFFFFFFFFFFFF9")]
    [InlineData(
        ProtocolVersion.V5,
        "01 0002 00 00000001 'q' 0001 00000001 2A 01 0002 AABB 0000 0004 000001B0 0009 FFFFFFFFFFFFFFF9 0002 'ks' FFFFFFFF")]
    public void Batch(ProtocolVersion version, string text)
    {
        var options = s_all with { SkipMetadata = false, PageSize = null, PagingState = null };
        Assert.Equal(Wire.Bytes(text), Wire.Written(b =>
        {
            var writer = BatchWriter.Begin(b, version, BatchKind.Unlogged);
            writer.Statement("q", 1);
            writer.Value(WireValue.Of([0x2A]));
            writer.Prepared([0xAA, 0xBB], 0);
            writer.Complete(options);
        }));
        var read = BatchRequest.Read(Wire.Bytes(text), version);
        Assert.Equal((BatchKind.Unlogged, 2, Consistency.Quorum), (read.Kind, read.Count, read.Parameters.Consistency));
        Assert.Equal((Consistency.LocalSerial, -7L), (read.Parameters.SerialConsistency, read.Parameters.Timestamp));
        var statements = new List<string>();
        foreach (var statement in read)
        {
            statements.Add(
                $"{statement.IsPrepared} {Convert.ToHexString(statement.TextOrId)} {string.Join(',', Values(statement.Values))}");
        }

        Assert.Equal(["False 71  2A", "True AABB "], statements);
    }

    [Fact]
    public void Register()
    {
        const string Text = "0003 000F 'TOPOLOGY_CHANGE' 000D 'STATUS_CHANGE' 000D 'SCHEMA_CHANGE'";
        var all = EventKinds.TopologyChange | EventKinds.StatusChange | EventKinds.SchemaChange;
        Assert.Equal(Wire.Bytes(Text), Wire.Written(new RegisterRequest(all).Write));
        Assert.Equal(all, RegisterRequest.Read(Wire.Bytes(Text), ProtocolVersion.V4).Events);
        Assert.Equal(EventKinds.StatusChange, RegisterRequest.Read(Wire.Bytes("0001 000D 'Status_Change'"), ProtocolVersion.V4).Events);
        Assert.Equal(EventKinds.None, RegisterRequest.Read(Wire.Bytes("0000"), ProtocolVersion.V4).Events);
        Assert.Contains("'X'", Wire.Refused(() => RegisterRequest.Read(Wire.Bytes("0001 0001 'X'"), ProtocolVersion.V4)).Message);
    }

    /// <summary>An event that nobody sends.</summary>
    [Fact]
    public void Traces_that_are_complete_may_be_asked_for_since_version_4()
    {
        var text = Wire.Bytes("0002 000E 'Trace_Complete' 000D 'STATUS_CHANGE'");
        Assert.Equal(EventKinds.StatusChange, RegisterRequest.Read(text, ProtocolVersion.V4).Events);
        Assert.Equal(EventKinds.StatusChange, RegisterRequest.Read(text, ProtocolVersion.V5).Events);
        Assert.Equal(
            "Event TRACE_COMPLETE not valid for protocol version 3/v3",
            Wire.Refused(() => RegisterRequest.Read(text, ProtocolVersion.V3)).Message);
    }

    [Fact]
    public void Auth_response()
    {
        const string Token = "00 'cassandra' 00 'secret'";
        var token = Wire.Bytes(Token);
        Assert.Equal(Wire.Bytes("00000011 " + Token), Wire.Written(b => AuthResponseRequest.Write(b, WireValue.Of(token))));
        Assert.Equal(token, AuthResponseRequest.Read(Wire.Bytes("00000011 " + Token)).Token.Bytes.ToArray());
        Assert.True(AuthResponseRequest.Read(Wire.Bytes("FFFFFFFF")).Token.IsNull);

        Assert.True(PlainToken.TryRead(token, out var plain));
        Assert.Equal("cassandra"u8, plain.User);
        Assert.Equal("secret"u8, plain.Password);
        Assert.True(plain.ActsFor.IsEmpty);
        Assert.True(PlainToken.TryRead(Wire.Bytes("'a' 00 00"), out plain));
        Assert.Equal("a"u8, plain.ActsFor);
        Assert.All(["", "'a'", "00 'a'", "00 'a' 00 'b' 00", "00 'a' 00 FF"], static t => Assert.False(IsPlain(t)));
    }

    public static TheoryData<string, Action<byte[]>> Wrong => new()
    {
        { "00000001 'q' 000C 00", b => QueryRequest.Read(b, ProtocolVersion.V4) }, // no such level
        { "00000001 'q' 0001 01 FFFF", b => QueryRequest.Read(b, ProtocolVersion.V4) }, // 65,535 values of no bytes
        { "00000001 'q' 0001 01 0001 FFFFFFFD", b => QueryRequest.Read(b, ProtocolVersion.V4) },
        { "00000001 'q' 0001 20 8000000000000000", b => QueryRequest.Read(b, ProtocolVersion.V4) }, // the one timestamp that there is not
        { "00000001 'q' 0001 08 00000003 CAFE", b => QueryRequest.Read(b, ProtocolVersion.V4) },
        { "00000001 'q' 0001 00", b => QueryRequest.Read(b, ProtocolVersion.V5) }, // flags of four bytes
        { "00000001 FF 0001 00", b => QueryRequest.Read(b, ProtocolVersion.V4) }, // not UTF-8
        { "00000001 'p'", b => PrepareRequest.Read(b, ProtocolVersion.V5) },
        { "0002 AA", b => ExecuteRequest.Read(b, ProtocolVersion.V4) },
        { "03 0000 0001 00", b => BatchRequest.Read(b, ProtocolVersion.V4) }, // no such kind
        { "00 0001 02 0001 AA 0000 0001 00", b => BatchRequest.Read(b, ProtocolVersion.V4) }, // neither text nor id
        { "00 FFFF 00", b => BatchRequest.Read(b, ProtocolVersion.V4) },
        { "00 0000 0001 40", b => BatchRequest.Read(b, ProtocolVersion.V4) }, // names, which have no place
        { "00000005 00", b => AuthResponseRequest.Read(b) },
    };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void What_cannot_be_is_refused_and_the_connection_goes_on(string text, Action<byte[]> read)
    {
        var refused = Wire.Refused(() => read(Wire.Bytes(text)));
        Assert.Equal((ErrorCode.ProtocolError, true), (refused.Code, refused.ConnectionGoesOn));
    }

    /// <summary>As Cassandra takes them: more than is known is left alone.</summary>
    [Fact]
    public void What_is_behind_a_message_and_flags_that_mean_nothing_are_ignored()
    {
        var longer = Wire.Bytes("00000001 'q' 0001 00 CAFE");
        Assert.Equal(Consistency.One, QueryRequest.Read(longer, ProtocolVersion.V4).Parameters.Consistency);
        Assert.Equal(
            (QueryFlags)int.MinValue,
            QueryRequest.Read(Wire.Bytes("00000001 'q' 0001 80000000"), ProtocolVersion.V5).Parameters.Flags);
    }

    [Fact]
    public void A_request_that_is_written_wrong_is_our_mistake() => Wire.Written(static b =>
    {
        Assert.Throws<InvalidOperationException>(() => QueryRequest.Begin(b, ProtocolVersion.V4, "q", s_one, 1, named: false).Complete());
        Assert.Throws<InvalidOperationException>(
            () => QueryRequest.Begin(b, ProtocolVersion.V4, "q", s_one, 0, named: false).Value(WireValue.Null));
        Assert.Throws<InvalidOperationException>(
            () => QueryRequest.Begin(b, ProtocolVersion.V4, "q", s_one, 1, named: true).Value(WireValue.Null));
        Assert.Throws<InvalidOperationException>(() => BatchWriter.Begin(b, ProtocolVersion.V4, BatchKind.Logged).Value(WireValue.Null));
        Assert.Throws<InvalidOperationException>(() =>
        {
            var writer = BatchWriter.Begin(b, ProtocolVersion.V4, BatchKind.Logged);
            writer.Statement("q", 1);
            writer.Complete(s_one);
        });
    });

    private static bool IsPlain(string token) => PlainToken.TryRead(Wire.Bytes(token), out _);

    private static List<string> Values(BoundValues values)
    {
        var texts = new List<string>();
        var each = values.GetEnumerator();
        while (each.MoveNext())
        {
            var value = each.Current;
            var text = value.IsNull ? "null" : value.IsUnset ? "unset" : Convert.ToHexString(value.Bytes);
            texts.Add($"{Encoding.UTF8.GetString(each.Name)} {text}");
        }

        Assert.Equal(values.Count, texts.Count);
        return texts;
    }
}
