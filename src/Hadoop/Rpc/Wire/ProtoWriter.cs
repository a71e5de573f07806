using System.Buffers.Binary;
using System.Text;
using Google.Protobuf;
using Hathi.Base;

namespace Hathi.Hadoop.Rpc.Wire;

/// <summary>Writes protobuf fields into a span that has been measured to fit.</summary>
internal ref struct ProtoWriter(Span<byte> target)
{
    private readonly Span<byte> _target = target;
    private int _at;

    public static int VarintSize(uint value) => Varint.Size(value);

    public static uint ZigZag(int value) => (uint)((value << 1) ^ (value >> 31));

    /// <summary>The size of a message behind its varint length.</summary>
    public static int DelimitedSize(int size) => Varint.Size((uint)size) + size;

    public void BigEndian(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(_target[_at..], value);
        _at += sizeof(int);
    }

    public void VarintValue(uint value) => _at += Varint.Write(_target[_at..], value);

    /// <summary>A tag byte (fields 1 … 15) and a varint.</summary>
    public void Field(byte tag, uint value)
    {
        _target[_at++] = tag;
        VarintValue(value);
    }

    /// <summary>A tag byte and bytes behind their length.</summary>
    public void Field(byte tag, ReadOnlySpan<byte> value)
    {
        _target[_at++] = tag;
        VarintValue((uint)value.Length);
        Raw(value);
    }

    /// <summary>A tag byte and a string, whose UTF-8 length has been measured.</summary>
    public void Field(byte tag, string value, int utf8Length)
    {
        _target[_at++] = tag;
        VarintValue((uint)utf8Length);
        _at += Encoding.UTF8.GetBytes(value, _target.Slice(_at, utf8Length));
    }

    public void Raw(ReadOnlySpan<byte> value)
    {
        value.CopyTo(_target[_at..]);
        _at += value.Length;
    }

    /// <summary>A message behind its length, which has been measured.</summary>
    public void Delimited(IMessage message, int size)
    {
        VarintValue((uint)size);
        message.WriteTo(_target.Slice(_at, size));
        _at += size;
    }
}
