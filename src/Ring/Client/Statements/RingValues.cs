using System.Buffers.Binary;
using Hathi.Ring.Protocol;
using Hathi.Ring.Protocol.Notation;
using Hathi.Ring.Protocol.Requests;

namespace Hathi.Ring.Client.Statements;

/// <summary>
/// Values of a statement's variables, in their order, as CQL's wire bytes. Made once and used again after <see cref="Clear"/>: then it
/// allocates nothing. Belongs to one request until that is answered.
/// </summary>
public sealed class RingValues : IDisposable
{
    private readonly WireBuffer _buffer = new();

    /// <summary>Of a statement without variables.</summary>
    public static RingValues None { get; } = new();

    /// <summary>Values so far.</summary>
    public int Count { get; private set; }

    /// <summary>Begins anew.</summary>
    public RingValues Clear()
    {
        _buffer.Clear();
        Count = 0;
        return this;
    }

    /// <summary>A value as its wire bytes.</summary>
    public RingValues Add(ReadOnlySpan<byte> value)
    {
        _buffer.PutBytes(value);
        return Counted();
    }

    /// <summary>No value.</summary>
    public RingValues AddNull()
    {
        _buffer.PutNull();
        return Counted();
    }

    /// <summary>Leaves the column as it is; since version 4, before that it is null.</summary>
    public RingValues AddUnset()
    {
        _buffer.PutValue(WireValue.Unset);
        return Counted();
    }

    /// <summary>text, ascii, varchar.</summary>
    public RingValues Add(ReadOnlySpan<char> text)
    {
        _buffer.PutLongString(text);
        return Counted();
    }

    /// <summary>int.</summary>
    public RingValues Add(int value)
    {
        Place(sizeof(int), out var place);
        BinaryPrimitives.WriteInt32BigEndian(place, value);
        return Counted();
    }

    /// <summary>bigint, timestamp, counter.</summary>
    public RingValues Add(long value)
    {
        Place(sizeof(long), out var place);
        BinaryPrimitives.WriteInt64BigEndian(place, value);
        return Counted();
    }

    /// <summary>double.</summary>
    public RingValues Add(double value)
    {
        Place(sizeof(double), out var place);
        BinaryPrimitives.WriteDoubleBigEndian(place, value);
        return Counted();
    }

    /// <summary>boolean.</summary>
    public RingValues Add(bool value)
    {
        Place(1, out var place);
        place[0] = value ? (byte)1 : (byte)0;
        return Counted();
    }

    /// <summary>uuid, timeuuid.</summary>
    public RingValues Add(Guid value)
    {
        const int Bytes = 16;
        Place(Bytes, out var place);
        value.TryWriteBytes(place, bigEndian: true, out _);
        return Counted();
    }

    /// <summary>Gives the memory back; it can be used again.</summary>
    public void Dispose() => _buffer.Dispose();

    /// <summary>A value of others: a batch has those of all its statements, and so more than one statement may.</summary>
    internal void Append(WireValue value) => _buffer.PutValue(value);

    /// <summary>Writes them into a request.</summary>
    internal void CopyTo(scoped ref ParametersWriter writer)
    {
        var reader = Read();
        for (var i = 0; i < Count; i++)
        {
            writer.Value(reader.Next());
        }
    }

    /// <summary>The values from the first.</summary>
    internal Reader Read() => new(_buffer.Written);

    private void Place(int bytes, out Span<byte> place)
    {
        _buffer.PutInt(bytes);
        place = _buffer.Take(bytes);
    }

    private RingValues Counted()
    {
        if (Count == ushort.MaxValue)
        {
            throw new InvalidOperationException($"more than {ushort.MaxValue} values");
        }

        Count++;
        return this;
    }

    /// <summary>Gives one value after another.</summary>
    internal ref struct Reader(ReadOnlySpan<byte> values)
    {
        private WireReader _reader = new(values);

        // Version 4 and later tell "not set" from null; what is written for version 3 is null there.
        internal WireValue Next() => _reader.Value(ProtocolVersion.V5);
    }
}
