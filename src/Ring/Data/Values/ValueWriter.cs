using System.Buffers;
using System.Buffers.Binary;

namespace Hathi.Ring.Data.Values;

/// <summary>Writes what <see cref="FieldReader"/> and <see cref="VectorReader"/> walk over.</summary>
public static class ValueWriter
{
    /// <summary>Begins a list, set or map: elements or pairs follow, each value by <see cref="WriteField"/>.</summary>
    public static void WriteCount(IBufferWriter<byte> target, int count)
    {
        BinaryPrimitives.WriteInt32BigEndian(target.GetSpan(sizeof(int)), count);
        target.Advance(sizeof(int));
    }

    /// <summary>A value of a list, set, map, tuple or user type.</summary>
    public static void WriteField(IBufferWriter<byte> target, ReadOnlySpan<byte> field)
    {
        WriteCount(target, field.Length);
        target.Write(field);
    }

    /// <summary>Null in the place of a field of a tuple or user type.</summary>
    public static void WriteNull(IBufferWriter<byte> target) => WriteCount(target, -1);

    /// <summary>An element of a vector.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="element">The element.</param>
    /// <param name="elementLength">Bytes of each; 0: they differ.</param>
    public static void WriteElement(IBufferWriter<byte> target, ReadOnlySpan<byte> element, int elementLength)
    {
        if (elementLength == 0)
        {
            target.Advance(UnsignedVInt.Write(target.GetSpan(UnsignedVInt.MaxBytes), (ulong)element.Length));
        }
        else
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(element.Length, elementLength);
        }

        target.Write(element);
    }
}
