using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Protocol.Metadata;

/// <summary>
/// Columns as metadata list them: the table once where all are of one. Columns of one statement stay the same for all that execute it, so
/// their bytes are made once a version. Immutable; may be used by many threads.
/// </summary>
public sealed class ColumnList
{
    // A name of no bytes and a type of two.
    private const int LeastColumnBytes = 4;

    private readonly byte[]?[] _bytes = new byte[]?[(int)ProtocolVersions.Newest + 1];

    /// <summary>Of these columns.</summary>
    public ColumnList(IReadOnlyList<ColumnSpec> columns)
    {
        Columns = columns;
        IsOfOneTable = columns.Count > 0 && columns.All(c => c.Table == columns[0].Table && c.Keyspace == columns[0].Keyspace);
    }

    /// <summary>None.</summary>
    public static ColumnList Empty { get; } = new([]);

    /// <summary>The columns.</summary>
    public IReadOnlyList<ColumnSpec> Columns { get; }

    /// <summary>The table is told once, before the columns.</summary>
    internal bool IsOfOneTable { get; }

    /// <summary>The bytes: table and columns, without their number.</summary>
    internal ReadOnlySpan<byte> Bytes(ProtocolVersion version)
    {
        // Two threads may make the same.
        ref var bytes = ref _bytes[(int)version];
        return Volatile.Read(ref bytes) ?? (bytes = Make(version));
    }

    /// <summary>Reads columns.</summary>
    /// <exception cref="ProtocolException">They are none.</exception>
    internal static ColumnList Read(scoped ref WireReader reader, int count, bool isOfOneTable)
    {
        var (keyspace, table) = isOfOneTable ? (reader.String(), reader.String()) : ("", "");
        var columns = new ColumnSpec[reader.Count(count, LeastColumnBytes, "columns")];
        for (var i = 0; i < columns.Length; i++)
        {
            if (!isOfOneTable)
            {
                (keyspace, table) = (reader.String(), reader.String());
            }

            var name = reader.String();
            columns[i] = new ColumnSpec(keyspace, table, name, TypeOption.Read(ref reader));
        }

        return columns.Length == 0 ? Empty : new ColumnList(columns);
    }

    private byte[] Make(ProtocolVersion version)
    {
        using var buffer = new WireBuffer();
        if (IsOfOneTable)
        {
            buffer.PutString(Columns[0].Keyspace);
            buffer.PutString(Columns[0].Table);
        }

        foreach (var column in Columns)
        {
            if (!IsOfOneTable)
            {
                buffer.PutString(column.Keyspace);
                buffer.PutString(column.Table);
            }

            buffer.PutString(column.Name);
            TypeOption.Write(buffer, column.Type, version);
        }

        return buffer.Written.ToArray();
    }
}
