using System.Runtime.InteropServices;
using Hathi.Ring.Data.Rows;

namespace Hathi.Ring.Storage.Deletions;

/// <summary>A clustering in native memory that bounds a range.</summary>
/// <param name="bytes">Where it lies.</param>
/// <param name="length">Its bytes.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly unsafe struct RangeBound(byte* bytes, int length)
{
    private readonly byte* _bytes = bytes;
    private readonly int _length = length;

    internal ReadOnlySpan<byte> Bytes => new(_bytes, _length);

    internal int CompareTo(RangeBound other) => Bytes.SequenceCompareTo(other.Bytes);
}

/// <summary>Rows that are deleted.</summary>
/// <param name="From">The first clustering that is.</param>
/// <param name="To">The first clustering that is not.</param>
/// <param name="Deletion">Since when.</param>
internal readonly record struct DeletedRange(RangeBound From, RangeBound To, Deletion Deletion);
