using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Hathi.Hdfs.NameNode.Tests.Requests;

/// <summary>A request that differs from a plausible one in one field.</summary>
/// <param name="Field">Where: "CompleteRequestProto.last.numBytes".</param>
/// <param name="Kind">How: "-1", "absent", "a long text".</param>
/// <param name="Bytes">The request.</param>
/// <param name="IsTooMuch">Longer than any limit: it must be refused.</param>
internal sealed record Extreme(string Field, string Kind, byte[] Bytes, bool IsTooMuch)
{
    public override string ToString() => $"{Field} = {Kind}";
}

/// <summary>All extremes of all fields of a request, by its descriptor, also of the messages in it.</summary>
internal static class Extremes
{
    /// <summary>More than any limit on a text, and on a list that holds no blocks of a report.</summary>
    public const int TooMuch = 40_000;

    private static readonly string s_longText = new('x', TooMuch);
    private static readonly string[] s_texts =
    [
        "", "/", "x", ":", "-", "\0", "a\nb", "\ud83d\ude00", new string('é', 255), new string('x', 8_193), "/a//b/../c",
        "/.reserved/.inodes/9223372036854775807",
    ];
    private static readonly ulong[] s_numbers =
    [
        0, 1, 2, int.MaxValue, 1UL << 31, uint.MaxValue, 1UL << 48, long.MaxValue, 1UL << 63, ulong.MaxValue,
    ];

    /// <param name="make">Makes the plausible request anew.</param>
    public static IEnumerable<Extreme> Of(Func<IMessage> make) => Of(make, root => root, make().Descriptor.Name, depth: 0);

    private static IEnumerable<Extreme> Of(Func<IMessage> make, Func<IMessage, IMessage> find, string where, int depth)
    {
        foreach (var field in find(make()).Descriptor.Fields.InFieldNumberOrder())
        {
            var name = $"{where}.{field.Name}";
            foreach (var (kind, change, tooMuch) in Changes(field))
            {
                var root = make();
                change(find(root));
                yield return new Extreme(name, kind, root.ToByteArray(), tooMuch);
            }

            if (field.FieldType == FieldType.Message && depth < 4 && Inner(field, find) is { } inner && inner(make()) is not null)
            {
                foreach (var extreme in Of(make, root => inner(root)!, name, depth + 1))
                {
                    yield return extreme;
                }
            }
        }
    }

    private static Func<IMessage, IMessage?> Inner(FieldDescriptor field, Func<IMessage, IMessage> find) => root => field.IsRepeated
        ? ((IList)field.Accessor.GetValue(find(root))).Cast<IMessage>().FirstOrDefault()
        : (IMessage?)field.Accessor.GetValue(find(root));

    private static IEnumerable<(string Kind, Action<IMessage> Change, bool TooMuch)> Changes(FieldDescriptor field)
    {
        yield return ("absent", field.Accessor.Clear, false);
        if (field.IsRepeated)
        {
            yield return ("twice the same", m => Repeat(m, field, 2), false);
            yield return ($"{TooMuch} times the same", m => Repeat(m, field, TooMuch), true);
            yield break;
        }

        foreach (var (kind, value, tooMuch) in Values(field))
        {
            yield return (kind, m => field.Accessor.SetValue(m, value), tooMuch);
        }
    }

    private static IEnumerable<(string Kind, object Value, bool TooMuch)> Values(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.String => [.. s_texts.Select(t => (Short(t), (object)t, false)), ("a long text", s_longText, true)],
        FieldType.Bytes => [("empty", ByteString.Empty, false), ("many bytes", ByteString.CopyFromUtf8(s_longText), true)],
        FieldType.Bool => [("true", true, false), ("false", false, false)],
        FieldType.Enum => new[] { -1, 0, 1, 2, 3, 4, 5, 6, 99, int.MaxValue, int.MinValue }
            .Select(n => ($"{n}", Enum.ToObject(field.EnumType.ClrType, n), false)),
        FieldType.UInt64 => s_numbers.Select(n => ($"{n}", (object)n, false)),
        FieldType.Int64 or FieldType.SInt64 => s_numbers.Select(n => ($"{(long)n}", (object)(long)n, false)),
        FieldType.UInt32 => s_numbers.Select(n => ($"{(uint)n}", (object)(uint)n, false)),
        FieldType.Int32 or FieldType.SInt32 => s_numbers.Select(n => ($"{(int)n}", (object)(int)n, false)),
        FieldType.Double => new[] { 0, -1, double.NaN, double.PositiveInfinity }.Select(d => ($"{d}", (object)d, false)),
        _ => [],
    };

    private static void Repeat(IMessage message, FieldDescriptor field, int count)
    {
        var list = (IList)field.Accessor.GetValue(message);
        var one = list.Count > 0 ? list[0]! : PlausibleRequests.Element(field);
        list.Clear();
        for (var i = 0; i < count; i++)
        {
            list.Add(one);
        }
    }

    private static string Short(string text) => text.Length <= 60 ? $"\"{text}\"" : $"{text.Length} characters";
}
