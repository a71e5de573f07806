using System.Buffers.Binary;
using Hathi.Ring.Core.Schema;
using Hathi.Ring.Data;
using Hathi.Ring.Data.Keys;
using Hathi.Ring.Data.Rows;
using Hathi.Ring.Data.Types;

namespace Hathi.Ring.Core.Running;

/// <summary>Puts the cells of a column together to the value that a client gets: a list, a set, a map, a user type.</summary>
internal static class CellComposer
{
    private const int NullLength = -1;

    /// <summary>Goes over the cells of a column, from the first on, which the reader stands on.</summary>
    /// <param name="reader">Stands behind them then.</param>
    /// <param name="column">The column.</param>
    /// <param name="second">Seconds since 1970.</param>
    /// <param name="target">Gets the value.</param>
    /// <param name="isLive">Whether there was any.</param>
    /// <returns>False: the row has no more cells.</returns>
    public static bool Compose(ref RowReader reader, Column column, long second, DataBuffer target, out bool isLive)
    {
        var start = target.Length;
        var (count, fields) = (0, 0);
        if (column.Type is not UserType)
        {
            target.Room(sizeof(int));
        }

        var hasCell = true;
        while (hasCell && reader.Cell.ColumnId == column.Id)
        {
            if (reader.Cell.IsLive(second))
            {
                count++;
                Add(reader.Cell, column.Type, target, ref fields);
            }

            hasCell = reader.MoveNext();
        }

        isLive = count > 0;
        if (!isLive)
        {
            target.CutTo(start);
        }
        else if (column.Type is UserType user)
        {
            PadTo(user.Fields.Count, target, ref fields);
        }
        else
        {
            BinaryPrimitives.WriteInt32BigEndian(target.At(start, sizeof(int)), count);
        }

        return hasCell;
    }

    private static void Add(scoped in RowCell cell, CqlType type, DataBuffer target, ref int fields)
    {
        switch (type)
        {
            case SetType set:
                Path(cell.Path, set.Element, target);
                return;
            case MapType map:
                Path(cell.Path, map.Key, target);
                break;
            case UserType:
                PadTo(FieldOf(cell.Path, target), target, ref fields);
                fields++;
                break;
        }

        BinaryPrimitives.WriteInt32BigEndian(target.Room(sizeof(int)), cell.Value.Length);
        target.Bytes(cell.Value);
    }

    private static void Path(ReadOnlySpan<byte> path, CqlType type, DataBuffer target)
    {
        var at = target.Length;
        target.Room(sizeof(int));
        new ClusteringReader(path).Read(type, false, target);
        BinaryPrimitives.WriteInt32BigEndian(target.At(at, sizeof(int)), target.Length - at - sizeof(int));
    }

    private static int FieldOf(ReadOnlySpan<byte> path, DataBuffer target)
    {
        var at = target.Length;
        new ClusteringReader(path).Read(NativeType.Smallint, false, target);
        var field = BinaryPrimitives.ReadInt16BigEndian(target.Written[at..]);
        target.CutTo(at);
        return field;
    }

    // Fields that have no cell are null.
    private static void PadTo(int field, DataBuffer target, ref int fields)
    {
        for (; fields < field; fields++)
        {
            BinaryPrimitives.WriteInt32BigEndian(target.Room(sizeof(int)), NullLength);
        }
    }
}
