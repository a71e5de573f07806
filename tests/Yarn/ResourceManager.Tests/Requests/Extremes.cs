using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Hathi.Yarn.Tests.Requests;

/// <summary>Requests that differ from a plausible one in one field, by their descriptors, also in the messages in them.</summary>
internal static class Extremes
{
    private const int Deepest = 6;

    private static readonly long[] s_numbers = [0, -1, 1, int.MinValue, int.MaxValue, long.MinValue, long.MaxValue];

    /// <summary>
    /// Each field with more in it than is taken: texts, bytes, lists; a list of texts or bytes also with one that is too long.
    /// </summary>
    /// <param name="make">Makes the plausible request anew.</param>
    /// <param name="tooMuch">More than any limit.</param>
    public static IEnumerable<(string Field, IMessage Request)> TooLong(Func<IMessage> make, int tooMuch)
    {
        var text = new string('x', tooMuch);
        return Of(make, field =>
        {
            object? one = field.FieldType switch
            {
                FieldType.String => text,
                FieldType.Bytes => ByteString.CopyFromUtf8(text),
                _ => null,
            };
            var changes = new List<Action<IMessage>>();
            if (field.IsRepeated)
            {
                changes.Add(message => Repeat(message, field, tooMuch));
            }

            if (one is not null)
            {
                changes.Add(message => Put(message, field, one));
            }

            return changes;
        });
    }

    /// <summary>Each number with what is far from plausible.</summary>
    public static IEnumerable<(string Field, IMessage Request)> Numbers(Func<IMessage> make) => Of(
        make, static field => field.IsRepeated ? [] : field.FieldType switch
    {
        FieldType.Int32 => s_numbers.Select(n => (Action<IMessage>)(message => field.Accessor.SetValue(message, unchecked((int)n)))),
        FieldType.Int64 => s_numbers.Select(n => (Action<IMessage>)(message => field.Accessor.SetValue(message, n))),
        FieldType.Float => new[] { -1f, float.NaN, float.PositiveInfinity }
            .Select(f => (Action<IMessage>)(message => field.Accessor.SetValue(message, f))),
        _ => [],
    });

    /// <summary>A message with what it must have.</summary>
    public static IMessage Least(MessageDescriptor type)
    {
        var message = (IMessage)Activator.CreateInstance(type.ClrType)!;
        foreach (var field in type.Fields.InFieldNumberOrder().Where(static f => f.IsRequired))
        {
            field.Accessor.SetValue(message, Least(field));
        }

        return message;
    }

    /// <summary>Something for a field.</summary>
    public static object Least(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Message => Least(field.MessageType),
        FieldType.String => "x",
        FieldType.Bytes => ByteString.CopyFromUtf8("x"),
        FieldType.Enum => Enum.ToObject(field.EnumType.ClrType, field.EnumType.Values[0].Number),
        FieldType.Int32 => 1,
        FieldType.Int64 => 1L,
        FieldType.UInt32 => 1U,
        FieldType.Bool => false,
        FieldType.Float => 1f,
        _ => throw new ArgumentException($"nothing for {field.FullName}"),
    };

    private static IEnumerable<(string Field, IMessage Request)> Of(
        Func<IMessage> make, Func<FieldDescriptor, IEnumerable<Action<IMessage>>> changes)
    {
        foreach (var path in Paths(make().Descriptor, []))
        {
            foreach (var change in changes(path[^1]))
            {
                var request = make();
                change(path.SkipLast(1).Aggregate(request, Inner));
                yield return ($"{request.Descriptor.Name}.{string.Join('.', path.Select(static f => f.Name))}", request);
            }
        }
    }

    // A message that holds itself is looked into once.
    private static IEnumerable<FieldDescriptor[]> Paths(MessageDescriptor type, FieldDescriptor[] above)
    {
        foreach (var field in type.Fields.InFieldNumberOrder())
        {
            FieldDescriptor[] path = [.. above, field];
            yield return path;
            if (field.FieldType == FieldType.Message && above.Length < Deepest && above.All(f => f.ContainingType != field.MessageType)
                && type != field.MessageType)
            {
                foreach (var below in Paths(field.MessageType, path))
                {
                    yield return below;
                }
            }
        }
    }

    private static IMessage Inner(IMessage message, FieldDescriptor field)
    {
        if (field.IsRepeated)
        {
            var list = (IList)field.Accessor.GetValue(message);
            if (list.Count == 0)
            {
                list.Add(Least(field.MessageType));
            }

            return (IMessage)list[0]!;
        }

        if (field.Accessor.GetValue(message) is not IMessage inner)
        {
            inner = Least(field.MessageType);
            field.Accessor.SetValue(message, inner);
        }

        return inner;
    }

    private static void Put(IMessage message, FieldDescriptor field, object value)
    {
        if (field.IsRepeated)
        {
            ((IList)field.Accessor.GetValue(message)).Add(value);
        }
        else
        {
            field.Accessor.SetValue(message, value);
        }
    }

    // No two texts are the same: of those some lists keep one.
    private static void Repeat(IMessage message, FieldDescriptor field, int count)
    {
        var list = (IList)field.Accessor.GetValue(message);
        var one = list.Count > 0 ? list[0]! : Least(field);
        for (var i = 0; i < count; i++)
        {
            list.Add(one is string text ? $"{text}{i}" : one);
        }
    }
}
