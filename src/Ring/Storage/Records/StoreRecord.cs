using Hathi.Ring.Data;
using Hathi.Ring.Data.Changes;

namespace Hathi.Ring.Storage.Records;

/// <summary>A record of the store's log, in place.</summary>
internal readonly ref struct StoreRecord
{
    private const int IdBytes = 16;

    private StoreRecord(StoreRecordKind kind, ReadOnlySpan<byte> mutation, Guid table)
    {
        Kind = kind;
        Mutation = mutation;
        Table = table;
    }

    internal StoreRecordKind Kind { get; }

    /// <summary>Of a <see cref="StoreRecordKind.Mutation"/>: all of it can be read.</summary>
    internal ReadOnlySpan<byte> Mutation { get; }

    /// <summary>Of the others.</summary>
    internal Guid Table { get; }

    /// <summary>Reads a record, and all that is in it, so that it is taken in whole or not at all.</summary>
    /// <exception cref="RingDataException">It is none.</exception>
    internal static StoreRecord Read(ReadOnlySpan<byte> record)
    {
        var read = OfChecked(record);
        if (read.Kind == StoreRecordKind.Mutation)
        {
            MutationReader.Check(read.Mutation);
        }

        return read;
    }

    /// <summary>Reads a record whose mutation was checked when it came.</summary>
    /// <exception cref="RingDataException">It is none.</exception>
    internal static StoreRecord OfChecked(ReadOnlySpan<byte> record)
    {
        var kind = record.IsEmpty ? default : (StoreRecordKind)record[0];
        switch (kind)
        {
            case StoreRecordKind.Mutation:
                return new StoreRecord(kind, record[1..], default);
            case StoreRecordKind.Truncate or StoreRecordKind.Drop when record.Length == 1 + IdBytes:
                return new StoreRecord(kind, default, new Guid(record[1..], bigEndian: true));
            default:
                throw new RingDataException($"A record of kind {(byte)kind} and {record.Length} bytes");
        }
    }

    /// <summary>Writes a record about a table behind what a buffer holds.</summary>
    internal static void Write(DataBuffer target, StoreRecordKind kind, Guid table)
    {
        target.Byte((byte)kind);
        table.TryWriteBytes(target.Room(IdBytes), bigEndian: true, out _);
    }

    /// <summary>Writes a record of a mutation behind what a buffer holds.</summary>
    internal static void Write(DataBuffer target, ReadOnlySpan<byte> mutation)
    {
        target.Byte((byte)StoreRecordKind.Mutation);
        target.Bytes(mutation);
    }
}
