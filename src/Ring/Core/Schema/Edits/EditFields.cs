using Hathi.Base;
using Hathi.Ring.Core.Schema.State;
using Hathi.Ring.Data.Types;

namespace Hathi.Ring.Core.Schema.Edits;

/// <summary>What the records of the schema are made of beside numbers and texts.</summary>
internal static class EditFields
{
    private const byte Custom = 0;
    private const byte Vector = 0x40;
    private const byte MultiCell = 1;
    private const byte Descending = 2;

    public static RecordReader Reader(ReadOnlySpan<byte> record) => new(record, SchemaState.Name, names: null);

    public static FormatException Damaged(string how) => RecordReader.Damaged(SchemaState.Name, how);

    public static void Kind(this RecordWriter writer, EditKind kind) => writer.Byte((byte)kind);

    public static void Id(this RecordWriter writer, Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        writer.Bytes(bytes);
    }

    public static Guid Id(this ref RecordReader reader)
    {
        var bytes = reader.Bytes();
        return bytes.Length == 16 ? new Guid(bytes, bigEndian: true) : throw Damaged($"has an id of {bytes.Length} bytes");
    }

    public static void Map(this RecordWriter writer, ImmutableSortedDictionary<string, string> map)
    {
        writer.Unsigned(map.Count);
        foreach (var (key, value) in map)
        {
            writer.Text(key);
            writer.Text(value);
        }
    }

    public static ImmutableSortedDictionary<string, string> Map(this ref RecordReader reader)
    {
        var map = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        for (var left = reader.Count(); left > 0; left--)
        {
            var key = reader.Text();
            map[key] = reader.Text();
        }

        return map.ToImmutable();
    }

    public static void Column(this RecordWriter writer, Column column)
    {
        writer.Text(column.Name);
        writer.Byte((byte)column.Kind);
        writer.Signed(column.Position);
        writer.Unsigned(column.Id);
        writer.Byte((byte)((column.IsMultiCell ? MultiCell : 0) | (column.IsDescending ? Descending : 0)));
        writer.Type(column.Type);
    }

    public static Column Column(this ref RecordReader reader)
    {
        var name = reader.Text();
        var kind = reader.ColumnKind();
        var position = (int)reader.Signed();
        var id = reader.Count();
        var flags = reader.Byte();
        var type = reader.Type();
        return new Column(name, kind, position, id, type)
        {
            IsMultiCell = (flags & MultiCell) != 0,
            IsDescending = (flags & Descending) != 0,
        };
    }

    public static ColumnKind ColumnKind(this ref RecordReader reader) =>
        (ColumnKind)reader.Byte() is var kind && kind <= Schema.ColumnKind.Regular
            ? kind
            : throw Damaged($"has a column of the unknown kind {(int)kind}");

    /// <summary>A type; a user type is told by its name, for what it is made of is told by its own edit.</summary>
    public static void Type(this RecordWriter writer, CqlType type)
    {
        switch (type)
        {
            case VectorType vector:
                writer.Byte(Vector);
                writer.Unsigned(vector.Dimension);
                writer.Type(vector.Element);
                return;
            case CustomType custom:
                writer.Byte(Custom);
                writer.Text(custom.JavaClass);
                return;
        }

        writer.Byte((byte)type.Kind);
        switch (type)
        {
            case ListType list:
                writer.Type(list.Element);
                break;
            case SetType set:
                writer.Type(set.Element);
                break;
            case MapType map:
                writer.Type(map.Key);
                writer.Type(map.Value);
                break;
            case TupleType tuple:
                writer.Unsigned(tuple.Fields.Count);
                foreach (var field in tuple.Fields)
                {
                    writer.Type(field);
                }

                break;
            case UserType user:
                writer.Text(user.Name);
                break;
        }
    }

    /// <summary>A type; user types have but a name yet.</summary>
    public static CqlType Type(this ref RecordReader reader)
    {
        try
        {
            return reader.Type(1);
        }
        catch (CqlTypeException e)
        {
            throw Damaged($"has {e.Message}");
        }
    }

    private static CqlType Type(this ref RecordReader reader, int depth)
    {
        if (depth > TypeLimits.MaxDepth)
        {
            throw Damaged("has a type that nests too deep");
        }

        var kind = reader.Byte();
        switch (kind)
        {
            case Custom:
                return new CustomType(reader.Text());
            case Vector:
                var dimension = reader.Count();
                return dimension > 0 ? new VectorType(reader.Type(depth + 1), dimension) : throw Damaged("has a vector of nothing");
            case (byte)CqlKind.List:
                return new ListType(reader.Type(depth + 1));
            case (byte)CqlKind.Set:
                return new SetType(reader.Type(depth + 1));
            case (byte)CqlKind.Map:
                var key = reader.Type(depth + 1);
                return new MapType(key, reader.Type(depth + 1));
            case (byte)CqlKind.Tuple:
                return reader.Tuple(depth);
            case (byte)CqlKind.UserType:
                return new UserType("", reader.Text(), [], []);
            default:
                return NativeType.Of((CqlKind)kind) ?? throw Damaged($"has a type of the unknown kind {kind}");
        }
    }

    private static TupleType Tuple(this ref RecordReader reader, int depth)
    {
        var fields = ImmutableArray.CreateBuilder<CqlType>();
        for (var left = reader.Count(); left > 0; left--)
        {
            fields.Add(reader.Type(depth + 1));
        }

        return new TupleType(fields.ToImmutable());
    }
}
