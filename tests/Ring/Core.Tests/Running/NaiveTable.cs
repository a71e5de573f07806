using System.Buffers.Binary;
using System.Text;
using Hathi.Ring.Data.Keys;

namespace Hathi.Ring.Core.Tests.Running;

/// <summary>A column as the naive interpreter knows it: of ints or texts, or a set, list or map of ints.</summary>
internal sealed record NaiveColumn(string Name, NaiveKind Kind, string Type, bool IsDescending);

internal enum NaiveKind
{
    Partition,
    Clustering,
    Static,
    Regular,
}

/// <summary>A value and from which second on it is there no more.</summary>
internal sealed record NaiveCell(object Value, long Expiry);

/// <summary>A row: whether somebody said that it is there (until when), and its columns.</summary>
internal sealed class NaiveRow
{
    public long MarkedUntil { get; set; } = long.MinValue;

    public Dictionary<string, NaiveCell> Cells { get; } = new(StringComparer.Ordinal);

    public object? Get(string column, long second) =>
        Cells.TryGetValue(column, out var cell) && second < cell.Expiry ? cell.Value : null;

    public bool IsLive(long second) => second < MarkedUntil || Cells.Values.Any(c => second < c.Expiry);
}

/// <summary>The rows of a key.</summary>
internal sealed class NaivePartition(object[] key)
{
    public object[] Key => key;

    public NaiveRow Static { get; } = new();

    public List<(object[] Clustering, NaiveRow Row)> Rows { get; } = [];
}

/// <summary>A table over plain values: what is written is there at once, and what is deleted is gone.</summary>
internal sealed class NaiveTable(string name, NaiveColumn[] columns)
{
    public string Name => name;

    public NaiveColumn[] Columns => columns;

    public List<NaivePartition> Partitions { get; } = [];

    public IEnumerable<NaiveColumn> Of(NaiveKind kind) => columns.Where(c => c.Kind == kind);

    public NaiveColumn Column(string column) => columns.First(c => c.Name == column);

    /// <summary>The partition of a key.</summary>
    public NaivePartition Partition(object[] key)
    {
        var found = Partitions.Find(p => p.Key.SequenceEqual(key));
        if (found is null)
        {
            Partitions.Add(found = new NaivePartition(key));
            Partitions.Sort((a, b) => Token(a.Key).CompareTo(Token(b.Key)));
        }

        return found;
    }

    /// <summary>The row of a clustering.</summary>
    public NaiveRow Row(NaivePartition partition, object[] clustering)
    {
        var at = partition.Rows.FindIndex(r => r.Clustering.SequenceEqual(clustering));
        if (at < 0)
        {
            at = partition.Rows.FindIndex(r => InOrder(clustering, r.Clustering) < 0);
            at = at < 0 ? partition.Rows.Count : at;
            partition.Rows.Insert(at, (clustering, new NaiveRow()));
        }

        return partition.Rows[at].Row;
    }

    /// <summary>As values compare, whatever the direction.</summary>
    public static int Compare(object a, object b) => a is int x ? x.CompareTo((int)b) : string.CompareOrdinal((string)a, (string)b);

    private int InOrder(object[] a, object[] b)
    {
        var order = 0;
        var i = 0;
        foreach (var column in Of(NaiveKind.Clustering))
        {
            order = Compare(a[i], b[i]) * (column.IsDescending ? -1 : 1);
            if (order != 0)
            {
                return order;
            }

            i++;
        }

        return order;
    }

    private static long Token(object[] key)
    {
        var bytes = new List<byte>();
        foreach (var part in key)
        {
            var value = Bytes(part);
            bytes.AddRange(key.Length == 1 ? value : [(byte)(value.Length >> 8), (byte)value.Length, .. value, 0]);
        }

        return Data.Keys.Token.Of([.. bytes]);
    }

    /// <summary>As the wire has it.</summary>
    public static byte[] Bytes(object value)
    {
        switch (value)
        {
            case int number:
                var bytes = new byte[4];
                BinaryPrimitives.WriteInt32BigEndian(bytes, number);
                return bytes;
            case string text:
                return Encoding.UTF8.GetBytes(text);
            default:
                var parts = value switch
                {
                    List<int> list => list.Select(static i => (object)i).ToList(),
                    SortedSet<int> set => [.. set.Select(static i => (object)i)],
                    _ => ((SortedDictionary<int, string>)value).SelectMany(static e => new object[] { e.Key, e.Value }).ToList(),
                };
                var all = new List<byte>(Bytes(value is SortedDictionary<int, string> ? parts.Count / 2 : parts.Count));
                foreach (var part in parts.Select(Bytes))
                {
                    all.AddRange(Bytes(part.Length));
                    all.AddRange(part);
                }

                return [.. all];
        }
    }

    /// <summary>As the tests show rows.</summary>
    public static string Text(object? value) => value switch
    {
        null => "null",
        int number => number.ToString(System.Globalization.CultureInfo.InvariantCulture),
        string text => $"'{text}'",
        _ => $"0x{Convert.ToHexStringLower(Bytes(value))}",
    };
}
