using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Hathi.Hostile.Tests.Requests;

/// <summary>
/// Makes requests that look as they should: with ids of things that are there, so that what is wrong in one field is reached at all.
/// </summary>
/// <param name="known">
/// What a field holds: a scalar of its type, an <see cref="IMessage"/>, or for lists one element; null: it is left out when
/// it may be, else made up.
/// </param>
internal sealed class Template(Func<FieldDescriptor, object?> known)
{
    private const int MaxDepth = 8;

    public IMessage Build(MessageDescriptor type) => Build(type, 0);

    private IMessage Build(MessageDescriptor type, int depth)
    {
        var message = type.Parser.ParseFrom(ByteString.Empty);
        foreach (var field in type.Fields.InDeclarationOrder())
        {
            if (field.IsMap)
            {
                continue;
            }

            var value = known(field) ?? (field.IsRequired && depth < MaxDepth ? MadeUp(field, depth) : null);
            if (value is IMessage inner)
            {
                value = inner.Descriptor.Parser.ParseFrom(inner.ToByteString());
            }

            if (value is null)
            {
                continue;
            }

            if (field.IsRepeated)
            {
                ((IList)field.Accessor.GetValue(message)).Add(value);
            }
            else
            {
                field.Accessor.SetValue(message, value);
            }
        }

        return message;
    }

    private object MadeUp(FieldDescriptor field, int depth) => field.FieldType switch
    {
        FieldType.Message => Build(field.MessageType, depth + 1),
        FieldType.String => "x",
        FieldType.Bytes => ByteString.CopyFromUtf8("x"),
        FieldType.Enum => Enum.ToObject(field.EnumType.ClrType, field.EnumType.Values[0].Number),
        FieldType.Bool => true,
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => 1,
        FieldType.UInt32 or FieldType.Fixed32 => 1u,
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => 1L,
        FieldType.UInt64 or FieldType.Fixed64 => 1UL,
        FieldType.Double => 1d,
        _ => 1f,
    };
}
