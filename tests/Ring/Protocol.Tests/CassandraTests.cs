using System.Buffers;
using Hathi.Ring.Protocol.Answers;
using Hathi.Ring.Protocol.Envelopes;
using Hathi.Ring.Protocol.Framing;
using Hathi.Ring.Protocol.Metadata;
using Hathi.Ring.Protocol.Notation;
using Hathi.Ring.Data.Values;

namespace Hathi.Ring.Protocol.Tests;

/// <summary>What Cassandra answers is read, and written again is the same: of every type, in every version.</summary>
public sealed class CassandraTests
{
    /// <summary>To version 3, which knows no functions, Cassandra writes an empty text behind the keyspace, which nobody reads.</summary>
    private const string EmptyText = "0000";

    public static TheoryData<string> Answers =>
        [.. Golden.Cassandra.Keys.Where(static name => !name.StartsWith("segment", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Answers))]
    public void An_answer_of_Cassandra_is_read_and_written_again(string name)
    {
        var bytes = Golden.Cassandra[name];
        Assert.True(EnvelopeHeader.TryRead(bytes, out var header));
        header.Verify(fromServer: true, null, ProtocolLimits.MaxBodyBytes);
        Assert.Equal(bytes.Length, header.EnvelopeSize);
        var written = Wire.Written(b =>
        {
            var envelope = OpenEnvelope.Begin(b, (ProtocolVersion)header.Version, header.Stream, header.Opcode);
            var body = AnswerBody.Read(header, bytes.AsSpan(header.HeaderSize));
            WriteAgain(b, name, (ProtocolVersion)header.Version, header.Opcode, body.Message);
            envelope.Complete(new AnswerExtras(body.TracingId, body.Warnings, null));
        });
        if (header.Version == 3 && Convert.ToHexString(bytes).EndsWith(EmptyText, StringComparison.Ordinal)
            && written.Length == bytes.Length - 2)
        {
            Assert.Equal(bytes[EnvelopeHeader.Size..^2], written[EnvelopeHeader.Size..]);
            return;
        }

        Assert.Equal(bytes, written);
    }

    [Fact]
    public void What_Cassandra_means_is_understood()
    {
        foreach (var version in Wire.Versions)
        {
            var suffix = $"-v{(int)version}";
            Assert.Equal(ErrorCode.SyntaxError, Error("syntax-error" + suffix, version).Code);
            Assert.Equal(ErrorCode.Invalid, Error("invalid" + suffix, version).Code);
            Assert.Equal(ErrorCode.ProtocolError, Error("wrong-consistency" + suffix, version).Code);
            Assert.IsType<AlreadyExistsError>(Error("already-exists" + suffix, version));
            Assert.Equal(new byte[16], Assert.IsType<UnpreparedError>(Error("unprepared" + suffix, version)).StatementId.ToArray());
            var unavailable = Assert.IsType<UnavailableError>(Error("unavailable" + suffix, version));
            Assert.Equal((Consistency.Three, 3, 1), (unavailable.Consistency, unavailable.Required, unavailable.Alive));
            Assert.NotNull(Body("rows-traced" + suffix).TracingId);
            Assert.Equal(version == ProtocolVersion.V3 ? 0 : 1, Body("rows-warned" + suffix).Warnings.Count);
        }

        // What we say of the same.
        Assert.Equal(
            Error("wrong-consistency-v4", ProtocolVersion.V4).Message,
            Wire.Refused(() => new WireReader(Wire.Bytes("0063")).Consistency()).Message);
        var unknown = new EnvelopeHeader(4, false, EnvelopeFlags.None, 0, (Opcode)99, 0);
        Assert.Equal(Error("opcode-99-v4", ProtocolVersion.V4).Message, Refused(unknown).Message);

        var future = new EnvelopeHeader(66, false, EnvelopeFlags.None, 7, Opcode.Options, 0);
        Assert.True(EnvelopeHeader.TryRead(Golden.Cassandra["version-66-v4"], out var refusal));
        Assert.Equal(refusal.Stream, Refused(future).Stream);

        // The text that drivers look for.
        Assert.StartsWith(ProtocolVersions.Refusal(66)[..^1], Error("version-66-v4", ProtocolVersion.V5).Message, StringComparison.Ordinal);
    }

