using System.Text;
using System.Text.Json;

namespace Hathi.Records.Avro;

/// <summary>
/// Values in Avro's JSON encoding (specification 1.11, "JSON Encoding"): a union's value is named by its branch, null is bare.
/// </summary>
public static class AvroJson
{
    /// <summary>Reads one value.</summary>
    /// <exception cref="InvalidDataException">It does not fit the schema.</exception>
    public static object? Read(AvroSchema schema, ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Read(schema, document.RootElement);
        }
        catch (Exception e)
            when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException or ArgumentException)
        {
            throw new InvalidDataException($"not a value of {schema.Name}: {e.Message}", e);
        }
    }

    /// <summary>Appends one value.</summary>
    public static void Write(AvroSchema schema, object? value, Utf8JsonWriter to)
    {
        switch (schema.Kind)
        {
            case AvroKind.Null:
                to.WriteNullValue();
                break;
            case AvroKind.Boolean:
                to.WriteBooleanValue((bool)value!);
                break;
            case AvroKind.Int:
                to.WriteNumberValue((int)value!);
                break;
            case AvroKind.Long:
                to.WriteNumberValue((long)value!);
                break;
            case AvroKind.Float:
                to.WriteNumberValue((float)value!);
                break;
            case AvroKind.Double:
                to.WriteNumberValue((double)value!);
                break;
            case AvroKind.Bytes:
                to.WriteStringValue(Encoding.Latin1.GetString((byte[])value!));
                break;
            case AvroKind.Record:
                WriteRecord((AvroRecord)value!, to);
                break;
            case AvroKind.Array:
                WriteArray(schema.Items!, (IEnumerable<object?>)value!, to);
                break;
            case AvroKind.Map:
                WriteMap(schema.Items!, (IReadOnlyDictionary<string, object?>)value!, to);
                break;
            case AvroKind.Union:
                WriteUnion(schema, value, to);
                break;
            default:
                to.WriteStringValue((string)value!);
                break;
        }
    }

    private static object? Read(AvroSchema schema, JsonElement json) => schema.Kind switch
    {
        AvroKind.Null => json.ValueKind == JsonValueKind.Null ? null : throw new InvalidOperationException($"{json} where null is due"),
        AvroKind.Boolean => json.GetBoolean(),
        AvroKind.Int => json.GetInt32(),
        AvroKind.Long => json.GetInt64(),
        AvroKind.Float => json.GetSingle(),
        AvroKind.Double => json.GetDouble(),
        AvroKind.Bytes => Encoding.Latin1.GetBytes(json.GetString()!),
        AvroKind.Record => ReadRecord(schema, json),
        AvroKind.Array => json.EnumerateArray().Select(item => Read(schema.Items!, item)).ToList(),
        AvroKind.Map => json.EnumerateObject().ToDictionary(p => p.Name, p => Read(schema.Items!, p.Value), StringComparer.Ordinal),
        AvroKind.Union => ReadUnion(schema, json),
        _ => json.GetString() ?? throw new InvalidOperationException("null where text is due"),
    };

    private static AvroRecord ReadRecord(AvroSchema schema, JsonElement json)
    {
        var record = new AvroRecord(schema);
        for (var i = 0; i < schema.Fields.Count; i++)
        {
            record[i] = Read(schema.Fields[i].Schema, json.GetProperty(schema.Fields[i].Name));
        }

        return record;
    }

    private static object? ReadUnion(AvroSchema schema, JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        var tagged = json.EnumerateObject().First();
        var branch = schema.Branches.FirstOrDefault(b => b.Name == tagged.Name)
            ?? throw new InvalidOperationException($"no branch is called {tagged.Name}");
        return Read(branch, tagged.Value);
    }

    private static void WriteRecord(AvroRecord record, Utf8JsonWriter to)
    {
        to.WriteStartObject();
        for (var i = 0; i < record.Schema.Fields.Count; i++)
        {
            to.WritePropertyName(record.Schema.Fields[i].Name);
            Write(record.Schema.Fields[i].Schema, record[i], to);
        }

        to.WriteEndObject();
    }

    private static void WriteArray(AvroSchema items, IEnumerable<object?> values, Utf8JsonWriter to)
    {
        to.WriteStartArray();
        foreach (var value in values)
        {
            Write(items, value, to);
        }

        to.WriteEndArray();
    }

    private static void WriteMap(AvroSchema items, IReadOnlyDictionary<string, object?> values, Utf8JsonWriter to)
    {
        to.WriteStartObject();
        foreach (var (key, value) in values)
        {
            to.WritePropertyName(key);
            Write(items, value, to);
        }

        to.WriteEndObject();
    }

    private static void WriteUnion(AvroSchema schema, object? value, Utf8JsonWriter to)
    {
        if (value is null)
        {
            to.WriteNullValue();
            return;
        }

        var branch = schema.Branches.First(
            b => value is AvroRecord record ? b.Name == record.Schema.Name : b.Kind == AvroKind.String && value is string);
        to.WriteStartObject();
        to.WritePropertyName(branch.Name);
        Write(branch, value, to);
        to.WriteEndObject();
    }
}
