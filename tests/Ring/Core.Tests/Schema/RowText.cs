using System.Globalization;
using System.Text;
using Hathi.Ring.Core.Schema;
using Hathi.Ring.Core.SystemTables;
using Hathi.Ring.Data;
using Hathi.Ring.Data.Keys;
using Hathi.Ring.Data.Reads;
using Hathi.Ring.Data.Rows;
using Hathi.Ring.Data.Types;
using Hathi.Ring.Data.Values;

namespace Hathi.Ring.Core.Tests.Schema;

/// <summary>Rows as a person reads them, in the order of SELECT *.</summary>
internal static class RowText
{
    public static List<string> Of(TableDefinition table, SystemRows rows)
    {
        var command = new ReadCommand();
        command.Reset(table.Shape);
        command.Scan(long.MinValue, long.MaxValue);
        var lines = new List<string>();
        using var cursor = rows.Read(command);
        while (cursor.MoveNext())
        {
            lines.Add(Line(table, cursor));
        }

        return lines;
    }

    private static string Line(TableDefinition table, IRowCursor cursor)
    {
        var texts = new Dictionary<int, string>();
        var key = cursor.Key;
        foreach (var column in table.PartitionKey)
        {
            Assert.True(PartitionKeyBytes.TryTake(ref key, table.PartitionKey.Length, out var value));
            texts.Add(column.Id, Value(column.Type, value));
        }

        var clustering = new ClusteringReader(cursor.Clustering);
        foreach (var column in table.Clustering)
        {
            texts.Add(column.Id, Value(column.Type, Next(ref clustering, column)));
        }

        var row = new RowReader(cursor.Row);
        var elements = new Dictionary<int, List<string>>();
        while (row.MoveNext())
        {
            var id = row.Cell.ColumnId;
            var column = table.Columns.Single(c => c.Id == id);
            if (row.Cell.HasPath)
            {
                var path = new ClusteringReader(row.Cell.Path);
                var element = ((SetType)column.Type).Element;
                var all = elements.TryGetValue(column.Id, out var found) ? found : elements[column.Id] = [];
                all.Add(Value(element, Next(ref path, new Column("", ColumnKind.Clustering, 0, 0, element))));
            }
            else
            {
                texts.Add(column.Id, Value(column.Type, row.Cell.Value));
            }
        }

        foreach (var (id, all) in elements)
        {
            texts.Add(id, $"{{{string.Join(", ", all)}}}");
        }

        return string.Join(" | ", table.Columns.Select(c => texts.GetValueOrDefault(c.Id, "null")));
    }

    private static byte[] Next(ref ClusteringReader reader, Column column)
    {
        var value = new DataBuffer();
        reader.Read(column.Type, column.IsDescending, value);
        return value.Written.ToArray();
    }

    private static string Value(CqlType type, ReadOnlySpan<byte> value)
    {
        switch (type)
        {
            case ListType list:
                return "[" + string.Join(", ", Fields(value, 1).Select(f => Value(list.Element, f))) + "]";
            case SetType set:
                return "{" + string.Join(", ", Fields(value, 1).Select(f => Value(set.Element, f))) + "}";
            case MapType map:
                var fields = Fields(value, 2);
                return "{" + string.Join(", ", Enumerable.Range(0, fields.Count / 2)
                    .Select(i => $"{Value(map.Key, fields[2 * i])}: {Value(map.Value, fields[(2 * i) + 1])}")) + "}";
        }

        switch (type.Kind)
        {
            case CqlKind.Varchar:
                return Encoding.UTF8.GetString(value);
            case CqlKind.Int:
                return NativeValues.TryReadInt(value, out var number) ? number.ToString(CultureInfo.InvariantCulture) : "?";
            case CqlKind.Timestamp:
                return NativeValues.TryReadLong(value, out var time) ? time.ToString(CultureInfo.InvariantCulture) : "?";
            case CqlKind.Boolean:
                return value[0] == 0 ? "False" : "True";
            case CqlKind.Double:
                return NativeValues.TryReadDouble(value, out var fraction) ? Base.JavaNumber.Format(fraction) : "?";
            case CqlKind.Uuid:
                return new Guid(value, bigEndian: true).ToString();
            case CqlKind.Inet:
                return new System.Net.IPAddress(value).ToString();
            default:
                return "0x" + Convert.ToHexStringLower(value);
        }
    }

    private static List<byte[]> Fields(ReadOnlySpan<byte> value, int each)
    {
        Assert.True(NativeValues.TryReadInt(value[..4], out var count));
        var fields = new List<byte[]>();
        for (var rest = value[4..]; fields.Count < count * each;)
        {
            Assert.True(NativeValues.TryReadInt(rest[..4], out var length));
            fields.Add(rest.Slice(4, length).ToArray());
            rest = rest[(4 + length)..];
        }

        return fields;
    }
}
