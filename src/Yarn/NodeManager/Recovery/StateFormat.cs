using System.Buffers.Binary;
using System.Text;
using Hathi.Log;

namespace Hathi.Yarn.NodeManager.Recovery;

/// <summary>
/// The bytes of a node's memory. Record: a byte (1 put, 2 delete), the key's length as two bytes, highest first, the key in UTF-8, the
/// value. Snapshot: the number of values (i32, little-endian), and for each its key (its length as a 7-bit varint, UTF-8), its
/// length (i32), its bytes.
/// </summary>
internal sealed class StateFormat : ILogState<SortedDictionary<string, byte[]>>
{
    public const byte Put = 1;
    public const byte Delete = 2;

    public static readonly StateFormat Instance = new();

    private const int HeadBytes = 3;

    /// <summary>What is taken of a value at a time: a length is believed as far as bytes come.</summary>
    private const int PieceBytes = 64 << 10;

    public static byte[] Record(byte kind, string key, ReadOnlySpan<byte> value)
    {
        var name = Encoding.UTF8.GetBytes(key);
        var record = new byte[HeadBytes + name.Length + value.Length];
        record[0] = kind;
        BinaryPrimitives.WriteUInt16BigEndian(record.AsSpan(1), checked((ushort)name.Length));
        name.CopyTo(record, HeadBytes);
        value.CopyTo(record.AsSpan(HeadBytes + name.Length));
        return record;
    }

    public static void WriteSnapshot(Stream stream, KeyValuePair<string, byte[]>[] values)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(values.Length);
        foreach (var (key, value) in values)
        {
            writer.Write(key);
            writer.Write(value.Length);
            writer.Write(value);
        }
    }

    public SortedDictionary<string, byte[]> Empty() => new(StringComparer.Ordinal);

    /// <exception cref="FormatException">A length cannot be.</exception>
    /// <exception cref="EndOfStreamException">It ends too early.</exception>
    public void Read(Stream snapshot, SortedDictionary<string, byte[]> state)
    {
        using var reader = new BinaryReader(snapshot, Encoding.UTF8, leaveOpen: true);
        for (var left = NotNegative(reader.ReadInt32()); left > 0; left--)
        {
            var key = Encoding.UTF8.GetString(Bytes(reader, reader.Read7BitEncodedInt()));
            state[key] = Bytes(reader, reader.ReadInt32());
        }
    }

    /// <exception cref="FormatException">It is no record of a node's memory.</exception>
    public void Replay(SortedDictionary<string, byte[]> state, ReadOnlySpan<byte> record)
    {
        if (record.Length < HeadBytes
            || record.Length < HeadBytes + BinaryPrimitives.ReadUInt16BigEndian(record[1..])
            || record[0] is not (Put or Delete))
        {
            throw new FormatException($"it is no record of a node's memory, but {record.Length} bytes that begin with "
                + $"{Convert.ToHexString(record[..Math.Min(HeadBytes, record.Length)])}.");
        }

        var length = BinaryPrimitives.ReadUInt16BigEndian(record[1..]);
        var key = Encoding.UTF8.GetString(record.Slice(HeadBytes, length));
        if (record[0] == Put)
        {
            state[key] = record[(HeadBytes + length)..].ToArray();
        }
        else
        {
            state.Remove(key);
        }
    }

    private static byte[] Bytes(BinaryReader reader, int length)
    {
        var bytes = new byte[Math.Min(NotNegative(length), PieceBytes)];
        for (var filled = 0; filled < length;)
        {
            if (filled == bytes.Length)
            {
                Array.Resize(ref bytes, (int)Math.Min(length, 2L * bytes.Length));
            }

            var n = reader.Read(bytes, filled, bytes.Length - filled);
            filled += n > 0 ? n : throw new EndOfStreamException($"{length} bytes were announced and {filled} came");
        }

        return bytes;
    }

    private static int NotNegative(int length) => length >= 0 ? length : throw new FormatException($"it has a length of {length}");
}
