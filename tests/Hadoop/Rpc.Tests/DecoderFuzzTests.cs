using System.Buffers;
using Google.Protobuf;
using Hathi.Base;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Authentication;
using Hathi.Hadoop.Rpc.Protocol;
using Hathi.Hadoop.Rpc.Wire;
using Hathi.Rpc.Tests.Messages;

namespace Hathi.Rpc.Tests;

/// <summary>
/// Every decoder takes any bytes without throwing, and agrees with the generated parsers on what it accepts. Each failure names the
/// seed it came from.
/// </summary>
public sealed class DecoderFuzzTests
{
    private const int Rounds = 20_000;

    [Fact]
    [Fuzzes(typeof(RequestHeader), typeof(ProtoSpan))]
    public void Request_headers() => Try(
        static random =>
        {
            var header = WireBytes.Header(random.Next(-40, 1000));
            header.CallerContext = random.Chance(0.3)
                ? new RPCCallerContextProto { Context = "CLI", Signature = ByteString.CopyFromUtf8("s") }
                : null;
            header.TraceInfo = random.Chance(0.3)
                ? new RPCTraceInfoProto { TraceId = 1, SpanContext = ByteString.CopyFromUtf8("x") }
                : null;
            return header;
        },
        static bytes =>
        {
            var problem = RequestHeader.Decode(bytes, out var header);
            var expected = TryParse(
                RpcRequestHeaderProto.Parser, bytes, static message => message is { HasCallId: true, HasClientId: true });
            Assert.Equal(expected is null, problem is not null);
            if (expected is null)
            {
                return;
            }

            Assert.Equal(expected.CallId, header.CallId);
            Assert.Equal(expected.RetryCount, header.RetryCount);
            Assert.Equal(expected.ClientId.ToByteArray(), header.ClientId.ToArray());
            Assert.Equal(expected.CallerContext?.Context ?? "", System.Text.Encoding.UTF8.GetString(header.CallerContext));

            // An enum value that proto2 does not know leaves the field as it was; the C# parser keeps it.
            if (!expected.HasRpcKind || Enum.IsDefined(expected.RpcKind))
            {
                Assert.Equal(expected.HasRpcKind ? (int)expected.RpcKind : -1, header.Kind);
            }

            if (!expected.HasRpcOp || Enum.IsDefined(expected.RpcOp))
            {
                Assert.Equal(expected.HasRpcOp ? (int)expected.RpcOp : -1, header.Operation);
            }
        });

    [Fact]
    [Fuzzes(typeof(EngineHeader))]
    public void Engine_headers() => Try(
        static random => new RequestHeaderProto
        {
            MethodName = "getFileInfo",
            DeclaringClassProtocolName = WireBytes.ClientProtocol,
            ClientProtocolVersion = (ulong)random.Next(3),
        },
        static bytes =>
        {
            var ok = EngineHeader.TryDecode(bytes, out var header);
            var expected = TryParse(
                RequestHeaderProto.Parser,
                bytes,
                static message => message is { HasMethodName: true, HasDeclaringClassProtocolName: true, HasClientProtocolVersion: true });
            Assert.Equal(expected is not null, ok);
            if (expected is not null)
            {
                Assert.Equal(expected.ClientProtocolVersion, (ulong)header.ProtocolVersion);
                Assert.Equal(expected.MethodName, System.Text.Encoding.UTF8.GetString(header.Method));
            }
        });

    [Fact]
    [Fuzzes(typeof(ResponseHeader))]
    public void Response_headers() => Try(
        static random => new RpcResponseHeaderProto
        {
            CallId = (uint)random.Next(1000),
            Status = (RpcResponseHeaderProto.Types.RpcStatusProto)random.Next(3),
            ServerIpcVersionNum = 9,
            ErrorMsg = "message",
            ClientId = ByteString.CopyFrom(WireBytes.ClientId),
        },
        static bytes =>
        {
            var ok = ResponseHeader.TryDecode(bytes, out var header);
            var expected = TryParse(
                RpcResponseHeaderProto.Parser, bytes, static message => message is { HasCallId: true, HasStatus: true }
                    && Enum.IsDefined(message.Status));
            Assert.Equal(expected is not null, ok);
            if (expected is not null)
            {
                Assert.Equal(expected.CallId, (uint)header.CallId);
                Assert.Equal((uint)expected.Status, header.Status);
                Assert.Equal(expected.ErrorMsg, System.Text.Encoding.UTF8.GetString(header.ErrorMessage));
            }
        });

    [Fact]
    [Fuzzes(typeof(SaslNegotiation))]
    public void Sasl_messages() => Try(
        static random => new RpcSaslProto { State = (RpcSaslProto.Types.SaslState)random.Next(6), Token = ByteString.CopyFromUtf8("abc") },
        static bytes =>
        {
            if (TryParse(RpcSaslProto.Parser, bytes, static _ => true) is { } message)
            {
                try
                {
                    new SaslNegotiation([]).Step(message);
                }
                catch (RpcFault fault)
                {
                    Assert.True(fault.IsFatal);
                }
            }
        });

