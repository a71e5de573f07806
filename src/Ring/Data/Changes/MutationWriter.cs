using System.Buffers.Binary;

namespace Hathi.Ring.Data.Changes;

/// <summary>
/// Writes a record: what changes in one or more partitions, all of it or nothing. <see cref="MutationReader"/> reads it. A row is made by
/// <see cref="BeginRow"/>, a <see cref="Rows.RowWriter"/> over <see cref="Buffer"/>, and <see cref="EndRow"/>. Used again after
/// <see cref="Clear"/>; owned by one thread.
/// </summary>
/// <remarks>
/// Layout: version (1), then for each partition its length (4 bytes, little-endian), the table's id (16, as UUIDs are written), its token
/// (8, little-endian), its key (varint and bytes), and items: kind (<see cref="ChangeKind"/>); of a deletion timestamp (zigzag) and seconds
/// (varint); of a range before that its two bounds (varint and bytes each); of a row before its bytes its clustering (varint and bytes);
/// a row's bytes behind their length (4 bytes, little-endian).
/// </remarks>
public sealed class MutationWriter
{
    internal const byte Version = 1;
    internal const int IdBytes = 16;
    private int _partition = -1;
    private int _row = -1;

    /// <summary>Where rows are written to.</summary>
    public DataBuffer Buffer { get; } = new();

    /// <summary>Nothing was begun.</summary>
    public bool IsEmpty => Buffer.Length == 0;

    /// <summary>The record; valid until more is written.</summary>
    public ReadOnlySpan<byte> Record
    {
        get
        {
            End();
            return Buffer.Written;
        }
    }

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        Buffer.Clear();
        (_partition, _row) = (-1, -1);
    }

    /// <summary>What follows is of this partition.</summary>
    public void BeginPartition(Guid table, long token, ReadOnlySpan<byte> key)
    {
        End();
        if (IsEmpty)
        {
            Buffer.Byte(Version);
        }

        _partition = Buffer.Length;
        Buffer.Room(sizeof(int));
        table.TryWriteBytes(Buffer.Room(IdBytes), bigEndian: true, out _);
        BinaryPrimitives.WriteInt64LittleEndian(Buffer.Room(sizeof(long)), token);
        Buffer.Counted(key);
    }

    /// <summary>The whole partition is gone.</summary>
    public void DeletePartition(Rows.Deletion deletion)
    {
        Item(ChangeKind.PartitionDeletion);
        Put(deletion);
    }

    /// <summary>Rows whose clustering is not below <paramref name="from"/> and below <paramref name="to"/> are gone.</summary>
    public void DeleteRange(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to, Rows.Deletion deletion)
    {
        Item(ChangeKind.RangeDeletion);
        Buffer.Counted(from);
        Buffer.Counted(to);
        Put(deletion);
    }

    /// <summary>The static row is written next.</summary>
    public void BeginStaticRow()
    {
        Item(ChangeKind.StaticRow);
        _row = Buffer.Length;
        Buffer.Room(sizeof(int));
    }

    /// <summary>A row is written next.</summary>
    public void BeginRow(ReadOnlySpan<byte> clustering)
    {
        Item(ChangeKind.Row);
        Buffer.Counted(clustering);
        _row = Buffer.Length;
        Buffer.Room(sizeof(int));
    }

    /// <summary>The row is written.</summary>
    public void EndRow()
    {
        EndLength(_row);
        _row = -1;
    }

    private void Item(ChangeKind kind)
    {
        if (_partition < 0 || _row >= 0)
        {
            throw new InvalidOperationException("An item of no partition, or within a row.");
        }

        Buffer.Byte((byte)kind);
    }

    private void Put(Rows.Deletion deletion)
    {
        Buffer.Signed(deletion.MarkedAt);
        Buffer.Unsigned(deletion.LocalSeconds);
    }

    private void End()
    {
        if (_row >= 0)
        {
            throw new InvalidOperationException("A row that was begun and not ended.");
        }

        if (_partition >= 0)
        {
            EndLength(_partition);
            _partition = -1;
        }
    }

    private void EndLength(int at) =>
        BinaryPrimitives.WriteInt32LittleEndian(Buffer.At(at, sizeof(int)), Buffer.Length - at - sizeof(int));
}
