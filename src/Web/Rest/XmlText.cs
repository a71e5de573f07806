using System.Buffers;
using System.Text;

namespace Hathi.Web.Rest;

/// <summary>Texts in XML, as UTF-8.</summary>
internal static class XmlText
{
    /// <summary>The first byte of U+FFFE and U+FFFF, and of many that are characters of XML.</summary>
    private const byte MaybeNone = 0xEF;

    private static readonly SearchValues<byte> s_special = SearchValues.Create(
        [
            .. Enumerable.Range(0, ' ').Where(static c => c is not ('\t' or '\n')).Select(static c => (byte)c), (byte)'&', (byte)'<',
            (byte)'>', (byte)'"', MaybeNone,
        ]);

    /// <summary>Writes markup as it is.</summary>
    public static void Raw(IBufferWriter<byte> to, string text) => Encoding.UTF8.GetBytes(text, to);

    /// <summary>Writes a text as it stands between tags and in attributes.</summary>
    public static void Escape(IBufferWriter<byte> to, string text) => Escape(to, Encoding.UTF8.GetBytes(text));

    /// <inheritdoc cref="Escape(IBufferWriter{byte}, string)"/>
    public static void Escape(IBufferWriter<byte> to, ReadOnlySpan<byte> text)
    {
        while (text.IndexOfAny(s_special) is var at and >= 0)
        {
            to.Write(text[..at]);
            var isNone = text[at] == MaybeNone && text[at..] is [_, 0xBF, 0xBE or 0xBF, ..];
            to.Write(text[at] switch
            {
                (byte)'&' => "&amp;"u8,
                (byte)'<' => "&lt;"u8,
                (byte)'>' => "&gt;"u8,
                (byte)'"' => "&quot;"u8,
                (byte)'\r' => "&#13;"u8,
                MaybeNone when !isNone => text.Slice(at, 1),
                _ => "?"u8, // no character of XML
            });
            text = text[(at + (isNone ? 3 : 1))..];
        }

        to.Write(text);
    }
}
