using System.Buffers.Text;
using System.Text;

namespace Hathi.Records;

/// <summary>
/// UTF-8 text as the bytes that hold it (Apache's Text). It points into a buffer of the engine and costs nothing to pass or cut; the bytes
/// are good until the next record or value is asked for. What shall live longer is copied with <see cref="ToString"/> or
/// <see cref="ToArray"/>. Order and equality are those of the bytes.
/// </summary>
public readonly ref struct Text : IEquatable<Text>
{
    /// <summary>Text over these bytes; they are not copied and not checked to be UTF-8.</summary>
    public Text(ReadOnlySpan<byte> bytes) => Bytes = bytes;

    /// <summary>The UTF-8 bytes.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>Bytes, not characters.</summary>
    public int Length => Bytes.Length;

    public bool IsEmpty => Bytes.IsEmpty;

    /// <summary>The text of a byte range, counted in bytes.</summary>
    public Text this[Range range] => new(Bytes[range]);

    public byte this[int index] => Bytes[index];

    public static implicit operator Text(ReadOnlySpan<byte> bytes) => new(bytes);

    /// <summary>Convenience: encodes, which allocates. On a hot path write <c>"literal"u8</c> or keep bytes.</summary>
    public static implicit operator Text(string text) => new(Encoding.UTF8.GetBytes(text));

    public static bool operator ==(Text a, Text b) => a.Bytes.SequenceEqual(b.Bytes);

    public static bool operator !=(Text a, Text b) => !(a == b);

    /// <summary>
    /// The stretches between white space: space, \t, \n, \v, \f, \r (C's isspace, as <c>tr '[:space:]'</c>). Empty ones are left out.
    /// </summary>
    public WordEnumerator Words() => new(Bytes);

    /// <summary>The fields between separators, empty ones included; a text without one is one field.</summary>
    public FieldEnumerator Split(byte separator) => new(Bytes, separator);

    /// <summary>As the other, for an ASCII character such as ',' or '\t'.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The separator is not ASCII.</exception>
    public FieldEnumerator Split(char separator)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(separator, (char)127);
        return new(Bytes, (byte)separator);
    }

    public bool Contains(ReadOnlySpan<byte> part) => Bytes.IndexOf(part) >= 0;

    public bool StartsWith(ReadOnlySpan<byte> part) => Bytes.StartsWith(part);

    public bool EndsWith(ReadOnlySpan<byte> part) => Bytes.EndsWith(part);

    /// <summary>The byte position of the first occurrence, or -1.</summary>
    public int IndexOf(ReadOnlySpan<byte> part) => Bytes.IndexOf(part);

    /// <summary>Without ASCII white space at both ends.</summary>
    public Text Trim()
    {
        var start = 0;
        var end = Bytes.Length;
        while (start < end && WordEnumerator.IsSpace(Bytes[start]))
        {
            start++;
        }

        while (end > start && WordEnumerator.IsSpace(Bytes[end - 1]))
        {
            end--;
        }

        return new(Bytes[start..end]);
    }

    /// <summary>The whole text as a decimal number.</summary>
    /// <exception cref="FormatException">It is none, or does not fit; the message quotes it.</exception>
    public long ToInt64() =>
        Utf8Parser.TryParse(Bytes, out long number, out var used) && used == Bytes.Length
            ? number
            : throw new FormatException($"'{ToString()}' is not a whole number of 64 bits.");

    /// <summary>The whole text as a decimal number with point or exponent.</summary>
    /// <exception cref="FormatException">It is none; the message quotes it.</exception>
    public double ToDouble() =>
        Utf8Parser.TryParse(Bytes, out double number, out var used) && used == Bytes.Length
            ? number
            : throw new FormatException($"'{ToString()}' is not a number.");

    /// <summary>Byte order: negative, zero or positive.</summary>
    public int CompareTo(Text other) => Bytes.SequenceCompareTo(other.Bytes);

    public bool Equals(Text other) => this == other;

    /// <summary>A Text lives on the stack only and is never an object.</summary>
    public override bool Equals(object? obj) => throw new NotSupportedException("Compare Text with ==; it cannot be an object.");

    /// <summary>Apache's <c>Text.hashCode</c>: the same in every process.</summary>
    public override int GetHashCode() => HadoopHash.OfBytes(Bytes);

    public byte[] ToArray() => Bytes.ToArray();

    /// <summary>Decodes; bytes that are not UTF-8 become U+FFFD.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Bytes);
}
