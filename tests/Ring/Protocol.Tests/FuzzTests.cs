using System.Buffers;
using System.Buffers.Binary;
using Hathi.Base;
using Hathi.Ring.Protocol.Answers;
using Hathi.Ring.Protocol.Envelopes;
using Hathi.Ring.Protocol.Framing;
using Hathi.Ring.Protocol.Metadata;
using Hathi.Ring.Protocol.Notation;
using Hathi.Ring.Protocol.Requests;
using Hathi.Ring.Data.Types;
using Hathi.Ring.Data.Values;

namespace Hathi.Ring.Protocol.Tests;

/// <summary>Damaged bytes through every decoder: the answer is a message, "need more", or <see cref="ProtocolException"/>.</summary>
public sealed class FuzzTests
{
    private const int Runs = 10_000;
    private const long MostAllocated = 512 * 1024;

    public static TheoryData<string, byte[][], Action<byte[]>> Decoders => new()
    {
        { "STARTUP", [Samples.Startup], b => StartupRequest.Read(b) },
        { "QUERY", Each(Samples.Query), b => AllVersions(b, static (b, v) => Walk(QueryRequest.Read(b, v).Parameters.Values)) },
        { "PREPARE", Each(Samples.Prepare), b => AllVersions(b, static (b, v) => PrepareRequest.Read(b, v)) },
        { "EXECUTE", Each(Samples.Execute), b => AllVersions(b, static (b, v) => Walk(ExecuteRequest.Read(b, v).Parameters.Values)) },
        { "BATCH", Each(Samples.Batch), b => AllVersions(b, ReadBatch) },
        { "REGISTER", [Samples.Register], b => AllVersions(b, static (b, v) => RegisterRequest.Read(b, v)) },
        { "AUTH_RESPONSE", [Wire.Bytes("00000005 00 'a' 00 'bc'")], ReadAuthResponse },
        { "ERROR", [.. Wire.Versions.SelectMany(Samples.Errors)], b => AllVersions(b, static (b, v) => ErrorAnswer.Read(b, v)) },
        { "SUPPORTED", [Samples.Supported], b => SupportedAnswer.Read(b) },
        { "AUTHENTICATE", [Wire.Bytes("0003 'abc'")], b => AuthenticateAnswer.Read(b) },
        { "AUTH_SUCCESS", [Wire.Bytes("00000001 2A")], b => AuthToken.Read(b) },
        { "EVENT", [.. Wire.Versions.SelectMany(Samples.Events)], b => EventAnswer.Read(b) },
        { "kind of RESULT", [Wire.Bytes("00000001"), Wire.Bytes("00000005")], ReadKind },
        { "rows", [.. Each(static v => Samples.Rows(v, skip: false)), .. Each(static v => Samples.Rows(v, skip: true))], ReadRows },
        { "PREPARED", Each(Samples.Prepared), b => AllVersions(b, ReadPrepared) },
        { "schema change", [Wire.Bytes("0007 'CREATED' 0008 'FUNCTION' 0002 'ks' 0001 'f' 0001 0003 'int'")], ReadSchemaChange },
        { "types", [.. TypeOptionTests.Known.Select(static row => Wire.Bytes(row.Data.Item2))], ReadType },
        { "before requests", [Wire.Bytes("0002 0001 'k' 00000001 2A 0001 'n' FFFFFFFF 99")], ReadRequestBody },
        { "before answers", [Wire.Bytes("00112233445566778899AABBCCDDEEFF 0001 0004 'slow' 0001 0001 'k' 00000001 2A")], ReadAnswerBody },
        { "headers", [.. Served().Select(Wire.Bytes)], ReadHeader },
        { "LZ4", [Packed(Compression.Lz4)], b => Unpack(b, Compression.Lz4) },
        { "Snappy", [Packed(Compression.Snappy)], b => Unpack(b, Compression.Snappy) },
    };

