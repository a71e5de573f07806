using System.Collections;
using System.Collections.Concurrent;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Hathi.Rpc.Wire;

/// <summary>
/// Finds the proto2 fields that must be there and are not. The library's own check walks all fields by reflection on each message; this
/// one looks only at what can be missing, which it works out once a message type.
/// </summary>
internal static class RequiredFields
{
    /// <summary>Deeper nesting than any protocol here has; protobuf itself stops at 100 while decoding.</summary>
    private const int MaxDepth = 100;

    private static readonly ConcurrentDictionary<MessageDescriptor, Plan> s_plans = new();

    /// <summary>The full name of a required field that is missing, such as <c>path.to.field</c>; null: none is.</summary>
    public static string? FirstMissing(IMessage message) => FirstMissing(message, PlanOf(message.Descriptor), MaxDepth);

    private static string? FirstMissing(IMessage message, Plan plan, int depth)
    {
        foreach (var field in plan.Required)
        {
            if (!field.Accessor.HasValue(message))
            {
                return field.Name;
            }
        }

        if (depth == 0)
        {
            return null;
        }

        foreach (var (field, nested) in plan.Nested)
        {
            if (FirstMissingBelow(field.Accessor.GetValue(message), nested, depth - 1) is { } missing)
            {
                return $"{field.Name}.{missing}";
            }
        }

        return null;
    }

    private static string? FirstMissingBelow(object? value, MessageDescriptor nested, int depth)
    {
        switch (value)
        {
            case IMessage single:
                return FirstMissing(single, PlanOf(nested), depth);
            case IList many:
                var plan = PlanOf(nested);
                for (var i = 0; i < many.Count; i++)
                {
                    if (FirstMissing((IMessage)many[i]!, plan, depth) is { } missing)
                    {
                        return missing;
                    }
                }

                return null;
            default:
                return null; // absent, and it may be
        }
    }

    private static Plan PlanOf(MessageDescriptor type) => s_plans.TryGetValue(type, out var plan) ? plan : s_plans.GetOrAdd(type, Plan.Of);

    /// <summary>What can be missing in messages of one type.</summary>
    private sealed record Plan(FieldDescriptor[] Required, (FieldDescriptor Field, MessageDescriptor Type)[] Nested)
    {
        public static Plan Of(MessageDescriptor type)
        {
            var required = new List<FieldDescriptor>();
            var nested = new List<(FieldDescriptor, MessageDescriptor)>();
            foreach (var field in type.Fields.InDeclarationOrder())
            {
                if (field.IsRequired)
                {
                    required.Add(field);
                }

                if (field.FieldType == FieldType.Message && !field.IsMap && HasRequired(field.MessageType, []))
                {
                    nested.Add((field, field.MessageType));
                }
            }

            return new Plan([.. required], [.. nested]);
        }

        private static bool HasRequired(MessageDescriptor type, HashSet<MessageDescriptor> seen)
        {
            if (!seen.Add(type))
            {
                return false;
            }

            foreach (var field in type.Fields.InDeclarationOrder())
            {
                if (field.IsRequired || (field.FieldType == FieldType.Message && HasRequired(field.MessageType, seen)))
                {
                    return true;
                }
            }

            return false;
        }
    }
}
