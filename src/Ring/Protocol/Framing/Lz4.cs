using K4os.Compression.LZ4;

namespace Hathi.Ring.Protocol.Framing;

/// <summary>LZ4's blocks, without a frame: who sends one tells beside it how long it becomes.</summary>
internal static class Lz4
{
    /// <summary>A byte of a block makes no more than so many: a match's length grows by 255 a byte.</summary>
    private const int MostMadeOfByte = 255;

    /// <summary>Whether a block can become so long: what a peer tells is not given memory for before.</summary>
    internal static bool CanBecome(int packed, long plain) => plain <= (long)packed * MostMadeOfByte;

    /// <summary>Unpacks a block.</summary>
    /// <param name="packed">The block.</param>
    /// <param name="plain">As long as it has to become.</param>
    /// <returns>False: it does not become that.</returns>
    internal static bool TryUnpack(ReadOnlySpan<byte> packed, Span<byte> plain) =>
        CanBecome(packed.Length, plain.Length) && LZ4Codec.Decode(packed, plain) == plain.Length;
}
