using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Protocol.Requests;

/// <summary>A statement of BATCH. Slices of the body.</summary>
public readonly ref struct BatchStatement
{
    private const byte AsText = 0;
    private const byte AsPrepared = 1;

    private BatchStatement(bool isPrepared, ReadOnlySpan<byte> textOrId, BoundValues values)
    {
        IsPrepared = isPrepared;
        TextOrId = textOrId;
        Values = values;
    }

    /// <summary>Prepared before.</summary>
    public bool IsPrepared { get; }

    /// <summary>The text as UTF-8, or the id.</summary>
    public ReadOnlySpan<byte> TextOrId { get; }

    /// <summary>Values of its variables, by place.</summary>
    public BoundValues Values { get; }

    internal static BatchStatement Read(scoped ref WireReader reader, ProtocolVersion version)
    {
        var kind = reader.Byte();
        var textOrId = kind switch
        {
            AsText => reader.LongUtf8(),
            AsPrepared => reader.ShortBytes(),
            _ => throw ProtocolException.Damaged($"Invalid query kind in BATCH messages. Must be 0 or 1 but got {kind}"),
        };
        return new BatchStatement(kind == AsPrepared, textOrId, BoundValues.Read(ref reader, named: false, version));
    }

    internal static void WriteText(WireBuffer buffer, ReadOnlySpan<char> text, int values)
    {
        buffer.PutByte(AsText);
        buffer.PutLongString(text);
        buffer.PutShort(checked((ushort)values));
    }

    internal static void WriteId(WireBuffer buffer, ReadOnlySpan<byte> id, int values)
    {
        buffer.PutByte(AsPrepared);
        buffer.PutShortBytes(id);
        buffer.PutShort(checked((ushort)values));
    }
}
