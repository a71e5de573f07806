using System.Buffers.Binary;
using System.Text;

namespace Hathi.MapReduce.Protocol.Avro;

/// <summary>Values in Avro's binary encoding (specification 1.11, "Binary Encoding"), out of a buffer that holds all of them.</summary>
/// <param name="bytes">The buffer.</param>
/// <param name="start">Where the first value starts.</param>
public sealed class AvroBinaryReader(byte[] bytes, int start)
{
    private int _at = start;

    /// <summary>Where the next value starts.</summary>
    public int Position => _at;

    /// <summary>Whether all was read.</summary>
    public bool AtEnd => _at == bytes.Length;

    /// <summary>Reads one value.</summary>
    /// <exception cref="InvalidDataException">The bytes end in its middle, or are no such value.</exception>
    public object? Read(AvroSchema schema) => schema.Kind switch
    {
        AvroKind.Null => null,
        AvroKind.Boolean => Take(1)[0] != 0,
        AvroKind.Int => checked((int)ReadLong()),
        AvroKind.Long => ReadLong(),
        AvroKind.Float => BinaryPrimitives.ReadSingleLittleEndian(Take(4)),
        AvroKind.Double => BinaryPrimitives.ReadDoubleLittleEndian(Take(8)),
        AvroKind.Bytes => Take(ReadLength()).ToArray(),
        AvroKind.String => Encoding.UTF8.GetString(Take(ReadLength())),
        AvroKind.Enum => Pick(schema.Symbols, schema.Name),
        AvroKind.Union => Read(Pick(schema.Branches, "a union")),
        AvroKind.Record => ReadRecord(schema),
        AvroKind.Array => ReadArray(schema.Items!),
        _ => ReadMap(schema.Items!),
    };

    private AvroRecord ReadRecord(AvroSchema schema)
    {
        var record = new AvroRecord(schema);
        for (var i = 0; i < schema.Fields.Count; i++)
        {
            record[i] = Read(schema.Fields[i].Schema);
        }

        return record;
    }

    private List<object?> ReadArray(AvroSchema items)
    {
        var list = new List<object?>();
        while (ReadBlock() is > 0 and var count)
        {
            for (var i = 0; i < count; i++)
            {
                list.Add(Read(items));
            }
        }

        return list;
    }

    private Dictionary<string, object?> ReadMap(AvroSchema items)
    {
        var map = new Dictionary<string, object?>(StringComparer.Ordinal);
        while (ReadBlock() is > 0 and var count)
        {
            for (var i = 0; i < count; i++)
            {
                var key = Encoding.UTF8.GetString(Take(ReadLength()));
                map[key] = Read(items);
            }
        }

        return map;
    }

    // A negative count is followed by the block's size in bytes, for those who skip it.
    private int ReadBlock()
    {
        var count = ReadLong();
        if (count < 0)
        {
            _ = ReadLong();
            count = -count;
        }

        // Nothing here encodes to less than a byte but null, of which no file has lists.
        return count <= bytes.Length - _at ? (int)count : throw Broken($"a block of {count} values");
    }

    private T Pick<T>(IReadOnlyList<T> choices, string what)
    {
        var index = ReadLong();
        return index >= 0 && index < choices.Count ? choices[(int)index] : throw Broken($"choice {index} of {choices.Count} of {what}");
    }

    private int ReadLength()
    {
        var length = ReadLong();
        return length >= 0 && length <= bytes.Length - _at ? (int)length : throw Broken($"a length of {length}");
    }

    private long ReadLong()
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var b = Take(1)[0];
            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80)
            {
                return (long)(value >> 1) ^ -(long)(value & 1);
            }
        }

        throw Broken("a number of more than ten bytes");
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > bytes.Length - _at)
        {
            throw Broken("the end");
        }

        _at += length;
        return bytes.AsSpan(_at - length, length);
    }

    private InvalidDataException Broken(string what) => new($"{what} at byte {_at} of {bytes.Length} does not fit the schema");
}
