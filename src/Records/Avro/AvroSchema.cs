using System.Text.Json;

namespace Hathi.Records.Avro;

/// <summary>What a value of a schema is.</summary>
public enum AvroKind
{
    Null,
    Boolean,
    Int,
    Long,
    Float,
    Double,
    Bytes,
    String,
    Record,
    Enum,
    Array,
    Map,
    Union,
}

/// <summary>One field of a record.</summary>
/// <param name="Name">As the schema has it.</param>
/// <param name="Schema">Of its values.</param>
public sealed record AvroField(string Name, AvroSchema Schema);

/// <summary>
/// A schema as the Avro specification (1.11, "Schema Declaration") has it in JSON: primitives, records, enums, arrays, maps and unions; not
/// fixed, which no file here uses.
/// </summary>
public sealed class AvroSchema
{
    private AvroSchema(AvroKind kind, string name)
    {
        Kind = kind;
        Name = name;
    }

    public AvroKind Kind { get; }

    /// <summary>The full name of a record or enum, the name of a primitive: what a union's branch is called in JSON.</summary>
    public string Name { get; }

    /// <summary>Of a record, in order.</summary>
    public IReadOnlyList<AvroField> Fields { get; private set; } = [];

    /// <summary>Of an enum, in order.</summary>
    public IReadOnlyList<string> Symbols { get; private set; } = [];

    /// <summary>Of a union, in order.</summary>
    public IReadOnlyList<AvroSchema> Branches { get; private set; } = [];

    /// <summary>What an array or a map holds.</summary>
    public AvroSchema? Items { get; private set; }

    /// <exception cref="InvalidDataException">It is no schema.</exception>
    public static AvroSchema Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Read(document.RootElement, new Dictionary<string, AvroSchema>(StringComparer.Ordinal), "");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException($"not an Avro schema: {e.Message}", e);
        }
    }

    private static AvroSchema Read(JsonElement json, Dictionary<string, AvroSchema> known, string space) => json.ValueKind switch
    {
        JsonValueKind.String => Named(json.GetString()!, known, space),
        JsonValueKind.Array =>
            new AvroSchema(AvroKind.Union, "union") { Branches = [.. json.EnumerateArray().Select(b => Read(b, known, space))] },
        _ => Complex(json, known, space),
    };

    private static AvroSchema Complex(JsonElement json, Dictionary<string, AvroSchema> known, string space)
    {
        var type = json.GetProperty("type");
        if (type.ValueKind != JsonValueKind.String)
        {
            return Read(type, known, space);
        }

        switch (type.GetString())
        {
            case "record":
                var record = Declare(AvroKind.Record, json, known, ref space);
                var inner = space;
                record.Fields =
                [
                    .. json.GetProperty("fields").EnumerateArray()
                        .Select(f => new AvroField(Text(f.GetProperty("name")), Read(f.GetProperty("type"), known, inner))),
                ];
                return record;
            case "enum":
                var symbols = Declare(AvroKind.Enum, json, known, ref space);
                symbols.Symbols = [.. json.GetProperty("symbols").EnumerateArray().Select(Text)];
                return symbols;
            case "array":
                return new AvroSchema(AvroKind.Array, "array") { Items = Read(json.GetProperty("items"), known, space) };
            case "map":
                return new AvroSchema(AvroKind.Map, "map") { Items = Read(json.GetProperty("values"), known, space) };
            case { } name:
                return Named(name, known, space);
            default:
                throw new InvalidDataException("not an Avro schema: a type without a name");
        }
    }

    private static AvroSchema Declare(AvroKind kind, JsonElement json, Dictionary<string, AvroSchema> known, ref string space)
    {
        var name = Text(json.GetProperty("name"));
        if (json.TryGetProperty("namespace", out var own))
        {
            space = Text(own);
        }

        var full = FullName(name, space);
        return known[full] = new AvroSchema(kind, full);
    }

    private static AvroSchema Named(string name, Dictionary<string, AvroSchema> known, string space) => name switch
    {
        "null" => new AvroSchema(AvroKind.Null, name),
        "boolean" => new AvroSchema(AvroKind.Boolean, name),
        "int" => new AvroSchema(AvroKind.Int, name),
        "long" => new AvroSchema(AvroKind.Long, name),
        "float" => new AvroSchema(AvroKind.Float, name),
        "double" => new AvroSchema(AvroKind.Double, name),
        "bytes" => new AvroSchema(AvroKind.Bytes, name),
        "string" => new AvroSchema(AvroKind.String, name),
        _ => known.GetValueOrDefault(FullName(name, space))
            ?? throw new InvalidDataException($"not an Avro schema: nothing is called '{name}'"),
    };

    // What the schema calls null has no name.
    private static string Text(JsonElement json) => json.GetString() ?? throw new InvalidOperationException("null where a name is due");

    private static string FullName(string name, string space) =>
        name.Contains('.', StringComparison.Ordinal) || space.Length == 0 ? name : $"{space}.{name}";
}
