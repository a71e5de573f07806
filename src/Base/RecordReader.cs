using System.Buffers.Binary;
using System.Text;

namespace Hathi.Base;

/// <summary>Reads what <see cref="RecordWriter"/> wrote. Anything that does not fit is a <see cref="FormatException"/>.</summary>
/// <param name="record">The bytes; those that <see cref="Bytes"/> gives are slices of them.</param>
/// <param name="of">Whose record it is, for the message of an error: "the name space".</param>
/// <param name="names">Where <see cref="Name"/> looks; null: each name is a string of its own.</param>
public ref struct RecordReader(ReadOnlySpan<byte> record, string of, NameInterner? names)
{
    private ReadOnlySpan<byte> _rest = record;

    /// <summary>Nothing is left.</summary>
    public readonly bool AtEnd => _rest.IsEmpty;

    /// <summary>One byte: kinds, states.</summary>
    public byte Byte()
    {
        if (_rest.IsEmpty)
        {
            throw Damaged("ends in the middle of a field");
        }

        var value = _rest[0];
        _rest = _rest[1..];
        return value;
    }

    /// <summary>One byte: anything but 0 is true.</summary>
    public bool Flag() => Byte() != 0;

    /// <summary>A varint of at most 64 bits.</summary>
    public long Unsigned()
    {
        var taken = Varint.TryRead64(_rest, out var value);
        if (taken <= 0)
        {
            throw Damaged(taken == 0 ? "ends in the middle of a number" : "has a number of more than 64 bits");
        }

        _rest = _rest[taken..];
        return (long)value;
    }

    /// <summary>A zigzag varint.</summary>
    public long Signed()
    {
        var value = Unsigned();
        return (long)((ulong)value >> 1) ^ -(value & 1);
    }

    /// <summary>Eight bytes, little-endian.</summary>
    public ulong Fixed()
    {
        if (_rest.Length < 8)
        {
            throw Damaged("ends in the middle of a number");
        }

        var value = BinaryPrimitives.ReadUInt64LittleEndian(_rest);
        _rest = _rest[8..];
        return value;
    }

    /// <summary>Length as a varint, and so many bytes.</summary>
    public ReadOnlySpan<byte> Bytes()
    {
        var length = Unsigned();
        if (length < 0 || length > _rest.Length)
        {
            throw Damaged($"has a field of {length} bytes where {_rest.Length} are left");
        }

        var value = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return value;
    }

    /// <summary>Length in bytes as a varint, and UTF-8.</summary>
    public string Text() => Encoding.UTF8.GetString(Bytes());

    /// <summary>A text that comes often: one object for all.</summary>
    public string Name() => names is null ? Text() : names.Intern(Bytes());

    /// <summary>A number that must fit in an int and not be negative.</summary>
    public int Count()
    {
        var value = Unsigned();
        return value is >= 0 and <= int.MaxValue ? (int)value : throw Damaged($"has a count of {value}");
    }

    /// <summary>The error of a record that does not fit.</summary>
    /// <param name="of">Whose record it is.</param>
    /// <param name="how">What is wrong: "ends in the middle of a number".</param>
    public static FormatException Damaged(string of, string how) =>
        new($"A record of {of} {how}: it is damaged, or another version wrote it.");

    private readonly FormatException Damaged(string how) => Damaged(of, how);
}
