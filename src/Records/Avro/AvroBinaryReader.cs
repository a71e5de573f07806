using System.Buffers.Binary;
using System.Text;

namespace Hathi.Records.Avro;

/// <summary>
/// Values in Avro's binary encoding (specification 1.11, "Binary Encoding"), out of a buffer that holds all of them. The schema is a
/// stranger's, as the bytes are: it may be recursive, and have values that take no byte.
/// </summary>
/// <param name="bytes">The buffer.</param>
public sealed class AvroBinaryReader(ReadOnlyMemory<byte> bytes)
{
    /// <summary>Values within values, as JSON's readers have it: each is a frame of the stack, whose end no program survives.</summary>
    private const int Deepest = 64;

    /// <summary>Values of one event: a hundred thousand counters. Some take no byte, so bytes do not bound them.</summary>
    private const int MostValues = 1_000_000;

    private int _at;
    private int _values;

    /// <summary>Where the next value starts.</summary>
    public int Position => _at;

    /// <summary>Reads one value.</summary>
    /// <exception cref="InvalidDataException">The bytes end in its middle, or are no such value, or it is too deep or too many.</exception>
    public object? Read(AvroSchema schema)
    {
        _values = 0;
        return Read(schema, 0);
    }

    private object? Read(AvroSchema schema, int depth)
    {
        if (depth > Deepest || ++_values > MostValues)
        {
            throw Broken(
                depth > Deepest ? $"a value that has more than {Deepest} others around it" : $"an event of more than {MostValues} values");
        }

        return schema.Kind switch
        {
            AvroKind.Null => null,
            AvroKind.Boolean => Take(1)[0] != 0,
            AvroKind.Int => ReadLong() is >= int.MinValue and <= int.MaxValue and var number
                ? (int)number
                : throw Broken("a number of more than 32 bits"),
            AvroKind.Long => ReadLong(),
            AvroKind.Float => BinaryPrimitives.ReadSingleLittleEndian(Take(4)),
            AvroKind.Double => BinaryPrimitives.ReadDoubleLittleEndian(Take(8)),
            AvroKind.Bytes => Take(ReadLength()).ToArray(),
            AvroKind.String => Encoding.UTF8.GetString(Take(ReadLength())),
            AvroKind.Enum => Pick(schema.Symbols, schema.Name),
            AvroKind.Union => Read(Pick(schema.Branches, "a union"), depth + 1),
            AvroKind.Record => ReadRecord(schema, depth + 1),
            AvroKind.Array => ReadArray(schema.Items!, depth + 1),
            _ => ReadMap(schema.Items!, depth + 1),
        };
    }

    private AvroRecord ReadRecord(AvroSchema schema, int depth)
    {
        var record = new AvroRecord(schema);
        for (var i = 0; i < schema.Fields.Count; i++)
        {
            record[i] = Read(schema.Fields[i].Schema, depth);
        }

        return record;
    }

    private List<object?> ReadArray(AvroSchema items, int depth)
    {
        var list = new List<object?>();
        while (ReadBlock() is not 0 and var count)
        {
            for (var i = 0L; i < count; i++)
            {
                list.Add(Read(items, depth));
            }
        }

        return list;
    }

    private Dictionary<string, object?> ReadMap(AvroSchema items, int depth)
    {
        var map = new Dictionary<string, object?>(StringComparer.Ordinal);
        while (ReadBlock() is not 0 and var count)
        {
            for (var i = 0L; i < count; i++)
            {
                var key = Encoding.UTF8.GetString(Take(ReadLength()));
                map[key] = Read(items, depth);
            }
        }

        return map;
    }

    // A negative count is followed by the block's size in bytes, for those who skip it.
    private long ReadBlock()
    {
        var count = ReadLong();
        if (count < 0)
        {
            _ = ReadLong();
            count = -count;
        }

        return count is >= 0 and <= MostValues ? count : throw Broken($"a block of {count} values");
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
        return bytes.Span.Slice(_at - length, length);
    }

    private InvalidDataException Broken(string what) => new($"{what} at byte {_at} of {bytes.Length} does not fit the schema");
}
