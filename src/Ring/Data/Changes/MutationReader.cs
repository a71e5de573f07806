using System.Buffers.Binary;
using Hathi.Base;
using Hathi.Ring.Data.Rows;

namespace Hathi.Ring.Data.Changes;

/// <summary>
/// Reads a record of a <see cref="MutationWriter"/>, in place: partition by partition, item by item. All spans are slices of it.
/// </summary>
public ref struct MutationReader
{
    private ReadOnlySpan<byte> _rest;
    private ReadOnlySpan<byte> _partition;

    /// <summary>Begins to read.</summary>
    /// <exception cref="RingDataException">It is no record, or of another version; so say the other methods of what follows.</exception>
    public MutationReader(ReadOnlySpan<byte> record)
    {
        if (record.IsEmpty || record[0] != MutationWriter.Version)
        {
            throw new RingDataException(
                record.IsEmpty ? "A mutation of no bytes" : $"A mutation of version {record[0]}, not {MutationWriter.Version}");
        }

        _rest = record[1..];
    }

    /// <summary>The partition's table.</summary>
    public Guid Table { get; private set; }

    /// <summary>The partition's token.</summary>
    public long Token { get; private set; }

    /// <summary>The partition's key.</summary>
    public ReadOnlySpan<byte> Key { get; private set; }

    /// <summary>What the item is.</summary>
    public ChangeKind Kind { get; private set; }

    /// <summary>Of a row its clustering.</summary>
    public ReadOnlySpan<byte> Clustering { get; private set; }

    /// <summary>Of a row its bytes, for a <see cref="RowReader"/>.</summary>
    public ReadOnlySpan<byte> Row { get; private set; }

    /// <summary>Of a range the first clustering that is gone.</summary>
    public ReadOnlySpan<byte> From { get; private set; }

    /// <summary>Of a range the first clustering that is not.</summary>
    public ReadOnlySpan<byte> To { get; private set; }

    /// <summary>Of a deletion.</summary>
    public Deletion Deletion { get; private set; }

    /// <summary>Goes to the next partition, wherever in one it is; false: there is none.</summary>
    public bool MoveNextPartition()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        _partition = Prefixed(_rest);
        _rest = _rest[(sizeof(int) + _partition.Length)..];
        if (_partition.Length < MutationWriter.IdBytes + sizeof(long))
        {
            throw new RingDataException($"A partition of {_partition.Length} bytes in a mutation");
        }

        Table = new Guid(_partition[..MutationWriter.IdBytes], bigEndian: true);
        Token = BinaryPrimitives.ReadInt64LittleEndian(_partition[MutationWriter.IdBytes..]);
        _partition = _partition[(MutationWriter.IdBytes + sizeof(long))..];
        Key = Counted();
        Kind = ChangeKind.None;
        return true;
    }

    /// <summary>Goes to the next item of the partition; false: there is none.</summary>
    public bool MoveNext()
    {
        if (_partition.IsEmpty)
        {
            Kind = ChangeKind.None;
            return false;
        }

        Kind = (ChangeKind)_partition[0];
        _partition = _partition[1..];
        switch (Kind)
        {
            case ChangeKind.PartitionDeletion:
                Deletion = ReadDeletion();
                return true;
            case ChangeKind.RangeDeletion:
                From = Counted();
                To = Counted();
                Deletion = ReadDeletion();
                return true;
            case ChangeKind.StaticRow:
                Clustering = default;
                Row = TakeRow();
                return true;
            case ChangeKind.Row:
                Clustering = Counted();
                Row = TakeRow();
                return true;
            default:
                throw new RingDataException($"An item of kind {(byte)Kind} in a mutation");
        }
    }

    /// <summary>Whether all of a record can be read, its rows too.</summary>
    /// <exception cref="RingDataException">It cannot; the message says why.</exception>
    public static void Check(ReadOnlySpan<byte> record)
    {
        var reader = new MutationReader(record);
        while (reader.MoveNextPartition())
        {
            while (reader.MoveNext())
            {
                if (reader.Kind is ChangeKind.Row or ChangeKind.StaticRow)
                {
                    var row = new RowReader(reader.Row);
                    while (row.MoveNext())
                    {
                    }
                }
            }
        }
    }

    private static ReadOnlySpan<byte> Prefixed(ReadOnlySpan<byte> rest)
    {
        var length = rest.Length < sizeof(int) ? -1 : BinaryPrimitives.ReadInt32LittleEndian(rest);
        return length >= 0 && length <= rest.Length - sizeof(int)
            ? rest.Slice(sizeof(int), length)
            : throw new RingDataException($"A piece of {length} bytes where a mutation has {rest.Length}");
    }

    private ReadOnlySpan<byte> TakeRow()
    {
        var row = Prefixed(_partition);
        _partition = _partition[(sizeof(int) + row.Length)..];
        return row;
    }

    private Deletion ReadDeletion()
    {
        var markedAt = Unsigned();
        var seconds = Unsigned();
        return seconds <= uint.MaxValue
            ? new Deletion((long)(markedAt >> 1) ^ -(long)(markedAt & 1), (uint)seconds)
            : throw new RingDataException($"A deletion at second {seconds}");
    }

    private ReadOnlySpan<byte> Counted()
    {
        var length = Unsigned();
        if (length > (ulong)_partition.Length)
        {
            throw new RingDataException($"A mutation in which {length} bytes are to follow and {_partition.Length} do");
        }

        var bytes = _partition[..(int)length];
        _partition = _partition[(int)length..];
        return bytes;
    }

    private ulong Unsigned()
    {
        var taken = Varint.TryRead64(_partition, out var number);
        if (taken <= 0)
        {
            throw new RingDataException("A mutation that ends within a number");
        }

        _partition = _partition[taken..];
        return number;
    }
}
