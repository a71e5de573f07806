using Hathi.Base;
using Hathi.Base.Cores;
using Hathi.Ring.Core.Schema.State;
using Hathi.Ring.Data.Types;

namespace Hathi.Ring.Core.Schema.Edits;

/// <summary>A table is new or another: all of it, so that one edit is enough for whatever was changed.</summary>
internal readonly struct TableSet(TableDefinition table) : IEdit<TableSet, SchemaState>
{
    private const byte Counter = 1;

    public static TableSet Read(ref RecordReader reader)
    {
        var keyspace = reader.Text();
        var name = reader.Text();
        var id = reader.Id();
        var flags = reader.Byte();
        var next = reader.Count();
        var columns = ReadColumns(ref reader, next);
        var dropped = ImmutableArray.CreateBuilder<DroppedColumn>();
        for (var left = reader.Count(); left > 0; left--)
        {
            var column = reader.Text();
            var kind = reader.ColumnKind();
            var isMultiCell = reader.Flag();
            var at = reader.Signed();
            dropped.Add(new DroppedColumn(column, kind, reader.Type(), at) { IsMultiCell = isMultiCell });
        }

        return new TableSet(new TableDefinition(keyspace, name, id, columns)
        {
            Options = reader.Options(),
            Dropped = dropped.ToImmutable(),
            NextColumnId = next,
            IsCounter = (flags & Counter) != 0,
        });
    }

    public void Write(RecordWriter writer)
    {
        writer.Kind(EditKind.TableSet);
        writer.Text(table.Keyspace);
        writer.Text(table.Name);
        writer.Id(table.Id);
        writer.Byte(table.IsCounter ? Counter : (byte)0);
        writer.Unsigned(table.NextColumnId);
        writer.Unsigned(table.Columns.Length);
        foreach (var column in table.Columns)
        {
            writer.Column(column);
        }

        writer.Unsigned(table.Dropped.Length);
        foreach (var column in table.Dropped)
        {
            writer.Text(column.Name);
            writer.Byte((byte)column.Kind);
            writer.Flag(column.IsMultiCell);
            writer.Signed(column.DroppedAt);
            writer.Type(column.Type);
        }

        writer.Options(table.Options);
    }

    public void Apply(SchemaState state)
    {
        var keyspace = Owned.Keyspace(state, table.Keyspace);
        if (state.Schema.FindTable(table.Id) is { } other && (other.Keyspace != table.Keyspace || other.Name != table.Name))
        {
            throw EditFields.Damaged($"has the id {table.Id} of {other}");
        }

        try
        {
            var columns = table.Columns.Select(c => c with { Type = StoredTypes.Whole(c.Type, keyspace, except: "") });
            state.Change(state.Schema.With(table.WithColumns(columns)));
        }
        catch (CqlTypeException e)
        {
            throw EditFields.Damaged($"has {e.Message}");
        }
    }

    // What a definition takes for granted.
    private static List<Column> ReadColumns(ref RecordReader reader, int next)
    {
        var (names, ids, positions) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<int>(), new HashSet<(ColumnKind, int)>());
        var columns = new List<Column>();
        for (var left = reader.Count(); left > 0; left--)
        {
            var column = reader.Column();
            if (!names.Add(column.Name) || !ids.Add(column.Id) || column.Id >= next)
            {
                throw EditFields.Damaged($"has a column '{column.Name}' that is there already");
            }

            if (column.IsKey && !positions.Add((column.Kind, column.Position)))
            {
                throw EditFields.Damaged($"has a column '{column.Name}' where another one is");
            }

            columns.Add(column);
        }

        return columns.Exists(static c => c.Kind == ColumnKind.PartitionKey)
            ? columns
            : throw EditFields.Damaged("has a table without a key");
    }
}

/// <summary>A table is gone.</summary>
internal readonly struct TableDropped(string keyspace, string name) : IEdit<TableDropped, SchemaState>
{
    public static TableDropped Read(ref RecordReader reader)
    {
        var keyspace = reader.Text();
        return new TableDropped(keyspace, reader.Text());
    }

    public void Write(RecordWriter writer)
    {
        writer.Kind(EditKind.TableDropped);
        writer.Text(keyspace);
        writer.Text(name);
    }

    public void Apply(SchemaState state) => state.Change(state.Schema.Without(
        Owned.Keyspace(state, keyspace).FindTable(name)
        ?? throw EditFields.Damaged($"drops the table '{keyspace}.{name}', which is not there,")));
}
