using System.Buffers;

namespace Hathi.Ring.Protocol.Tests;

/// <summary>Bytes as they may come from a network.</summary>
internal static class Pieces
{
    /// <summary>In pieces of so many bytes.</summary>
    public static ReadOnlySequence<byte> Of(byte[] bytes, int each)
    {
        Piece? first = null;
        Piece? last = null;
        for (var at = 0; at < bytes.Length; at += each)
        {
            last = new Piece(bytes.AsMemory(at, Math.Min(each, bytes.Length - at)), last);
            first ??= last;
        }

        return first is null ? default : new ReadOnlySequence<byte>(first, 0, last!, last!.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        internal Piece(ReadOnlyMemory<byte> memory, Piece? before)
        {
            Memory = memory;
            if (before is not null)
            {
                RunningIndex = before.RunningIndex + before.Memory.Length;
                before.Next = this;
            }
        }
    }
}
