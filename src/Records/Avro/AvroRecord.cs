namespace Hathi.Records.Avro;

/// <summary>
/// A value of a record schema. Values are null, bool, int, long, float, double, byte[], string (of enums too), <see cref="AvroRecord"/>,
/// <c>List&lt;object?&gt;</c> and <c>Dictionary&lt;string, object?&gt;</c>.
/// </summary>
/// <param name="schema">Its schema, a record.</param>
public sealed class AvroRecord(AvroSchema schema)
{
    private readonly object?[] _values = new object?[schema.Fields.Count];

    public AvroSchema Schema => schema;

    /// <summary>The value of the field at a position.</summary>
    public object? this[int field]
    {
        get => _values[field];
        set => _values[field] = value;
    }

    /// <summary>The value of a field; null where the schema, which may be an older one, has no such field.</summary>
    public object? Get(string name)
    {
        var at = IndexOf(name);
        return at < 0 ? null : _values[at];
    }

    /// <summary>Sets a field.</summary>
    /// <exception cref="ArgumentException">The schema has no such field.</exception>
    public AvroRecord Set(string name, object? value)
    {
        var at = IndexOf(name);
        _values[at >= 0 ? at : throw new ArgumentException($"{schema.Name} has no field {name}", nameof(name))] = value;
        return this;
    }

    private int IndexOf(string name)
    {
        for (var i = 0; i < schema.Fields.Count; i++)
        {
            if (schema.Fields[i].Name == name)
            {
                return i;
            }
        }

        return -1;
    }
}
