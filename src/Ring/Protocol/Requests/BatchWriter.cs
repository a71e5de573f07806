using System.Buffers.Binary;
using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Protocol.Requests;

/// <summary>Writes what <see cref="BatchRequest"/> reads: statement, its values, the next. Allocates nothing.</summary>
public ref struct BatchWriter
{
    private const int CountAt = 1;
    private readonly WireBuffer _buffer;
    private readonly ProtocolVersion _version;
    private readonly int _start;
    private ushort _statements;
    private int _left;

    private BatchWriter(WireBuffer buffer, ProtocolVersion version)
    {
        _buffer = buffer;
        _version = version;
        _start = buffer.Length;
    }

    /// <summary>Begins the message.</summary>
    public static BatchWriter Begin(WireBuffer buffer, ProtocolVersion version, BatchKind kind)
    {
        var writer = new BatchWriter(buffer, version);
        buffer.PutByte((byte)kind);
        buffer.PutShort(0);
        return writer;
    }

    /// <summary>A statement as text; so many values follow.</summary>
    public void Statement(scoped ReadOnlySpan<char> text, int values)
    {
        Next(values);
        BatchStatement.WriteText(_buffer, text, values);
    }

    /// <summary>A prepared statement; so many values follow.</summary>
    public void Prepared(scoped ReadOnlySpan<byte> id, int values)
    {
        Next(values);
        BatchStatement.WriteId(_buffer, id, values);
    }

    /// <summary>A value of the statement before.</summary>
    public void Value(scoped WireValue value)
    {
        _left = _left > 0 ? _left - 1 : throw new InvalidOperationException("a value too many");
        _buffer.PutValue(value);
    }

    /// <summary>Ends the message.</summary>
    public readonly void Complete(QueryOptions options)
    {
        CheckAll();
        Span<byte> count = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(count, _statements);
        _buffer.Patch(_start + CountAt, count[0]);
        _buffer.Patch(_start + CountAt + 1, count[1]);
        options.WriteHead(_buffer, _version, QueryFlags.None);
        options.WriteTail(_buffer, _version);
    }

    private void Next(int values)
    {
        CheckAll();
        _statements = checked((ushort)(_statements + 1));
        _left = values;
    }

    private readonly void CheckAll()
    {
        if (_left != 0)
        {
            throw new InvalidOperationException($"{_left} values are missing");
        }
    }
}
