using System.Text;

namespace Hathi.ProtoGenerator;

/// <summary>
/// Writes the check of one message, <c>IRequiredFields.FirstMissingField</c>: drops numbers that an enum does not name, then
/// looks for what is missing.
/// </summary>
internal static class CheckWriter
{
    public static void Write(StringBuilder text, ProtoMessageType message, ProtoTypes types)
    {
        text.Append("    string? global::Hathi.Base.IRequiredFields.FirstMissingField()\n    {\n");
        foreach (var field in message.Fields)
        {
            WriteEnum(text, field, ClrNames.Property(message, field), types.NumbersOf(message, field));
        }

        foreach (var field in message.Fields.Where(f => f.IsRequired))
        {
            var property = ClrNames.Property(message, field);
            var absent = types.KindOf(message, field) is FieldKind.Scalar or FieldKind.Enum ? $"!Has{property}" : $"{property} is null";
            text.Append($"        if ({absent}) return \"{field.Name}\";\n");
        }

        foreach (var field in message.Fields)
        {
            WriteNested(text, field, ClrNames.Property(message, field), types.KindOf(message, field));
        }

        text.Append("        return null;\n    }\n");
    }

    // Java's parser of proto2 takes a number that the enum does not name for no field of the message; Google.Protobuf hands it on.
    private static void WriteEnum(StringBuilder text, ProtoField field, string property, IReadOnlyList<string>? numbers)
    {
        if (numbers is null)
        {
            return;
        }

        var known = string.Join(" or ", numbers.Distinct());
        text.Append(field.IsRepeated
            ? $"        var kept_{field.Name} = 0;\n        for (var i = 0; i < {property}.Count; i++)\n        {{\n"
                + $"            if ((int){property}[i] is {known}) {property}[kept_{field.Name}++] = {property}[i];\n        }}\n"
                + $"        while ({property}.Count > kept_{field.Name}) {property}.RemoveAt({property}.Count - 1);\n"
            : $"        if (Has{property} && (int){property} is not ({known})) Clear{property}();\n");
    }

    private static void WriteNested(StringBuilder text, ProtoField field, string property, FieldKind kind)
    {
        if (kind is not (FieldKind.Checked or FieldKind.Foreign))
        {
            return;
        }

        var value = field.IsRepeated ? $"{property}[i]" : property;
        var check = $"        if ((object?){value} is global::Hathi.Base.IRequiredFields {field.Name}_ && "
            + $"{field.Name}_.FirstMissingField() is {{ }} in_{field.Name}) return \"{field.Name}.\" + in_{field.Name};\n";
        text.Append(field.IsRepeated ? $"        for (var i = 0; i < {property}.Count; i++)\n        {{\n    {check}        }}\n" : check);
    }
}
