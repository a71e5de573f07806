using System.Net;
using Hathi.Ring.Protocol.Answers;
using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Protocol.Tests;

/// <summary>Each answer's bytes but rows', derived from the specification by hand, both ways.</summary>
public sealed class AnswerTests
{
    private static readonly ReplicaFailure[] s_failures = [new(IPAddress.Parse("127.77.0.201"), FailureReason.Timeout)];

    /// <summary>Code, text, and what belongs to the code; an older version is told what it knows.</summary>
    public static TheoryData<ErrorAnswer, string, string, string> Errors => new()
    {
        { new(ErrorCode.ServerError, "x"), "00000000 0001 'x'", "", "" },
        { new(ErrorCode.ProtocolError, ""), "0000000A 0000", "", "" },
        { new(ErrorCode.BadCredentials, "x"), "00000100 0001 'x'", "", "" },
        { new UnavailableError("x", Consistency.Quorum, 2, 1), "00001000 0001 'x' 0004 00000002 00000001", "", "" },
        { new(ErrorCode.Overloaded, "x"), "00001001 0001 'x'", "", "" },
        { new(ErrorCode.IsBootstrapping, "x"), "00001002 0001 'x'", "", "" },
        { new(ErrorCode.TruncateError, "x"), "00001003 0001 'x'", "", "" },
        {
            new WriteTimeoutError("x", Consistency.One, 0, 1, WriteKind.BatchLog, 0),
            "00001100 0001 'x' 0001 00000000 00000001 0009 'BATCH_LOG'", "", ""
        },
        {
            new WriteTimeoutError("x", Consistency.One, 0, 1, WriteKind.Cas, 7),
            "00001100 0001 'x' 0001 00000000 00000001 0003 'CAS' 0007",
            "00001100 0001 'x' 0001 00000000 00000001 0003 'CAS'", ""
        },
        { new ReadTimeoutError("x", Consistency.Two, 1, 2, true), "00001200 0001 'x' 0002 00000001 00000002 01", "", "" },
        {
            new ReadFailureError("x", Consistency.Two, 1, 2, 1, s_failures, false),
            "00001300 0001 'x' 0002 00000001 00000002 00000001 04 7F4D00C9 0002 00",
            "00001300 0001 'x' 0002 00000001 00000002 00000001 00",
            "00001200 0001 'x' 0002 00000001 00000002 00"
        },
        {
            new FunctionFailureError("x", "ks", "f", ["int", "text"]),
            "00001400 0001 'x' 0002 'ks' 0001 'f' 0002 0003 'int' 0004 'text'", "", "00002200 0001 'x'"
        },
        {
            new WriteFailureError("x", Consistency.Two, 1, 2, 1, s_failures, WriteKind.Counter),
            "00001500 0001 'x' 0002 00000001 00000002 00000001 04 7F4D00C9 0002 0007 'COUNTER'",
            "00001500 0001 'x' 0002 00000001 00000002 00000001 0007 'COUNTER'",
            "00001100 0001 'x' 0002 00000001 00000002 0007 'COUNTER'"
        },
        { new(ErrorCode.CdcWriteFailure, "x"), "00001600 0001 'x'", "", "00002200 0001 'x'" },
        {
            new CasWriteUnknownError("x", Consistency.Serial, 1, 2),
            "00001700 0001 'x' 0008 00000001 00000002",
            "00001100 0001 'x' 0008 00000001 00000002 0003 'CAS'", ""
        },
        { new(ErrorCode.SyntaxError, "x"), "00002000 0001 'x'", "", "" },
        { new(ErrorCode.Unauthorized, "x"), "00002100 0001 'x'", "", "" },
        { new(ErrorCode.Invalid, "x"), "00002200 0001 'x'", "", "" },
        { new(ErrorCode.ConfigError, "x"), "00002300 0001 'x'", "", "" },
        { new AlreadyExistsError("x", "ks", ""), "00002400 0001 'x' 0002 'ks' 0000", "", "" },
        { new UnpreparedError("x", new byte[] { 0xCA, 0xFE }), "00002500 0001 'x' 0002 CAFE", "", "" },
    };

