using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Hathi.Ring.Data;
using Hathi.Ring.Data.Keys;
using Hathi.Ring.Data.Rows;
using Hathi.Ring.Data.Types;

namespace Hathi.Ring.Core.Running;

/// <summary>
/// Gathers what becomes of the elements of one column, in any order, and writes them as rows have them: by path, each once, the last of
/// several. Used again; owned by one thread.
/// </summary>
internal sealed class CellGatherer
{
    private const int Tombstone = -1;
    private readonly ClusteringWriter _path = new();
    private readonly DataBuffer _bytes = new();
    private readonly List<Cell> _cells = [];

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        _bytes.Clear();
        _cells.Clear();
    }

    /// <summary>An element of a set or map.</summary>
    public void Put(CqlType type, ReadOnlySpan<byte> element, ReadOnlySpan<byte> value) =>
        PutPath(type, element, value, value.Length);

    /// <summary>A field of a user type.</summary>
    public void PutField(short field, ReadOnlySpan<byte> value) => PutPath(field, value, value.Length);

    /// <summary>An element of a set or map is gone.</summary>
    public void Remove(CqlType type, ReadOnlySpan<byte> element) => PutPath(type, element, default, Tombstone);

    /// <summary>A field of a user type is gone.</summary>
    public void RemoveField(short field) => PutPath(field, default, Tombstone);

    /// <summary>Writes them, and is empty again.</summary>
    public void WriteTo(ref RowWriter row, int column, scoped in WriteTimes times)
    {
        var cells = CollectionsMarshal.AsSpan(_cells);
        if (!IsSorted(cells))
        {
            Sorting.Sort(cells, new CellOrder(_bytes));
        }

        for (var i = 0; i < cells.Length; i++)
        {
            if (i + 1 < cells.Length && Path(cells[i]).SequenceEqual(Path(cells[i + 1])))
            {
                continue;
            }

            if (cells[i].Length == Tombstone)
            {
                row.ElementTombstone(column, times.Timestamp, times.LocalSeconds, Path(cells[i]));
            }
            else
            {
                var value = _bytes.Written.Slice(cells[i].Value, cells[i].Length);
                row.Element(column, times.Timestamp, times.TimeToLive, times.Expiry, Path(cells[i]), value);
            }
        }

        Clear();
    }

    private void PutPath(short field, ReadOnlySpan<byte> value, int length)
    {
        Span<byte> number = stackalloc byte[sizeof(short)];
        BinaryPrimitives.WriteInt16BigEndian(number, field);
        PutPath(NativeType.Smallint, number, value, length);
    }

    private void PutPath(CqlType type, ReadOnlySpan<byte> element, ReadOnlySpan<byte> value, int length)
    {
        _path.Clear();
        _path.Append(type, false, element);
        _path.End();
        var start = _bytes.Length;
        _bytes.Bytes(_path.Written);
        _cells.Add(new Cell(start, _bytes.Length, length, _cells.Count));
        _bytes.Bytes(value);
    }

    private bool IsSorted(ReadOnlySpan<Cell> cells)
    {
        for (var i = 1; i < cells.Length; i++)
        {
            if (Path(cells[i - 1]).SequenceCompareTo(Path(cells[i])) > 0)
            {
                return false;
            }
        }

        return true;
    }

    private ReadOnlySpan<byte> Path(Cell cell) => _bytes.Written[cell.Path..cell.Value];

    private readonly record struct Cell(int Path, int Value, int Length, int Order);

    private readonly struct CellOrder(DataBuffer bytes) : IComparer<Cell>
    {
        public int Compare(Cell x, Cell y)
        {
            var order = bytes.Written[x.Path..x.Value].SequenceCompareTo(bytes.Written[y.Path..y.Value]);
            return order != 0 ? order : x.Order.CompareTo(y.Order);
        }
    }
}

/// <summary>When something is written, and for how long.</summary>
/// <param name="Timestamp">Microseconds since 1970.</param>
/// <param name="LocalSeconds">By the server's clock.</param>
/// <param name="TimeToLive">Seconds; 0: for ever.</param>
internal readonly record struct WriteTimes(long Timestamp, uint LocalSeconds, uint TimeToLive)
{
    /// <summary>Seconds since 1970 from which on it is there no more; 0: it is for ever.</summary>
    public uint Expiry => TimeToLive == 0 ? 0 : (uint)Math.Min(LocalSeconds + (ulong)TimeToLive, uint.MaxValue - 1);
}
