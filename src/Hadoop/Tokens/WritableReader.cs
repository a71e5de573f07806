using System.Text;
using Hathi.Base;

namespace Hathi.Hadoop.Tokens;

/// <summary>Reads Hadoop's Writable forms off the front of a span.</summary>
internal ref struct WritableReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _left = bytes;

    public ReadOnlySpan<byte> Raw(int count)
    {
        if (count < 0 || count > _left.Length)
        {
            throw new FormatException($"The tokens end too early: {count} bytes were announced and {_left.Length} are left.");
        }

        var taken = _left[..count];
        _left = _left[count..];
        return taken;
    }

    public int Number()
    {
        var size = VInt.Read(_left, out var value);
        Raw(size == 0 ? _left.Length + 1 : size);
        return value is >= int.MinValue and <= int.MaxValue
            ? (int)value
            : throw new FormatException($"The tokens hold a length of {value}.");
    }

    public byte[] Bytes() => Raw(Number()).ToArray();

    public string Text() => Encoding.UTF8.GetString(Raw(Number()));

    public readonly ReadOnlySpan<byte> Rest => _left;
}