    [Fact]
    [Fuzzes(typeof(Framing))]
    public void Frames_in_any_pieces()
    {
        for (ulong seed = 0; seed < 2_000; seed++)
        {
            var random = new SeededRandom(seed);
            var sent = new List<byte[]>();
            var stream = new List<byte>();
            for (var i = random.Next(1, 6); i > 0; i--)
            {
                var body = RandomBytes(random, random.Next(300));
                sent.Add(body);
                stream.AddRange(WireBytes.Frame(body));
            }

            var buffer = Pieces.Of([.. stream], random);
            foreach (var body in sent)
            {
                Assert.Equal(FrameStatus.Complete, Framing.TryReadFrame(ref buffer, 1024, out var frame, out var length));
                Assert.True(length == body.Length && frame.ToArray().AsSpan().SequenceEqual(body), $"seed {seed}");
            }

            Assert.Equal(FrameStatus.NeedMore, Framing.TryReadFrame(ref buffer, 1024, out _, out _));
        }
    }

    /// <summary>Whole, in pieces, or behind its length: the same message or the same refusal, and nothing else is thrown.</summary>
    [Fact]
    [Fuzzes(typeof(MessageBytes), typeof(ProtoBytes))]
    public void Messages_in_any_pieces() => Try(
        static random => new Nested
        {
            One = new EchoRequest { Text = "one" },
            Many = { new EchoRequest { Text = "\u01C7\u01C7" }, new EchoRequest() },
            Deeper = random.Chance(0.5) ? new Nested { Free = { ["a"] = new EchoResponse { Text = "b" } } } : null,
        },
        static bytes =>
        {
            var whole = Parsed(() => ProtoBytes.Parse(bytes, Nested.Parser));
            Assert.Equal(whole, Parsed(() => MessageBytes.Parse<Nested>(Pieces.Of(bytes, new SeededRandom(7)))));
            Assert.Equal(whole, Parsed(() =>
            {
                ReadOnlySpan<byte> rest = [(byte)bytes.Length, .. bytes, 9];
                var message = ProtoBytes.ParseDelimited(ref rest, Nested.Parser);
                Assert.Equal([9], rest.ToArray());
                return message;
            }));
        });

    [Fact]
    public void Delimited_messages_in_any_pieces()
    {
        for (ulong seed = 0; seed < Rounds; seed++)
        {
            var random = new SeededRandom(seed);
            var bytes = RandomBytes(random, random.Next(12));
            var whole = new ReadOnlySequence<byte>(bytes);
            var pieces = Pieces.Of(bytes, random);
            var expected = Framing.TryReadDelimited(ref whole, out var message);
            Assert.True(expected == Framing.TryReadDelimited(ref pieces, out var same), $"seed {seed}");
            Assert.True(message.ToArray().AsSpan().SequenceEqual(same.ToArray()), $"seed {seed}");
        }
    }

    private static void Try(Func<SeededRandom, IMessage> make, Action<byte[]> check)
    {
        for (ulong seed = 0; seed < Rounds; seed++)
        {
            var random = new SeededRandom(seed);
            var bytes = random.Chance(0.2) ? RandomBytes(random, random.Next(60)) : Damaged(make(random).ToByteArray(), random);
            try
            {
                check(bytes);
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}, {Convert.ToHexString(bytes)}: {e.Message}");
            }
        }
    }

    // null: refused.
    private static Nested? Parsed(Func<Nested> parse)
    {
        try
        {
            return parse();
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private static byte[] Damaged(byte[] bytes, SeededRandom random)
    {
        for (var i = random.Next(4); i > 0 && bytes.Length > 0; i--)
        {
            var at = random.Next(bytes.Length);
            switch (random.Next(3))
            {
                case 0:
                    bytes[at] = (byte)random.NextUInt64();
                    break;
                case 1:
                    bytes = [.. bytes.AsSpan(0, at)];
                    break;
                default:
                    bytes = [.. bytes.AsSpan(0, at), (byte)random.NextUInt64(), .. bytes.AsSpan(at)];
                    break;
            }
        }

        return bytes;
    }

    private static byte[] RandomBytes(SeededRandom random, int length)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++)
        {
            bytes[i] = (byte)random.NextUInt64();
        }

        return bytes;
    }

    /// <summary>What the generated parser makes of it; the library leaves it to us to ask for required fields.</summary>
    private static T? TryParse<T>(MessageParser<T> parser, byte[] bytes, Func<T, bool> isComplete)
        where T : class, IMessage<T>
    {
        try
        {
            var message = parser.ParseFrom(bytes);
            return isComplete(message) ? message : null;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
