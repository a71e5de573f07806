using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Hathi.Hostile.Tests.Requests;

/// <summary>One field of a request, maybe deep inside, that is given one extreme.</summary>
/// <param name="Path">The fields that lead to it, and it.</param>
/// <param name="Extreme">What it is given.</param>
internal sealed record Mutation(IReadOnlyList<FieldDescriptor> Path, Extreme Extreme)
{
    /// <summary>Below this depth messages repeat what was tried above.</summary>
    private const int MaxDepth = 5;

    /// <summary>All of a request's fields with all their extremes.</summary>
    public static IEnumerable<Mutation> Of(MessageDescriptor request, Func<FieldDescriptor, IEnumerable<object>> others) =>
        Of(request, others, []);

    private static IEnumerable<Mutation> Of(
        MessageDescriptor message, Func<FieldDescriptor, IEnumerable<object>> others, FieldDescriptor[] above)
    {
        foreach (var field in message.Fields.InDeclarationOrder())
        {
            FieldDescriptor[] path = [.. above, field];
            foreach (var extreme in Extremes.Of(field, others(field)))
            {
                yield return new Mutation(path, extreme);
            }

            if (field.FieldType == FieldType.Message && !field.IsMap && path.Length < MaxDepth
                && !above.Any(f => f.MessageType == field.MessageType))
            {
                foreach (var inner in Of(field.MessageType, others, path))
                {
                    yield return inner;
                }
            }
        }
    }

    /// <summary>Changes a request.</summary>
    /// <param name="request">All else in it looks as it should.</param>
    /// <param name="template">Makes the messages on the way that are not there yet.</param>
    public void Apply(IMessage request, Template template)
    {
        var message = request;
        foreach (var field in Path.SkipLast(1))
        {
            message = Inner(message, field, template);
        }

        Extreme.Apply(message, Path[^1]);
    }

    public override string ToString() => $"{string.Join('.', Path.Select(static f => f.Name))} = {Extreme.Name}";

    private static IMessage Inner(IMessage message, FieldDescriptor field, Template template)
    {
        if (field.IsRepeated)
        {
            var list = (IList)field.Accessor.GetValue(message);
            if (list.Count == 0)
            {
                list.Add(template.Build(field.MessageType));
            }

            return (IMessage)list[0]!;
        }

        if (field.Accessor.GetValue(message) is not IMessage inner)
        {
            inner = template.Build(field.MessageType);
            field.Accessor.SetValue(message, inner);
        }

        return inner;
    }
}