    [Theory]
    [MemberData(nameof(Decoders), DisableDiscoveryEnumeration = true)]
    [Fuzzes(typeof(StartupRequest), typeof(QueryRequest), typeof(PrepareRequest), typeof(ExecuteRequest), typeof(BatchRequest))]
    [Fuzzes(typeof(BatchStatement), typeof(RegisterRequest), typeof(AuthResponseRequest), typeof(PlainToken), typeof(QueryParameters))]
    [Fuzzes(typeof(BoundValues), typeof(ErrorAnswer), typeof(SupportedAnswer), typeof(AuthenticateAnswer), typeof(AuthToken))]
    [Fuzzes(typeof(EventAnswer), typeof(NodeEvent), typeof(SchemaChange), typeof(ResultAnswer), typeof(RowsReader))]
    [Fuzzes(typeof(PreparedAnswer), typeof(TypeOption), typeof(ColumnList), typeof(RowsMetadata), typeof(VariablesMetadata))]
    [Fuzzes(typeof(RequestBody), typeof(AnswerBody), typeof(BytesMap), typeof(WireReader), typeof(EnvelopeHeader))]
    [Fuzzes(typeof(BodyCompression), typeof(WriteKinds), typeof(ReplicaFailure), typeof(Lz4))]
    public void Only_the_documented_exception(string name, byte[][] good, Action<byte[]> decode) => new Fuzz
    {
        Of = name,
        Good = good,
        Decode = decode,
        Refusals = [typeof(ProtocolException)],
        MostAllocated = MostAllocated,
        Runs = Runs,
    }.Run();

    /// <summary>Whole connections: checksums are made right again every other time, so that what is behind them is looked at.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Fuzzes(typeof(Segment), typeof(SegmentHeader), typeof(EnvelopeAssembler))]
    public void Streams_of_segments(bool compressing) => new Fuzz
    {
        Of = "segments",
        Good = [Samples.Segments(compressing)],
        Decode = b => ReadStream(b, compressing),
        Refusals = [typeof(ProtocolException)],
        MostAllocated = 2 << 20,
        Runs = 3_000,
        Seal = b => Sealed(b, compressing),
    }.Run();

    /// <summary>Values of every type: any bytes are judged, ordered and walked over.</summary>
    [Fact]
    [Fuzzes(typeof(ValueCheck), typeof(ValueOrder), typeof(FieldReader), typeof(VectorReader), typeof(CqlDuration), typeof(CqlDecimal))]
    [Fuzzes(typeof(UnsignedVInt), typeof(NativeValues), typeof(VarintValue))]
    public void Values()
    {
        (CqlType Type, byte[][] Values)[] all =
        [
            .. ValueTests.Ordered.Select(
                static row => (row.Data.Item1, row.Data.Item2.SelectMany(static t => t.Split('=')).Select(Wire.Bytes).ToArray())),
        ];
        foreach (var (type, values) in all)
        {
            new Fuzz
            {
                Of = $"values of {type}",
                Good = values,
                Decode = b =>
                {
                    _ = ValueCheck.Fault(type, b);
                    foreach (var value in values)
                    {
                        _ = ValueOrder.Compare(type, b, value);
                    }
                },
                Refusals = [],
                TakesAnything = true,
                MostAllocated = MostAllocated,
                Runs = 500,
            }.Run();
        }
    }

    private static IEnumerable<string> Served() =>
        EnvelopeHeaderTests.Known.Select(static row => row.Data).Where(static d => ProtocolVersions.IsServed(d.Item2.Version))
            .Select(static d => d.Item1);

    private static byte[][] Each(Func<ProtocolVersion, byte[]> of) => [.. Wire.Versions.Select(of)];

    // As what they are taken for is not said in a message, good ones of one version may be refused in another.
    private static void AllVersions(byte[] bytes, Action<byte[], ProtocolVersion> read)
    {
        ProtocolException? refused = null;
        var isTaken = false;
        foreach (var version in Wire.Versions)
        {
            try
            {
                read(bytes, version);
                isTaken = true;
            }
            catch (ProtocolException e)
            {
                Assert.True(e.ConnectionGoesOn);
                refused = e;
            }
        }

        if (!isTaken)
        {
            throw refused!;
        }
    }

    private static void Walk(BoundValues values)
    {
        var count = 0;
        var each = values.GetEnumerator();
        while (each.MoveNext())
        {
            count++;
        }

        Assert.Equal(values.Count, count);
    }

    private static void ReadBatch(byte[] bytes, ProtocolVersion version)
    {
        var count = 0;
        var batch = BatchRequest.Read(bytes, version);
        foreach (var statement in batch)
        {
            Walk(statement.Values);
            count++;
        }

        Assert.Equal(batch.Count, count);
    }

    private static void ReadAuthResponse(byte[] bytes) =>
        PlainToken.TryRead(AuthResponseRequest.Read(bytes).Token.Bytes, out _);

    private static void ReadKind(byte[] bytes)
    {
        var reader = new WireReader(bytes);
        ResultAnswer.ReadKind(ref reader);
    }

