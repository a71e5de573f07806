using Hathi.Ring.Core.Schema;
using Hathi.Ring.Data;
using Hathi.Ring.Data.Keys;
using Hathi.Ring.Data.Rows;
using Hathi.Ring.Data.Types;

namespace Hathi.Ring.Core.SystemTables;

/// <summary>
/// Makes rows of a system's table from values by the names of its columns, as if somebody had inserted them; what is not said is null.
/// </summary>
/// <param name="table">The table.</param>
internal sealed class RowMaker(TableDefinition table)
{
    private readonly Dictionary<string, byte[]> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<(byte[] Path, byte[] Value)>> _elements = new(StringComparer.Ordinal);

    /// <summary>A column's value; null says nothing.</summary>
    public RowMaker Set(string column, byte[]? value)
    {
        if (value is not null)
        {
            _values.Add(column, value);
        }

        return this;
    }

    public RowMaker Set(string column, string? text) => Set(column, text is null ? null : Values.Of(text));

    public RowMaker Set(string column, bool? truth) => Set(column, truth is { } t ? Values.Of(t) : null);

    public RowMaker Set(string column, int number) => Set(column, Values.Of(number));

    public RowMaker Set(string column, double number) => Set(column, Values.Of(number));

    public RowMaker Set(string column, Guid id) => Set(column, Values.Of(id));

    /// <summary>The elements of a set that is not frozen.</summary>
    public RowMaker SetElements(string column, IEnumerable<byte[]> elements)
    {
        var element = ((SetType)table.Find(column)!.Type).Element;
        var cells = elements.Select(e => (PathOf(element, e), Array.Empty<byte>())).ToList();
        cells.Sort(static (a, b) => a.Item1.AsSpan().SequenceCompareTo(b.Item1));
        _elements.Add(column, cells);
        return this;
    }

    /// <summary>The partition key of what was said.</summary>
    public byte[] Key()
    {
        var key = new DataBuffer();
        foreach (var column in table.PartitionKey)
        {
            PartitionKeyBytes.Append(key, table.PartitionKey.Length, _values[column.Name]);
        }

        return key.Written.ToArray();
    }

    /// <summary>The row of what was said, and begins anew.</summary>
    public SystemRow Row()
    {
        var clustering = new ClusteringWriter();
        foreach (var column in table.Clustering)
        {
            clustering.Append(column.Type, column.IsDescending, _values[column.Name]);
        }

        clustering.End();
        var row = new SystemRow(clustering.Written.ToArray(), Cells());
        Clear();
        return row;
    }

    /// <summary>Forgets what was said.</summary>
    public void Clear()
    {
        _values.Clear();
        _elements.Clear();
    }

    private byte[] Cells()
    {
        var bytes = new DataBuffer();
        var writer = new RowWriter(bytes, new Liveness(0, 0, 0), Deletion.None);
        foreach (var column in table.Regular.Sort(static (a, b) => a.Id.CompareTo(b.Id)))
        {
            if (_values.TryGetValue(column.Name, out var value))
            {
                writer.Value(column.Id, 0, 0, 0, value);
            }
            else if (_elements.TryGetValue(column.Name, out var elements))
            {
                foreach (var (path, element) in elements)
                {
                    writer.Element(column.Id, 0, 0, 0, path, element);
                }
            }
        }

        return bytes.Written.ToArray();
    }

    private static byte[] PathOf(CqlType type, byte[] element)
    {
        var path = new ClusteringWriter();
        path.Append(type, isDescending: false, element);
        path.End();
        return path.Written.ToArray();
    }
}
