using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Hathi.Ring.Protocol.Envelopes;
using Hathi.Ring.Protocol.Framing;
using Hathi.Ring.Protocol.Notation;
using Hathi.Ring.Protocol.Requests;

namespace Hathi.Ring.Protocol.Tests;

/// <summary>What a driver sends is read, and written again is the same.</summary>
public sealed class DriverTests
{
    private const short Stream = 7;

    public static TheoryData<string> Requests =>
        [.. Golden.Driver.Keys.Where(static name => name.Contains("-v", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Requests))]
    public void A_request_of_a_driver_is_read_and_written_again(string name)
    {
        var bytes = Golden.Driver[name];
        Assert.True(EnvelopeHeader.TryRead(bytes, out var header));
        header.Verify(fromServer: false, null, ProtocolLimits.MaxRequestBytes);
        Assert.Equal((bytes.Length, Stream), (header.EnvelopeSize, header.Stream));
        Assert.Equal(name.StartsWith("query-paged", StringComparison.Ordinal), (header.Flags & EnvelopeFlags.Tracing) != 0);
        var version = (ProtocolVersion)header.Version;
        Assert.Equal(bytes, Wire.Written(b =>
        {
            var envelope = OpenEnvelope.Begin(b, (byte)version, header.Stream, header.Opcode, header.Flags);
            WriteAgain(b, version, header.Opcode, RequestBody.Read(header, bytes.AsSpan(header.HeaderSize)).Message);
            envelope.Complete();
        }));
    }

    [Fact]
    public void What_a_driver_means_is_understood()
    {
        var execute = ExecuteRequest.Read(Golden.Driver["execute-v5"].AsSpan(EnvelopeHeader.Size), ProtocolVersion.V5);
        Assert.Equal(Enumerable.Range(0, 16), execute.StatementId.ToArray().Select(static b => (int)b));
        Assert.Equal(Enumerable.Range(16, 16), execute.ResultMetadataId.ToArray().Select(static b => (int)b));
        Assert.Equal((Consistency.LocalQuorum, 5000), (execute.Parameters.Consistency, execute.Parameters.PageSize));
        Assert.Equal(1_700_000_000_000_000, execute.Parameters.Timestamp);
        Assert.Equal(4, execute.Parameters.Values.Count);

        var query = QueryRequest.Read(Golden.Driver["query-paged-v4"].AsSpan(EnvelopeHeader.Size), ProtocolVersion.V4);
        Assert.Equal("SELECT * FROM ks.t WHERE k = ?", Encoding.UTF8.GetString(query.Statement));
        Assert.Equal((Consistency.Quorum, 100), (query.Parameters.Consistency, query.Parameters.PageSize));
        Assert.Equal(Consistency.LocalSerial, query.Parameters.SerialConsistency);
        Assert.Equal([0xCA, 0xFE], query.Parameters.PagingState.Bytes.ToArray());
    }

    /// <summary>Checksums, too: the driver's are its own.</summary>
    [Theory]
    [InlineData("segment-plain", false, "query-v5")]
    [InlineData("segment-lz4-short", true, "query-v5")]
    [InlineData("segment-lz4", true, "execute-v5")]
    public void A_segment_of_a_driver_is_read(string name, bool compressing, string first)
    {
        using var scratch = new WireBuffer();
        var input = new ReadOnlySequence<byte>(Golden.Driver[name]);
        Assert.True(Segment.TryRead(ref input, compressing, scratch, out var segment));
        Assert.True(segment.IsSelfContained && input.IsEmpty);
        Assert.Equal(Golden.Driver[first], segment.Payload[..Golden.Driver[first].Length].ToArray());
        if (!compressing)
        {
            Assert.Equal(Golden.Driver[name], SegmentTests.Segments(t => Segment.WriteAll(t, Golden.Driver[first], compressing: false)));
        }
    }

    [Fact]
    public void A_long_envelope_is_cut_as_a_driver_cuts_it()
    {
        byte[] envelope =
            [.. Wire.Bytes("05 00 0009 07 00030D40"), .. Enumerable.Range(0, 200_000).Select(static i => (byte)(i % 251))];
        var segments = SegmentTests.Segments(target => Segment.WriteAll(target, envelope, compressing: false));
        Assert.Equal(Golden.Driver["segment-parts-md5"], MD5.HashData(segments));
    }

