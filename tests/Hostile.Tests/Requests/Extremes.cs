using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Hathi.Hostile.Tests.Requests;

/// <summary>The extremes of a field, by its type in the .proto file.</summary>
internal static class Extremes
{
    private const int Many = 1_000_000;
    private const int Several = 5_000;

    /// <summary>What a request may weigh so that it is read at all.</summary>
    private const int FrameBytes = 60 * 1024 * 1024;

    private static readonly Extreme s_absent = new("absent", Weight.Small, static (m, f) => f.Accessor.Clear(m));

    /// <summary>All that a field can be told in bad faith.</summary>
    /// <param name="field">The field.</param>
    /// <param name="others">Ids and names of other things, and of nothing, that fit a field of this name.</param>
    public static IEnumerable<Extreme> Of(FieldDescriptor field, IEnumerable<object> others)
    {
        yield return s_absent;
        if (field.IsMap)
        {
            yield break;
        }

        if (field.IsRepeated)
        {
            foreach (var extreme in Lists(field))
            {
                yield return extreme;
            }
        }

        foreach (var value in others)
        {
            yield return new Extreme($"other {Short(value)}", Weight.Small, (m, f) => Put(m, f, value));
        }

        foreach (var (name, weight, value) in Scalars(field))
        {
            yield return new Extreme(name, weight, (m, f) => Put(m, f, value));
        }
    }

    /// <summary>Every list of a message long at once: what the product of two of them costs.</summary>
    public static void LengthenAll(IMessage message, int count)
    {
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder())
        {
            if (field.IsRepeated && !field.IsMap)
            {
                Lengthen(message, field, count);
            }
            else if (field.FieldType == FieldType.Message && !field.IsMap && field.Accessor.GetValue(message) is IMessage inner)
            {
                LengthenAll(inner, count);
            }
        }
    }

    private static IEnumerable<Extreme> Lists(FieldDescriptor field)
    {
        yield return new Extreme("one thing twice", Weight.Small, static (m, f) => Lengthen(m, f, 2));
        yield return new Extreme($"{Several} of one", Weight.Large, static (m, f) => Lengthen(m, f, Several));
        yield return new Extreme($"{Many} of one", Weight.Huge, static (m, f) => Lengthen(m, f, Many));
        if (field.FieldType == FieldType.Message)
        {
            yield return new Extreme($"{Many} without anything", Weight.Huge, static (m, f) =>
            {
                var list = (IList)f.Accessor.GetValue(m);
                list.Clear();
                Fill(list, f.MessageType.Parser.ParseFrom(ByteString.Empty), Many);
            });
        }
    }

    private static void Lengthen(IMessage message, FieldDescriptor field, int count)
    {
        var list = (IList)field.Accessor.GetValue(message);
        var first = list.Count > 0 ? list[0]! : Zero(field);
        var bytes = Math.Max(
            1, first switch { IMessage m => m.CalculateSize() + 2, string s => s.Length + 2, ByteString b => b.Length + 2, _ => 4 });
        Fill(list, first, Math.Min(count, FrameBytes / bytes));
    }

    private static void Fill(IList list, object value, int count)
    {
        for (var i = list.Count; i < count; i++)
        {
            list.Add(value);
        }
    }

    private static void Put(IMessage message, FieldDescriptor field, object value)
    {
        if (!field.IsRepeated)
        {
            field.Accessor.SetValue(message, value);
            return;
        }

        var list = (IList)field.Accessor.GetValue(message);
        list.Clear();
        list.Add(value);
    }

    private static object Zero(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Message => field.MessageType.Parser.ParseFrom(ByteString.Empty),
        FieldType.String => "",
        FieldType.Bytes => ByteString.Empty,
        _ => Scalars(field).First().Value,
    };

    private static IEnumerable<(string Name, Weight Weight, object Value)> Scalars(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => Numbers(0, -1, int.MinValue, int.MaxValue),
        FieldType.UInt32 or FieldType.Fixed32 => Numbers(0u, 1u << 31, uint.MaxValue, (uint)int.MaxValue),
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => Numbers(0L, -1L, long.MinValue, long.MaxValue, int.MaxValue + 1L),
        FieldType.UInt64 or FieldType.Fixed64 => Numbers(0UL, 1UL << 63, ulong.MaxValue, (ulong)long.MaxValue, 1UL << 31),
        FieldType.Double => Numbers(0d, -1d, double.NaN, double.PositiveInfinity, double.MinValue, double.MaxValue),
        FieldType.Float => Numbers(0f, -1f, float.NaN, float.PositiveInfinity, float.MinValue, float.MaxValue),
        FieldType.Bool => Numbers(false, true),
        FieldType.Enum => Enums(field.EnumType),
        FieldType.String => Strings(),
        FieldType.Bytes => ByteStrings(),
        _ => [],
    };

    private static IEnumerable<(string, Weight, object)> Numbers<T>(params T[] values)
        where T : notnull => values.Select(static v => ($"{v}", Weight.Small, (object)v));

    // Messages of ours keep numbers that an enum has no name for, as a peer with a newer .proto file sends them.
    private static IEnumerable<(string, Weight, object)> Enums(EnumDescriptor type) =>
        type.Values.Select(static v => v.Number).Concat([-1, 999, int.MaxValue])
            .Select(n => ($"enum {n}", Weight.Small, Enum.ToObject(type.ClrType, n)));

    private static IEnumerable<(string, Weight, object)> Strings()
    {
        foreach (var text in (string[])["", "\0", "\n", "/", "//", "..", "%s%n", "\ud7ff\ufffd", "*", "-1", "99999999999999999999"])
        {
            yield return ($"'{text}'", Weight.Small, text);
        }

        foreach (var (name, length, weight) in Texts.Lengths)
        {
            foreach (var pattern in Texts.PatternsOf(length))
            {
                yield return ($"{name} of '{pattern}'", weight, Texts.Of(pattern, length));
            }
        }
    }

    private static IEnumerable<(string, Weight, object)> ByteStrings()
    {
        yield return ("no bytes", Weight.Small, ByteString.Empty);
        yield return ("garbage", Weight.Small, ByteString.CopyFrom(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f));
        foreach (var (name, length, weight) in Texts.Lengths)
        {
            yield return ($"{name} of zeros", weight, Texts.Bytes(length));
        }
    }

    private static string Short(object value) => $"{value}" is { Length: > 40 } text ? text[..40] : $"{value}";
}
