using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Hathi.Hdfs.Protocol;

/// <summary>
/// Finds absent required fields of proto2 messages, of which Google.Protobuf for C# says nothing when it parses: it leaves null where
/// a message should be. What there is to check is worked out once a message type; a check is then a delegate call a field.
/// </summary>
public sealed class RequiredFields
{
    private static readonly Dictionary<string, RequiredFields> Known = new(StringComparer.Ordinal);
    private static readonly Lock Building = new();

    private readonly List<FieldDescriptor> _required = [];
    private readonly List<(FieldDescriptor Field, RequiredFields Inside)> _messages = [];

    private RequiredFields()
    {
    }

    /// <summary>The checks of a message type. Thread-safe.</summary>
    public static RequiredFields Of(MessageDescriptor type)
    {
        lock (Building)
        {
            return Build(type);
        }
    }

    /// <summary>The full name of a required field that the message, or a message inside it, does not have; null: complete.</summary>
    public string? FindAbsent(IMessage message)
    {
        foreach (var field in _required)
        {
            if (!field.Accessor.HasValue(message))
            {
                return field.FullName;
            }
        }

        foreach (var (field, inside) in _messages)
        {
            var absent = field.Accessor.GetValue(message) switch
            {
                IMessage one => inside.FindAbsent(one),
                IList many => FindAbsent(many, inside),
                _ => null,
            };
            if (absent is not null)
            {
                return absent;
            }
        }

        return null;
    }

    private static string? FindAbsent(IList messages, RequiredFields inside)
    {
        for (var i = 0; i < messages.Count; i++)
        {
            if (inside.FindAbsent((IMessage)messages[i]!) is { } absent)
            {
                return absent;
            }
        }

        return null;
    }

    private static RequiredFields Build(MessageDescriptor type)
    {
        if (Known.TryGetValue(type.FullName, out var known))
        {
            return known;
        }

        var fields = new RequiredFields();
        Known.Add(type.FullName, fields);
        foreach (var field in type.Fields.InDeclarationOrder())
        {
            if (field.IsRequired)
            {
                fields._required.Add(field);
            }

            if (field.FieldType == FieldType.Message && HasRequired(field.MessageType, []))
            {
                fields._messages.Add((field, Build(field.MessageType)));
            }
        }

        return fields;
    }

    private static bool HasRequired(MessageDescriptor type, HashSet<string> seen) =>
        seen.Add(type.FullName) && type.Fields.InDeclarationOrder().Any(
            field => field.IsRequired || (field.FieldType == FieldType.Message && HasRequired(field.MessageType, seen)));
}