    [Fact]
    public void A_body_that_a_driver_packs_is_unpacked()
    {
        using var scratch = new WireBuffer();
        var header = new EnvelopeHeader(4, false, EnvelopeFlags.Compressed, 1, Opcode.Query, 0);
        var body = BodyCompression.Unpack(header, Golden.Driver["body-lz4"], Compression.Lz4, ProtocolLimits.MaxRequestBytes, scratch);
        Assert.Equal(string.Concat(Enumerable.Repeat("hello ", 100)), Encoding.ASCII.GetString(body));
    }

    private static void WriteAgain(WireBuffer buffer, ProtocolVersion version, Opcode opcode, ReadOnlySpan<byte> message)
    {
        switch (opcode)
        {
            case Opcode.Options:
                Assert.True(message.IsEmpty);
                break;
            case Opcode.Startup:
                StartupRequest.Read(message).Write(buffer);
                break;
            case Opcode.Query:
                var query = QueryRequest.Read(message, version);
                var text = Encoding.UTF8.GetString(query.Statement);
                var values = query.Parameters.Values;
                Values(QueryRequest.Begin(buffer, version, text, Options(query.Parameters), values.Count, values.AreNamed), values);
                break;
            case Opcode.Prepare:
                var prepare = PrepareRequest.Read(message, version);
                PrepareRequest.Write(
                    buffer, version, Encoding.UTF8.GetString(prepare.Statement),
                    prepare.HasKeyspace ? Encoding.UTF8.GetString(prepare.Keyspace) : null);
                break;
            case Opcode.Execute:
                var execute = ExecuteRequest.Read(message, version);
                Values(
                    ExecuteRequest.Begin(
                        buffer, version, execute.StatementId, execute.ResultMetadataId, Options(execute.Parameters),
                        execute.Parameters.Values.Count),
                    execute.Parameters.Values);
                break;
            case Opcode.Batch:
                Batch(buffer, version, BatchRequest.Read(message, version));
                break;
            case Opcode.Register:
                RegisterRequest.Read(message, version).Write(buffer);
                break;
            case Opcode.AuthResponse:
                AuthResponseRequest.Write(buffer, AuthResponseRequest.Read(message).Token);
                break;
            default:
                Assert.Fail($"{opcode} is not expected");
                break;
        }
    }

    private static void Values(ParametersWriter writer, BoundValues values)
    {
        foreach (var value in values)
        {
            writer.Value(value);
        }

        writer.Complete();
    }

    private static void Batch(WireBuffer buffer, ProtocolVersion version, BatchRequest batch)
    {
        var writer = BatchWriter.Begin(buffer, version, batch.Kind);
        foreach (var statement in batch)
        {
            if (statement.IsPrepared)
            {
                writer.Prepared(statement.TextOrId, statement.Values.Count);
            }
            else
            {
                writer.Statement(Encoding.UTF8.GetString(statement.TextOrId), statement.Values.Count);
            }

            foreach (var value in statement.Values)
            {
                writer.Value(value);
            }
        }

        writer.Complete(Options(batch.Parameters));
    }

    private static QueryOptions Options(QueryParameters read) => new(read.Consistency)
    {
        SkipMetadata = read.SkipsMetadata,
        PageSize = read.Has(QueryFlags.PageSize) ? read.PageSize : null,
        PagingState = read.PagingState.IsPresent ? read.PagingState.Bytes.ToArray() : null,
        SerialConsistency = read.Has(QueryFlags.SerialConsistency) ? read.SerialConsistency : null,
        Timestamp = read.Has(QueryFlags.Timestamp) ? read.Timestamp : null,
        Keyspace = read.Has(QueryFlags.Keyspace) ? Encoding.UTF8.GetString(read.Keyspace) : null,
        NowInSeconds = read.Has(QueryFlags.NowInSeconds) ? read.NowInSeconds : null,
    };
}
