using System.Text;
using Hathi.Ring.Data.Types;

namespace Hathi.Ring.Core.Describing;

/// <summary>Lists of names, and texts that make things again, as rows.</summary>
internal static class DescribedRows
{
    private static readonly ImmutableArray<DescribedColumn> OfNames =
    [
        new("keyspace_name", NativeType.Varchar), new("type", NativeType.Varchar), new("name", NativeType.Varchar),
    ];

    private static readonly ImmutableArray<DescribedColumn> OfTexts = [.. OfNames, new("create_statement", NativeType.Varchar)];

    public static Description Names(IEnumerable<Element> elements) =>
        new(OfNames, [.. elements.Select(static e => new[] { Bytes(e.Keyspace), Bytes(e.Type), Bytes(e.Name) })]);

    public static Description Texts(IEnumerable<(Element Element, string Text)> texts) => new(
        OfTexts,
        [.. texts.Select(static t => new[] { Bytes(t.Element.Keyspace), Bytes(t.Element.Type), Bytes(t.Element.Name), Bytes(t.Text) })]);

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
