using System.Buffers.Binary;

namespace Hathi.Hdfs.Protocol.DataTransfer;

/// <summary>Walks the fields of one protobuf message without allocating: for the messages of which there is one a packet.</summary>
internal ref struct ProtoReader(ReadOnlySpan<byte> message, string name)
{
    public const int WireVarint = 0;
    public const int WireFixed64 = 1;
    public const int WireBytes = 2;
    public const int WireFixed32 = 5;

    private ReadOnlySpan<byte> _rest = message;

    /// <summary>The next tag: field number times eight plus wire type; 0 at the end.</summary>
    public uint NextTag()
    {
        if (_rest.IsEmpty)
        {
            return 0;
        }

        var tag = Varint();
        return tag is >= 8 and <= uint.MaxValue ? (uint)tag : throw Malformed();
    }

    /// <summary>Nothing is left.</summary>
    public readonly bool IsEmpty => _rest.IsEmpty;

    public ulong Varint()
    {
        var taken = Base.Varint.TryRead64(_rest, out var value);
        _rest = taken > 0 ? _rest[taken..] : throw Malformed();
        return value;
    }

    public ulong Fixed64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public uint Fixed32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public ReadOnlySpan<byte> Bytes()
    {
        var length = Varint();
        return length <= (ulong)_rest.Length ? Take((int)length) : throw Malformed();
    }

    public void Skip(uint tag)
    {
        _ = (tag & 7) switch
        {
            WireVarint => Varint(),
            WireFixed64 => Fixed64(),
            WireBytes => (ulong)Bytes().Length,
            WireFixed32 => Fixed32(),
            _ => throw Malformed(),
        };
    }

    public readonly MalformedMessageException Malformed() => new($"bytes that are no {name}");

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
        {
            throw Malformed();
        }

        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
