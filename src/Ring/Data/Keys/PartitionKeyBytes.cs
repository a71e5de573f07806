using System.Buffers.Binary;

namespace Hathi.Ring.Data.Keys;

/// <summary>
/// A partition key in one piece: of one column its bytes, of several for each two bytes of length, the bytes, and a zero. Source: Apache
/// <c>CompositeType</c>.
/// </summary>
public static class PartitionKeyBytes
{
    /// <summary>Bytes of a key with all its columns: their number stands in two bytes where keys are written.</summary>
    public const int MaxBytes = ushort.MaxValue;

    /// <summary>Bytes that a column of several takes beyond its own.</summary>
    private const int Overhead = sizeof(ushort) + 1;

    /// <summary>Writes the next column of a key; the whole is to be checked (<see cref="Fault"/>) before it is used.</summary>
    /// <param name="target">Where to, behind the columns before.</param>
    /// <param name="columns">How many columns the key has.</param>
    /// <param name="value">The column's value.</param>
    public static void Append(DataBuffer target, int columns, ReadOnlySpan<byte> value)
    {
        if (columns == 1)
        {
            target.Bytes(value);
            return;
        }

        // What is longer than two bytes can say makes the key too long, which is told of the whole.
        BinaryPrimitives.WriteUInt16BigEndian(target.Room(sizeof(ushort)), unchecked((ushort)value.Length));
        target.Bytes(value);
        target.Byte(0);
    }

    /// <summary>What is wrong with a key.</summary>
    /// <returns>Cassandra's text for the client, who gets it as an invalid request; null: nothing is.</returns>
    public static string? Fault(ReadOnlySpan<byte> key) =>
        key.IsEmpty ? "Key may not be empty"
            : key.Length > MaxBytes ? $"Key length of {key.Length} is longer than maximum of {MaxBytes}" : null;

    /// <summary>Takes the next column off a key.</summary>
    /// <param name="rest">The key, or what is left of it; what is left then.</param>
    /// <param name="columns">How many columns the key has.</param>
    /// <param name="value">The column's value.</param>
    /// <returns>False: the bytes are no key of so many columns.</returns>
    public static bool TryTake(ref ReadOnlySpan<byte> rest, int columns, out ReadOnlySpan<byte> value)
    {
        value = rest;
        if (columns == 1)
        {
            rest = default;
            return true;
        }

        if (rest.Length < Overhead)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt16BigEndian(rest);
        if (length > rest.Length - Overhead || rest[sizeof(ushort) + length] != 0)
        {
            return false;
        }

        value = rest.Slice(sizeof(ushort), length);
        rest = rest[(length + Overhead)..];
        return true;
    }

    /// <summary>The order of partitions: by token, those of one token by the bytes of their keys.</summary>
    public static int Compare(long token, ReadOnlySpan<byte> key, long otherToken, ReadOnlySpan<byte> otherKey) =>
        token != otherToken ? token.CompareTo(otherToken) : key.SequenceCompareTo(otherKey);
}
