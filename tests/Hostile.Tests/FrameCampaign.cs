using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Google.Protobuf;
using Hathi.Hadoop.Rpc.Protocol;
using Hathi.Hostile.Tests.Servers;

namespace Hathi.Hostile.Tests;

/// <summary>
/// Sends an RPC server bytes that are no calls: half frames, lengths of 2^31, varints without end, messages in messages, SASL
/// that nobody asked for.
/// </summary>
internal sealed class FrameCampaign(IWorld world, Findings findings)
{
    private const int ContextCall = -3;
    private const int SaslCall = -33;

    public async Task RunAsync()
    {
        foreach (var server in world.Methods.GroupBy(static m => m.EndPoint))
        {
            foreach (var (name, bytes) in findings.Some(Cases(server.First())))
            {
                await SendAsync(server.Key, $"{server.Key.Port}: {name}", bytes);
            }
        }

        findings.LookAtMemory("bytes that are no calls");
        findings.Tell("calls and byte strings");
    }

    private async Task SendAsync(IPEndPoint at, string name, byte[] bytes)
    {
        findings.Called();
        using var socket = new Socket(at.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        using var patience = new CancellationTokenSource(Findings.Patience);
        try
        {
            await socket.ConnectAsync(at, patience.Token);
            await socket.SendAsync(bytes, patience.Token);
            socket.Shutdown(SocketShutdown.Send);
            var answer = new byte[64 * 1024];
            while (await socket.ReceiveAsync(answer, patience.Token) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // It was cut off, which is an answer.
        }
        catch (OperationCanceledException)
        {
            findings.Fault($"{name}: the connection was neither answered nor closed");
        }

        Assert.False(world.Failed.IsCompleted, $"{name} ENDED THE SERVER");
        await findings.LookAsync(name);
    }

    private IEnumerable<(string Name, byte[] Bytes)> Cases(ServedMethod method)
    {
        byte[] start = [.. "hrpc"u8, 9, 0, 0];
        byte[] sasl = [.. "hrpc"u8, 9, 0, 0xdf];
        byte[] ready = [.. start, .. Context("mallory", method.Protocol.Name)];
        foreach (var (name, head) in ((string, byte[])[])
        [
            ("nothing", []), ("half a header", [.. "hrp"u8]), ("another protocol", [.. "GET / HTTP/1.1\r\n\r\n"u8]),
            ("another version", [.. "hrpc"u8, 4, 0, 0]), ("a header alone", start), ("SASL alone", sasl), ("a context alone", ready),
        ])
        {
            yield return (name, head);
        }

        foreach (var (before, head) in ((string, byte[])[])[("at the start", start), ("with SASL", sasl), ("as a call", ready)])
        {
            foreach (var frame in FramesBehind(head, before, method.Protocol.Name))
            {
                yield return frame;
            }
        }

        foreach (var call in Calls(ready, method))
        {
            yield return call;
        }
    }

    private static IEnumerable<(string Name, byte[] Bytes)> FramesBehind(byte[] head, string before, string protocol)
    {
        foreach (var length in (int[])[-1, int.MinValue, int.MaxValue, 0, 1, 64 << 20, (64 << 20) + 1])
        {
            yield return ($"a frame of {length} bytes {before}", [.. head, .. Length(length), 1, 2, 3]);
        }

        yield return ($"a varint without end {before}", [.. head, .. Frame([.. Enumerable.Repeat((byte)0xff, 64)])]);
        yield return ($"a header that is longer than its frame {before}", [.. head, .. Frame([0xff, 0xff, 0xff, 0xff, 0x07])]);
        yield return ($"groups in groups {before}", [.. head, .. Frame([0xe8, 0x07, .. Enumerable.Repeat((byte)0x0b, 1000)])]);
        yield return ($"an empty header {before}", [.. head, .. Frame([0])]);
        yield return ($"a thousand empty frames {before}", [.. head, .. Enumerable.Repeat(Frame([]), 1000).SelectMany(static f => f)]);
        foreach (var call in (int[])[-1, -2, -4, ContextCall, SaslCall, int.MinValue, int.MaxValue])
        {
            yield return ($"call {call} of nothing {before}", [.. head, .. Frame(Delimited(Header(call)))]);
            yield return ($"call {call} of garbage {before}",
                [.. head, .. Frame([.. Delimited(Header(call)), 0xff, 0xff, 0xff, 0xff, 0x0f, 9])]);
        }

        foreach (var state in Enum.GetValues<RpcSaslProto.Types.SaslState>())
        {
            var message = new RpcSaslProto
            {
                State = state, Token = ByteString.CopyFrom(new byte[1000]),
                Auths = { new RpcSaslProto.Types.SaslAuth { Method = "TOKEN", Mechanism = "DIGEST-MD5", Protocol = "", ServerId = "" } },
            };
            yield return ($"SASL {state} {before}", [.. head, .. Frame([.. Delimited(Header(SaslCall)), .. Delimited(message)])]);
        }

        yield return ($"a context twice {before}", [.. head, .. Context("mallory", protocol), .. Context("root", protocol)]);
        yield return ($"a user of 1 MB {before}", [.. head, .. Context(new string('x', 1 << 20), protocol)]);
        yield return ($"an empty user {before}", [.. head, .. Context("", "")]);
    }

    private IEnumerable<(string Name, byte[] Bytes)> Calls(byte[] ready, ServedMethod method)
    {
        foreach (var (protocol, name, version) in ((string, string, ulong)[])
        [
            (method.Protocol.Name, "nobody", 1), ("nobody", method.Name, 1), (method.Protocol.Name, method.Name, ulong.MaxValue),
            (new string('x', 1 << 20), new string('y', 1 << 20), 1), ("", "", 0),
        ])
        {
            var engine = new RequestHeaderProto
            {
                MethodName = name, DeclaringClassProtocolName = protocol, ClientProtocolVersion = version,
            };
            yield return ($"method {Short(name)} of {Short(protocol)}",
                [.. ready, .. Frame([.. Delimited(Header(1)), .. Delimited(engine), 0])]);
        }

        var good = new RequestHeaderProto
        {
            MethodName = method.Name,
            DeclaringClassProtocolName = method.Protocol.Name,
            ClientProtocolVersion = (ulong)method.Protocol.Version,
        };
        foreach (var depth in (int[])[50, 99, 101, 10_000])
        {
            yield return ($"messages {depth} deep",
                [.. ready, .. Frame([.. Delimited(Header(1)), .. Delimited(good), .. Delimited(Nested(depth))])]);
        }

        for (var i = 0; i < 200; i++)
        {
            var bytes = new byte[findings.Random.Next(1, 300)];
            for (var at = 0; at < bytes.Length; at++)
            {
                bytes[at] = (byte)findings.Random.Next(256);
            }

            yield return ($"random bytes {i}",
                [.. ready, .. Frame(i % 2 == 0 ? bytes : [.. Delimited(Header(1)), .. Delimited(good), .. Delimited(bytes)])]);
        }
    }

    // Field 1 in field 1 in field 1: whatever the message is, as long as its first field is one.
    private static byte[] Nested(int depth)
    {
        byte[] inner = [];
        for (var i = 0; i < depth && inner.Length < 1 << 16; i++)
        {
            inner = [0x0a, .. Delimited(inner)];
        }

        return inner;
    }

    private static RpcRequestHeaderProto Header(int call) => new()
    {
        RpcKind = RpcKindProto.RpcProtocolBuffer, RpcOp = RpcRequestHeaderProto.Types.OperationProto.RpcFinalPacket, CallId = call,
        ClientId = ByteString.CopyFrom(new byte[16]), RetryCount = -1,
    };

    private static byte[] Context(string user, string protocol) =>
        Frame([.. Delimited(Header(ContextCall)), .. Delimited(
            new IpcConnectionContextProto { UserInfo = new UserInformationProto { EffectiveUser = user }, Protocol = protocol })]);

    private static byte[] Delimited(IMessage message) => Delimited(message.ToByteArray());

    private static byte[] Delimited(byte[] message)
    {
        using var bytes = new MemoryStream();
        using (var coded = new CodedOutputStream(bytes, leaveOpen: true))
        {
            coded.WriteLength(message.Length);
        }

        return [.. bytes.ToArray(), .. message];
    }

    private static byte[] Frame(byte[] content) => [.. Length(content.Length), .. content];

    private static byte[] Length(int length)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, length);
        return bytes;
    }

    private static string Short(string text) => text.Length > 40 ? $"{text.Length} characters" : text;
}