    private static void ReadRows(byte[] bytes)
    {
        var rows = new RowsReader(new WireReader(bytes));
        while (rows.NextRow())
        {
            for (var i = 0; i < rows.ColumnCount; i++)
            {
                rows.Next();
            }
        }
    }

    private static void ReadPrepared(byte[] bytes, ProtocolVersion version)
    {
        var reader = new WireReader(bytes);
        PreparedAnswer.Read(ref reader, version);
    }

    private static void ReadSchemaChange(byte[] bytes)
    {
        var reader = new WireReader(bytes);
        SchemaChange.Read(ref reader);
    }

    private static void ReadType(byte[] bytes)
    {
        var reader = new WireReader(bytes);
        TypeOption.Read(ref reader);
    }

    private static void ReadRequestBody(byte[] bytes)
    {
        var header = new EnvelopeHeader(4, false, EnvelopeFlags.CustomPayload, 1, Opcode.Query, bytes.Length);
        foreach (var pair in RequestBody.Read(header, bytes).CustomPayload)
        {
            _ = pair.Value;
        }
    }

    private static void ReadAnswerBody(byte[] bytes)
    {
        var flags = EnvelopeFlags.Tracing | EnvelopeFlags.Warning | EnvelopeFlags.CustomPayload;
        AnswerBody.Read(new EnvelopeHeader(5, true, flags, 1, Opcode.Result, bytes.Length), bytes);
    }

    private static void ReadHeader(byte[] bytes)
    {
        if (EnvelopeHeader.TryRead(bytes, out var header))
        {
            Assert.True(EnvelopeHeader.TryRead(Pieces.Of(bytes, 2), out var again));
            Assert.Equal(header, again);
            header.Verify(header.IsAnswer, null, ProtocolLimits.MaxRequestBytes);
        }
    }

    private static byte[] Packed(Compression compression)
    {
        byte[] body = [.. new byte[200], .. SegmentTests.Noise(50), .. new byte[300]];
        var envelope = Wire.Written(b =>
        {
            var open = OpenEnvelope.Begin(b, ProtocolVersion.V4, 1, Opcode.Result);
            b.PutRaw(body);
            open.Complete();
        });
        return SegmentTests.Segments(target => BodyCompression.WriteAll(target, envelope, compression))[EnvelopeHeader.Size..];
    }

    private static void Unpack(byte[] bytes, Compression compression)
    {
        using var scratch = new WireBuffer();
        var header = new EnvelopeHeader(4, true, EnvelopeFlags.Compressed, 1, Opcode.Result, bytes.Length);
        BodyCompression.Unpack(header, bytes, compression, ProtocolLimits.MaxRequestBytes, scratch);
    }

    private static void ReadStream(byte[] bytes, bool compressing)
    {
        var input = new ReadOnlySequence<byte>(bytes);
        using var scratch = new WireBuffer();
        using var assembler = new EnvelopeAssembler(fromServer: false, ProtocolLimits.MaxRequestBytes) { TakesParts = true };
        while (Segment.TryRead(ref input, compressing, scratch, out var segment))
        {
            var payload = segment.Payload;
            var goesOn = true;
            while (goesOn)
            {
                try
                {
                    goesOn = segment.IsSelfContained && assembler.TryTake(ref payload, out _, out _);
                    if (!segment.IsSelfContained)
                    {
                        assembler.TryAdd(payload, out _, out _);
                    }
                }
                catch (ProtocolException e) when (e.ConnectionGoesOn)
                {
                    // The next envelope, or the next segment.
                    goesOn = segment.IsSelfContained;
                }
            }
        }
    }

    // Headers whose lengths stay within the bytes, and their payloads, get the checksums that they should have.
    private static byte[] Sealed(byte[] bytes, bool compressing)
    {
        var size = SegmentHeader.SizeOf(compressing);
        var left = bytes.AsSpan();
        while (left.Length > size)
        {
            var crc = Crc24.Compute(left[..(size - 3)]);
            left[size - 3] = (byte)crc;
            left[size - 2] = (byte)(crc >> 8);
            left[size - 1] = (byte)(crc >> 16);
            SegmentHeader.TryRead(left, compressing, out var header);
            var end = size + header.PayloadLength;
            if (left.Length < end + SegmentHeader.TrailerSize)
            {
                break;
            }

            BinaryPrimitives.WriteUInt32LittleEndian(
                left[end..], Crc32.Compute([0xFA, 0x2D, 0x55, 0xCA, .. left[size..end]]));
            left = left[(end + SegmentHeader.TrailerSize)..];
        }

        return bytes;
    }
}
