using System.Text;

namespace Hathi.ProtoGenerator;

/// <summary>Writes what the fields of one message are, <c>IWireShaped.Shape</c>.</summary>
internal static class ShapeWriter
{
    private const string Base = "global::Hathi.Base.";

    public static void Write(StringBuilder text, ProtoMessageType message, ProtoTypes types)
    {
        text.Append($"    private static {Base}WireShape? s_wireShape;\n");
        text.Append($"    {Base}WireShape {Base}IWireShaped.Shape => s_wireShape ??= new(\n        [\n");
        foreach (var field in message.Fields)
        {
            text.Append($"            {Base}WireField.").Append(Field(message, field, types.KindOf(message, field))).Append(",\n");
        }

        text.Append($"        ],\n        {message.Fields.Count(static field => field.IsRepeated)});\n");
    }

    private static string Field(ProtoMessageType message, ProtoField field, FieldKind kind) => kind is FieldKind.Scalar or FieldKind.Enum
        ? $"Plain({field.Number}, {Base}WireKind.{KindOf(field)})"
        : $"{(field.IsRepeated ? "ListOf" : "Of")}({field.Number}, static ({message.Name} m) => m.{ClrNames.Property(message, field)})";

    private static string KindOf(ProtoField field) => field.Type switch
    {
        "string" => "Text",
        "bytes" => "Bytes",
        "double" or "float" or "fixed32" or "fixed64" or "sfixed32" or "sfixed64" => field.IsRepeated ? "Fixed" : "FixedNumber",
        _ when !field.IsRepeated => "Number",
        _ => "Varints",
    };
}
