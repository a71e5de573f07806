using System.Buffers;
using Hathi.Base;

namespace Hathi.Rpc.Tests;

/// <summary>Bytes cut into segments as a pipe would hold them, some of them empty.</summary>
internal sealed class Pieces : ReadOnlySequenceSegment<byte>
{
    private Pieces(ReadOnlyMemory<byte> memory) => Memory = memory;

    public static ReadOnlySequence<byte> Of(byte[] bytes, SeededRandom random)
    {
        var first = new Pieces(ReadOnlyMemory<byte>.Empty);
        var last = first;
        for (var at = 0; at < bytes.Length;)
        {
            var length = Math.Min(bytes.Length - at, random.Next(4));
            last = last.Append(bytes.AsMemory(at, length));
            at += length;
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private Pieces Append(ReadOnlyMemory<byte> memory)
    {
        var next = new Pieces(memory) { RunningIndex = RunningIndex + Memory.Length };
        Next = next;
        return next;
    }
}
