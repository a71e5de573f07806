using System.Runtime.InteropServices;
using Hathi.Ring.Core.Schema;

namespace Hathi.Ring.Core.Meaning.Terms;

/// <summary>A column of a result, or a variable of a statement.</summary>
/// <param name="Keyspace">Of its table.</param>
/// <param name="Table">Its table.</param>
/// <param name="Name">Its name, or what was selected.</param>
/// <param name="Type">Its type.</param>
public readonly record struct Variable(string Keyspace, string Table, string Name, Data.Types.CqlType Type);

/// <summary>Gathers of which types a statement's variables are, as they are met.</summary>
/// <param name="markers">The names of the markers, or null for those without.</param>
internal sealed class MarkerTypes(ImmutableArray<string?> markers)
{
    private readonly Variable[] _variables = new Variable[markers.Length];
    private readonly Column?[] _columns = new Column?[markers.Length];

    /// <summary>The table of the statement that is looked at.</summary>
    public TableDefinition Table { get; set; } = null!;

    /// <summary>All of them; each was met.</summary>
    public ImmutableArray<Variable> Variables => ImmutableCollectionsMarshal.AsImmutableArray(_variables);

    /// <summary>A marker was met.</summary>
    public void Met(Syntax.Marker marker, in Receiver receiver)
    {
        _variables[marker.Index] = new Variable(Table?.Keyspace ?? "", Table?.Name ?? "", marker.Name ?? receiver.Name, receiver.Type);
        _columns[marker.Index] = receiver.Column;
    }

    /// <summary>A marker that was met is of no table: it goes by other names.</summary>
    public void Rename(Syntax.Expression expression, string keyspace, string table)
    {
        if (expression is Syntax.Marker marker)
        {
            _variables[marker.Index] = _variables[marker.Index] with { Keyspace = keyspace, Table = table };
        }
    }

    /// <summary>
    /// Which variable is which column of the partition key, in its order; none: not all are variables. Where two are one the later counts.
    /// </summary>
    public ImmutableArray<int> KeyIndexes(TableDefinition table)
    {
        var indexes = new int[table.PartitionKey.Length];
        Array.Fill(indexes, -1);
        for (var i = 0; i < _columns.Length; i++)
        {
            if (_columns[i] is { Kind: ColumnKind.PartitionKey } column)
            {
                indexes[column.Position] = i;
            }
        }

        return indexes.Contains(-1) ? [] : [.. indexes];
    }
}
