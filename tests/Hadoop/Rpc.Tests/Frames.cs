using System.Buffers.Binary;
using System.Net.Sockets;
using Hathi.Hadoop.Rpc.Protocol;
using Hathi.Tests.Cases.Wire;

namespace Hathi.Rpc.Tests;

/// <summary>A server's frames: a length, and that many bytes.</summary>
internal static class Frames
{
    /// <summary>Refusals are compared apart from the Java stack trace in their messages.</summary>
    public static readonly Alike Alike = new(ReceiveAsync, static frame => WithoutStack(frame).ToString());

    public static async Task<byte[]> ReceiveAsync(Socket socket, CancellationToken cancellation)
    {
        var head = await TranscriptPlayer.ReceiveAsync(socket, sizeof(int), cancellation);
        var rest = await TranscriptPlayer.ReceiveAsync(socket, BinaryPrimitives.ReadInt32BigEndian(head), cancellation);
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