    [Theory]
    [MemberData(nameof(Errors), DisableDiscoveryEnumeration = true)]
    public void Error(ErrorAnswer error, string v5, string v4, string v3)
    {
        v4 = v4.Length > 0 ? v4 : v5;
        v3 = v3.Length > 0 ? v3 : v4;
        foreach (var (version, text) in Wire.Versions.Zip([v3, v4, v5]))
        {
            var bytes = Wire.Bytes(text);
            Assert.Equal(bytes, Wire.Written(b => error.Write(b, version)));
            var read = ErrorAnswer.Read(bytes, version);
            Assert.Equal(version == ProtocolVersion.V5 ? error.GetType() : read.GetType(), read.GetType());
            Assert.Equal(bytes, Wire.Written(b => read.Write(b, version)));
        }
    }

    [Fact]
    public void Each_code_has_its_bytes() =>
        Assert.Equal(Enum.GetValues<ErrorCode>(), Errors.Select(static row => row.Data.Item1.Code).Distinct().Order());

    [Fact]
    public void Error_with_a_code_from_the_future_is_kept()
    {
        var read = ErrorAnswer.Read(Wire.Bytes("00009999 0001 'x' CAFE"), ProtocolVersion.V5);
        Assert.Equal(new ErrorAnswer((ErrorCode)0x9999, "x"), read);
    }

    [Theory]
    [InlineData("x", 0x10000, 0xFFFF)]
    [InlineData("é", 0x8000, 0xFFFE)]
    [InlineData("\U0001F418", 0x4000, 0xFFFC)]
    public void Error_with_a_long_text_ends_between_two_characters(string character, int count, int bytes)
    {
        var text = string.Concat(Enumerable.Repeat(character, count));
        var written = Wire.Written(b => new ErrorAnswer(ErrorCode.Invalid, text).Write(b, ProtocolVersion.V4));
        Assert.Equal(4 + 2 + bytes, written.Length);
        Assert.Equal(text[..^character.Length], ErrorAnswer.Read(written, ProtocolVersion.V4).Message);
    }

    [Fact]
    public void Authenticate()
    {
        const string Text = "002F 'org.apache.cassandra.auth.PasswordAuthenticator'";
        Assert.Equal(Wire.Bytes(Text), Wire.Written(new AuthenticateAnswer(AuthenticateAnswer.Password).Write));
        Assert.Equal(AuthenticateAnswer.Password, AuthenticateAnswer.Read(Wire.Bytes(Text)).Authenticator);
    }

    [Fact]
    public void Auth_challenge_and_success()
    {
        Assert.Equal(Wire.Bytes("00000001 2A"), Wire.Written(static b => AuthToken.Write(b, WireValue.Of([0x2A]))));
        Assert.Equal(Wire.Bytes("FFFFFFFF"), Wire.Written(static b => AuthToken.Write(b, WireValue.Null)));
        Assert.Equal([0x2A], AuthToken.Read(Wire.Bytes("00000001 2A")).Bytes.ToArray());
        Assert.True(AuthToken.Read(Wire.Bytes("FFFFFFFF")).IsNull);
    }

    [Fact]
    public void Supported()
    {
        const string Text = "0002 000B 'COMPRESSION' 0002 0006 'snappy' 0003 'lz4'"
            + "0011 'PROTOCOL_VERSIONS' 0003 0004 '3/v3' 0004 '4/v4' 0004 '5/v5'";
        var answer = new SupportedAnswer(new Dictionary<string, IReadOnlyList<string>>
        {
            ["COMPRESSION"] = ["snappy", "lz4"],
            [SupportedAnswer.VersionsOption] = ProtocolVersions.Names,
        });
        Assert.Equal(Wire.Bytes(Text), Wire.Written(answer.Write));
        var read = SupportedAnswer.Read(Wire.Bytes(Text));
        Assert.Equal(["snappy", "lz4"], read.Options["COMPRESSION"]);
        Assert.Equal(ProtocolVersions.Names, read.Options["PROTOCOL_VERSIONS"]);
    }

    [Fact]
    public void Result_of_the_kinds_without_rows()
    {
        Assert.Equal(Wire.Bytes("00000001"), Wire.Written(ResultAnswer.WriteVoid));
        Assert.Equal(Wire.Bytes("00000003 0002 'ks'"), Wire.Written(static b => ResultAnswer.WriteSetKeyspace(b, "ks")));
        var change = new SchemaChange(SchemaChangeKind.Dropped, SchemaTarget.Table, "ks", "t", []);
        Assert.Equal(
            Wire.Bytes("00000005 0007 'DROPPED' 0005 'TABLE' 0002 'ks' 0001 't'"),
            Wire.Written(b => ResultAnswer.WriteSchemaChange(b, change, ProtocolVersion.V3)));
        var reader = new WireReader(Wire.Bytes("00000003 0002 'ks'"));
        Assert.Equal(ResultKind.SetKeyspace, ResultAnswer.ReadKind(ref reader));
        Assert.Equal("ks", reader.String());
        Assert.All(["00000000", "00000006", "FFFFFFFF"], static text => Wire.Refused(() => ReadKind(text)));
    }

