using System.Text;
using Hathi.Base;
using Hathi.Yarn.Core.Model;

namespace Hathi.Yarn.Core.Edits;

/// <summary>Reads what <see cref="EditWriter"/> wrote. Anything that does not fit is a <see cref="FormatException"/>.</summary>
internal ref struct EditReader(ReadOnlySpan<byte> record)
{
    private ReadOnlySpan<byte> _rest = record;

    public readonly bool AtEnd => _rest.IsEmpty;

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

    public bool Flag() => Byte() != 0;

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

    public long Signed()
    {
        var value = Unsigned();
        return (long)((ulong)value >> 1) ^ -(value & 1);
    }

    /// <summary>A number that must fit in an int and not be negative.</summary>
    public int Count()
    {
        var value = Unsigned();
        return value is >= 0 and <= int.MaxValue ? (int)value : throw Damaged($"has a count of {value}");
    }

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

    public string Text() => Encoding.UTF8.GetString(Bytes());

    public ApplicationId Application()
    {
        var timestamp = Unsigned();
        return new ApplicationId(timestamp, Count());
    }

    public ApplicationAttemptId Attempt()
    {
        var application = Application();
        return new ApplicationAttemptId(application, Count());
    }

    public Resource Amount()
    {
        var memory = Unsigned();
        return new Resource(memory, Count());
    }

    public static FormatException Damaged(string how) => new($"A record of the ResourceManager's state {how}: it is damaged, or another version wrote it.");
}