    /// <summary>Checksums, too: Cassandra's are its own.</summary>
    [Theory]
    [InlineData("segment-plain", false, "small-plain-v5")]
    [InlineData("segment-lz4-small", true, "small-lz4-v5")]
    public void A_segment_of_Cassandra_is_read(string name, bool compressing, string envelope)
    {
        using var scratch = new WireBuffer();
        var input = new ReadOnlySequence<byte>(Golden.Cassandra[name]);
        Assert.True(Segment.TryRead(ref input, compressing, scratch, out var segment));
        Assert.True(segment.IsSelfContained && input.IsEmpty);
        Assert.Equal(Golden.Cassandra[envelope], segment.Payload.ToArray());
        if (!compressing)
        {
            Assert.Equal(
                Golden.Cassandra[name], SegmentTests.Segments(t => Segment.WriteAll(t, Golden.Cassandra[envelope], compressing: false)));
        }
    }

    private static void WriteAgain(WireBuffer buffer, string name, ProtocolVersion version, Opcode opcode, ReadOnlySpan<byte> message)
    {
        switch (opcode)
        {
            case Opcode.Ready:
                Assert.True(message.IsEmpty);
                break;
            case Opcode.Error:
                ErrorAnswer.Read(message, version).Write(buffer, version);
                break;
            case Opcode.Supported:
                SupportedAnswer.Read(message).Write(buffer);
                break;
            case Opcode.Event:
                EventAnswer.Read(message).Write(buffer, version);
                break;
            case Opcode.Result:
                WriteResultAgain(buffer, name, version, message);
                break;
            default:
                Assert.Fail($"{opcode} is not expected");
                break;
        }
    }

    private static void WriteResultAgain(WireBuffer buffer, string name, ProtocolVersion version, ReadOnlySpan<byte> message)
    {
        var reader = new WireReader(message);
        switch (ResultAnswer.ReadKind(ref reader))
        {
            case ResultKind.Void:
                ResultAnswer.WriteVoid(buffer);
                break;
            case ResultKind.SetKeyspace:
                ResultAnswer.WriteSetKeyspace(buffer, reader.String());
                break;
            case ResultKind.SchemaChange:
                ResultAnswer.WriteSchemaChange(buffer, SchemaChange.Read(ref reader), version);
                break;
            case ResultKind.Prepared:
                PreparedAnswer.Read(ref reader, version).Write(buffer, version);
                break;
            default:
                var rows = new RowsReader(reader);
                var columns = rows.Columns ?? ColumnsOf(name.Replace("-skipping", "", StringComparison.Ordinal));
                WriteRowsAgain(RowsWriter.Begin(buffer, version, columns, rows.Columns is null, rows.NewMetadataId), rows, columns);
                break;
        }
    }

    private static void WriteRowsAgain(RowsWriter writer, RowsReader rows, ColumnList columns)
    {
        while (rows.NextRow())
        {
            foreach (var column in columns.Columns)
            {
                var value = rows.Next();
                if (value.IsNull)
                {
                    writer.Null();
                    continue;
                }

                Assert.Null(ValueCheck.Fault(column.Type, value.Bytes));
                Assert.Equal(0, ValueOrder.Compare(column.Type, value.Bytes, value.Bytes));
                writer.Value(value.Bytes);
            }
        }

        writer.Complete(rows.PagingState);
    }

    private static ColumnList ColumnsOf(string name)
    {
        var reader = new WireReader(Body(name).Message);
        ResultAnswer.ReadKind(ref reader);
        return new RowsReader(reader).Columns!;
    }

    private static ProtocolException Refused(EnvelopeHeader header) =>
        Wire.Refused(() => header.Verify(fromServer: false, null, ProtocolLimits.MaxRequestBytes));

    private static ErrorAnswer Error(string name, ProtocolVersion version) => ErrorAnswer.Read(Body(name).Message, version);

    private static AnswerBody Body(string name)
    {
        var bytes = Golden.Cassandra[name];
        Assert.True(EnvelopeHeader.TryRead(bytes, out var header));
        return AnswerBody.Read(header, bytes.AsSpan(header.HeaderSize));
    }
}