    public static TheoryData<EventAnswer, string, string> Events => new()
    {
        { Node(NodeChange.NewNode), "000F 'TOPOLOGY_CHANGE' 0008 'NEW_NODE' 04 7F4D00C9 00002352", "" },
        { Node(NodeChange.RemovedNode), "000F 'TOPOLOGY_CHANGE' 000C 'REMOVED_NODE' 04 7F4D00C9 00002352", "" },
        { Node(NodeChange.Up), "000D 'STATUS_CHANGE' 0002 'UP' 04 7F4D00C9 00002352", "" },
        { Node(NodeChange.Down), "000D 'STATUS_CHANGE' 0004 'DOWN' 04 7F4D00C9 00002352", "" },
        {
            Schema(SchemaChangeKind.Created, SchemaTarget.Keyspace, "", []),
            "000D 'SCHEMA_CHANGE' 0007 'CREATED' 0008 'KEYSPACE' 0002 'ks'", ""
        },
        {
            Schema(SchemaChangeKind.Updated, SchemaTarget.Type, "t", []),
            "000D 'SCHEMA_CHANGE' 0007 'UPDATED' 0004 'TYPE' 0002 'ks' 0001 't'", ""
        },
        {
            Schema(SchemaChangeKind.Dropped, SchemaTarget.Function, "f", ["int"]),
            "000D 'SCHEMA_CHANGE' 0007 'DROPPED' 0008 'FUNCTION' 0002 'ks' 0001 'f' 0001 0003 'int'",
            "000D 'SCHEMA_CHANGE' 0007 'UPDATED' 0008 'KEYSPACE' 0002 'ks'"
        },
        {
            Schema(SchemaChangeKind.Created, SchemaTarget.Aggregate, "a", []),
            "000D 'SCHEMA_CHANGE' 0007 'CREATED' 0009 'AGGREGATE' 0002 'ks' 0001 'a' 0000",
            "000D 'SCHEMA_CHANGE' 0007 'UPDATED' 0008 'KEYSPACE' 0002 'ks'"
        },
    };

    [Theory]
    [MemberData(nameof(Events), DisableDiscoveryEnumeration = true)]
    public void Event(EventAnswer answer, string text, string v3)
    {
        foreach (var version in Wire.Versions)
        {
            var bytes = Wire.Bytes(version == ProtocolVersion.V3 && v3.Length > 0 ? v3 : text);
            Assert.Equal(bytes, Wire.Written(b => answer.Write(b, version)));
            var read = EventAnswer.Read(bytes);
            Assert.Equal(answer.Kind, read.Kind);
            Assert.Equal(bytes, Wire.Written(b => read.Write(b, version)));
        }
    }

    [Theory]
    [InlineData("0001 'X'")]
    [InlineData("000F 'TOPOLOGY_CHANGE' 0002 'UP' 04 7F4D00C9 00002352")] // of another kind
    [InlineData("000D 'STATUS_CHANGE' 0002 'up' 04 7F4D00C9 00002352")]
    [InlineData("000D 'SCHEMA_CHANGE' 0007 'CREATED' 0004 'VIEW' 0002 'ks' 0001 'v'")]
    [InlineData("000D 'SCHEMA_CHANGE' 0005 'ADDED' 0008 'KEYSPACE' 0002 'ks'")]
    [InlineData("000D 'STATUS_CHANGE' 0002 'UP' 04 7F4D00C9")]
    public void An_event_that_cannot_be_is_refused(string text) =>
        Assert.True(Wire.Refused(() => EventAnswer.Read(Wire.Bytes(text))).ConnectionGoesOn);

    private static void ReadKind(string text)
    {
        var reader = new WireReader(Wire.Bytes(text));
        ResultAnswer.ReadKind(ref reader);
    }

    private static NodeEvent Node(NodeChange change) => new(change, new IPEndPoint(IPAddress.Parse("127.77.0.201"), 9042));

    private static SchemaEvent Schema(SchemaChangeKind change, SchemaTarget target, string name, string[] arguments) =>
        new(new SchemaChange(change, target, "ks", name, arguments));
}
