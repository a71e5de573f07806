using Hathi.Ring.Data.Types;

namespace Hathi.Ring.Data.Keys;

/// <summary>Reads values back from what a <see cref="ClusteringWriter"/> wrote and ended, in order, from the first on.</summary>
/// <param name="bytes">Where from.</param>
public ref struct ClusteringReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Whether there is no other value.</summary>
    public readonly bool AtEnd => _rest is [] or [ClusteringBytes.Below or ClusteringBytes.Above or ClusteringBytes.Whole, ..];

    /// <summary>Writes the next value, as the wire has it, behind what the buffer holds.</summary>
    /// <exception cref="RingDataException">The bytes are no value of the type; some of it may have been written.</exception>
    public void Read(CqlType type, bool isDescending, DataBuffer target)
    {
        var reader = new ComparableReader(_rest);
        var head = reader.Byte();
        if (head == ClusteringBytes.Value)
        {
            reader.Mask = isDescending ? (byte)0xFF : (byte)0;
            reader.Read(type, target);
        }
        else if (head != (isDescending ? ClusteringBytes.EmptyLast : ClusteringBytes.Empty))
        {
            throw new RingDataException($"A clustering value that begins with 0x{head:x2}");
        }

        _rest = reader.Rest;
    }
}
