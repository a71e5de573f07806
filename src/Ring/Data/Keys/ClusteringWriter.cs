using System.Buffers.Binary;
using Hathi.Ring.Data.Types;
using Hathi.Ring.Data.Values;

namespace Hathi.Ring.Data.Keys;

/// <summary>
/// Writes values as bytes that compare, byte by byte, as <see cref="ValueOrder"/> compares the values: a row's clustering columns one
/// behind the other, each in its direction; and what tells the elements of a set or map apart. No value's bytes are the beginning of
/// another's, so that the first columns of a clustering, with <see cref="ClusteringBytes.Below"/> or <see cref="ClusteringBytes.Above"/>
/// behind them, bound all rows that begin with them. Used again after <see cref="Clear"/>; owned by one thread.
/// </summary>
/// <remarks>
/// They are read back (<see cref="ClusteringReader"/>), and what was one value comes back as one: a varint without leading bytes too many,
/// a boolean as 0 or 1, of what is no number always the same, a tuple or user type with all the fields of its type. Only decimals of one
/// value and different scales are told apart, by their scales behind all else, so that no bound knows of them. A value is to be checked
/// before (<see cref="ValueCheck"/>); durations and counters have no order and are a fault of the caller. Nothing is allocated, but for
/// decimals of more than 16 bytes. Persisted: golden bytes guard each form.
/// </remarks>
public sealed class ClusteringWriter
{
    private readonly DataBuffer _buffer = new();
    private readonly List<int> _scales = [];

    /// <summary>What was written; valid until more is.</summary>
    public ReadOnlySpan<byte> Written => _buffer.Written;

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        _buffer.Clear();
        _scales.Clear();
    }

    /// <summary>Writes a value behind those before.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="isDescending">Whether larger values come first.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentException">It is no value of the type, or the type has no order: begin anew.</exception>
    public void Append(CqlType type, bool isDescending, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty)
        {
            _buffer.Byte(isDescending ? ClusteringBytes.EmptyLast : ClusteringBytes.Empty);
            return;
        }

        _buffer.Byte(ClusteringBytes.Value);
        var start = _buffer.Length;
        new ComparableWriter(_buffer, _scales).Append(type, value);
        if (isDescending)
        {
            foreach (ref var part in _buffer.At(start, _buffer.Length - start))
            {
                part = (byte)~part;
            }
        }
    }

    /// <summary>
    /// All values are written, so that this lies between the bounds that begin with them; decimals that are as large are told apart.
    /// Without any value, as in a table that has no clustering columns, it has no bytes.
    /// </summary>
    public void End()
    {
        if (_buffer.Length == 0)
        {
            return;
        }

        _buffer.Byte(ClusteringBytes.Whole);
        for (var i = _scales.Count - 1; i >= 0; i--)
        {
            BinaryPrimitives.WriteInt32BigEndian(_buffer.Room(sizeof(int)), _scales[i]);
        }
    }

    /// <summary>The values are the first ones of a clustering, and this is below all that begin with them.</summary>
    public void EndBelow() => _buffer.Byte(ClusteringBytes.Below);

    /// <summary>The values are the first ones of a clustering, and this is above all that begin with them.</summary>
    public void EndAbove() => _buffer.Byte(ClusteringBytes.Above);
}
