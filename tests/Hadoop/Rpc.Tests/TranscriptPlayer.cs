using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Hathi.Hadoop.Rpc.Protocol;

namespace Hathi.Rpc.Tests;

/// <summary>Plays the client's side of a transcript to a server and compares what the server says.</summary>
internal static class TranscriptPlayer
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    public static async Task PlayAsync(Transcript transcript, IPEndPoint server)
    {
        using var timeout = new CancellationTokenSource(s_patience);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server, timeout.Token);
        for (var i = 0; i < transcript.Steps.Count; i++)
        {
            var step = transcript.Steps[i];
            var where = $"{transcript.Name}, step {i + 1}";
            switch (step.Kind)
            {
                case StepKind.Send:
                    await socket.SendAsync(step.Bytes, timeout.Token);
                    break;
                case StepKind.Expect:
                    var answer = await ReceiveAsync(socket, step.Bytes.Length, timeout.Token);
                    Assert.True(answer.AsSpan().SequenceEqual(step.Bytes), $"{where}: expected\n{Transcript.FormatBytes(step.Bytes)}\ngot\n{Transcript.FormatBytes(answer)}");
                    break;
                case StepKind.ExpectWithoutStack:
                    Assert.Equal(WithoutStack(step.Bytes), WithoutStack(await ReceiveFrameAsync(socket, timeout.Token)));
                    break;
                default:
                    Assert.True(await IsClosedAsync(socket, timeout.Token), $"{where}: the server sent more");
                    break;
            }
        }
    }

    public static async Task<bool> IsClosedAsync(Socket socket, CancellationToken cancellation)
    {
        try
        {
            return await socket.ReceiveAsync(new byte[1], cancellation) == 0;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            return true; // it closed while bytes of ours were unread
        }
    }

    public static async Task<byte[]> ReceiveAsync(Socket socket, int count, CancellationToken cancellation)
    {
        var bytes = new byte[count];
        var got = 0;
        while (got < count)
        {
            var n = await socket.ReceiveAsync(bytes.AsMemory(got), cancellation);
            if (n == 0)
            {
                break;
            }

            got += n;
        }

        return bytes[..got];
    }

    public static async Task<byte[]> ReceiveFrameAsync(Socket socket, CancellationToken cancellation)
    {
        var head = await ReceiveAsync(socket, sizeof(int), cancellation);
        var rest = await ReceiveAsync(socket, BinaryPrimitives.ReadInt32BigEndian(head), cancellation);
        return [.. head, .. rest];
    }

    public static RpcResponseHeaderProto WithoutStack(byte[] frame)
    {
        using var stream = new MemoryStream(frame, sizeof(int), frame.Length - sizeof(int));
        var header = RpcResponseHeaderProto.Parser.ParseDelimitedFrom(stream);
        header.ErrorMsg = header.ErrorMsg.Split('\n')[0];
        return header;
    }
}
