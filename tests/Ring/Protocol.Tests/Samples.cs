using Hathi.Ring.Protocol.Answers;
using Hathi.Ring.Protocol.Envelopes;
using Hathi.Ring.Protocol.Framing;
using Hathi.Ring.Protocol.Metadata;
using Hathi.Ring.Protocol.Notation;
using Hathi.Ring.Protocol.Requests;
using Hathi.Ring.Data.Types;

namespace Hathi.Ring.Protocol.Tests;

/// <summary>Good messages, for what damages them.</summary>
internal static class Samples
{
    public static readonly ColumnList Columns = new(
    [
        new("ks", "t", "k", NativeType.Int),
        new("ks", "t", "m", new MapType(NativeType.Varchar, new ListType(NativeType.Duration))),
        new("ks", "t", "u", new UserType("ks", "u", ["a", "b"], [NativeType.Int, new TupleType([NativeType.Date, NativeType.Blob])])),
        new("ks", "t", "v", new VectorType(NativeType.Float, 3)),
    ]);

    private static readonly QueryOptions s_options = new(Consistency.LocalQuorum)
    {
        PageSize = 5000,
        PagingState = [1, 2, 3],
        SerialConsistency = Consistency.Serial,
        Timestamp = 1_700_000_000_000_000,
        Keyspace = "ks",
        NowInSeconds = 1,
    };

    public static byte[] Startup { get; } = Wire.Written(
        new StartupRequest(new Dictionary<string, string> { ["CQL_VERSION"] = "3.4.7", ["COMPRESSION"] = "lz4" }).Write);

    public static byte[] Register { get; } = Wire.Written(
        new RegisterRequest(EventKinds.SchemaChange | EventKinds.StatusChange | EventKinds.TopologyChange).Write);

    public static byte[] Supported { get; } = Wire.Written(
        new SupportedAnswer(new Dictionary<string, IReadOnlyList<string>> { ["A"] = ["a", "b"], ["PROTOCOL_VERSIONS"] = ["4/v4"] }).Write);

    public static byte[] Query(ProtocolVersion version) => Wire.Written(b =>
    {
        var writer = QueryRequest.Begin(b, version, "SELECT * FROM t WHERE k = :k", s_options, 2, named: true);
        writer.Value("k", WireValue.Of([0, 0, 0, 1]));
        writer.Value("l", WireValue.Unset);
        writer.Complete();
    });

    public static byte[] Prepare(ProtocolVersion version) => Wire.Written(b => PrepareRequest.Write(b, version, "SELECT 1", "ks"));

    public static byte[] Execute(ProtocolVersion version) => Wire.Written(b =>
    {
        var writer = ExecuteRequest.Begin(b, version, new byte[16], new byte[16], s_options, 3);
        writer.Value(WireValue.Of([0, 0, 0, 1]));
        writer.Value(WireValue.Null);
        writer.Value(WireValue.Of([]));
        writer.Complete();
    });

    public static byte[] Batch(ProtocolVersion version) => Wire.Written(b =>
    {
        var writer = BatchWriter.Begin(b, version, BatchKind.Logged);
        writer.Statement("INSERT INTO t (k) VALUES (?)", 1);
        writer.Value(WireValue.Of([0, 0, 0, 1]));
        writer.Prepared(new byte[16], 2);
        writer.Value(WireValue.Null);
        writer.Value(WireValue.Of([1]));
        writer.Complete(new QueryOptions(Consistency.Quorum) { Timestamp = 5, Keyspace = "ks" });
    });

    /// <summary>Behind the kind.</summary>
    public static byte[] Rows(ProtocolVersion version, bool skip) => Wire.Written(b =>
    {
        var rows = RowsWriter.Begin(b, version, Columns, skip, skip ? default : new byte[16]);
        for (var i = 0; i < 3; i++)
        {
            rows.Value([0, 0, 0, (byte)i]);
            rows.Value(Wire.Bytes("00000001 00000001 'a' 00000004 00000000"));
            rows.Null();
            rows.Value(new byte[12]);
        }

        rows.Complete(WireValue.Of([1, 2, 3]));
    })[4..];

    /// <summary>Behind the kind.</summary>
    public static byte[] Prepared(ProtocolVersion version) => Wire.Written(
        b => new PreparedAnswer(new byte[16], new byte[16], new VariablesMetadata(Columns, [0, 1]), Columns).Write(b, version))[4..];

    public static byte[][] Errors(ProtocolVersion version) =>
        [.. AnswerTests.Errors.Select(row => Wire.Written(b => row.Data.Item1.Write(b, version)))];

    public static byte[][] Events(ProtocolVersion version) =>
        [.. AnswerTests.Events.Select(row => Wire.Written(b => row.Data.Item1.Write(b, version)))];

    /// <summary>A stream of segments as a client may send it.</summary>
    public static byte[] Segments(bool compressing) => SegmentTests.Segments(target => Segment.WriteAll(
        target,
        Wire.Written(static b =>
        {
            for (short i = 0; i < 5; i++)
            {
                var envelope = OpenEnvelope.Begin(b, ProtocolVersion.V5, i, Opcode.Query);
                b.PutRaw(i == 2 ? new byte[150_000] : Query(ProtocolVersion.V5));
                envelope.Complete();
            }
        }),
        compressing));
}
