using System.Text;
using System.Text.Json;

namespace Hathi.Web;

/// <summary>
/// The XML that Apache's REST services give for what they give as JSON: the same names, lists as elements that are repeated, and of nothing an empty element. Source: JAXB as
/// Jersey sets it up there.
/// </summary>
internal static class XmlText
{
    private const string Schema = "http://www.w3.org/2001/XMLSchema-instance";

    /// <summary>What JAXB tells by an attribute, for these elements can be of several classes.</summary>
    private const string Type = "type";

    /// <summary>Writes a document.</summary>
    /// <param name="root">An object.</param>
    /// <param name="name">The outermost element, which some JSON leaves out; null: the object's only member is it.</param>
    public static string Of(JsonElement root, string? name)
    {
        var text = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
        if (name is not null)
        {
            Object(text, name, root);
            return text.ToString();
        }

        var members = root.EnumerateObject().ToArray();
        if (members.Length != 1 || members[0].Value.ValueKind == JsonValueKind.Array)
        {
            throw new ArgumentException("an XML document has one element that all others are in", nameof(root));
        }

        Element(text, members[0].Name, members[0].Value);
        return text.ToString();
    }

    private static void Element(StringBuilder text, string name, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    Element(text, name, item);
                }

                break;
            case JsonValueKind.Null:
                text.Append('<').Append(name).Append("/>");
                break;
            case JsonValueKind.Object:
                Object(text, name, value);
                break;
            default:
                text.Append('<').Append(name).Append('>');
                Escape(text, value.ToString());
                Close(text, name);
                break;
        }
    }

    private static void Object(StringBuilder text, string name, JsonElement value)
    {
        var members = value.EnumerateObject().ToArray();
        var isTyped = name is "schedulerInfo" or "queue" && value.TryGetProperty(Type, out _);
        text.Append('<').Append(name);
        if (isTyped)
        {
            text.Append(" xmlns:xsi=\"").Append(Schema).Append("\" xsi:type=\"");
            Escape(text, value.GetProperty(Type).GetString()!);
            text.Append('"');
        }

        if (members.Length == 0)
        {
            text.Append("/>");
            return;
        }

        text.Append('>');
        Members(text, members, isTyped);
        Close(text, name);
    }

    private static void Members(StringBuilder text, JsonProperty[] members, bool isTyped)
    {
        foreach (var member in members)
        {
            if (!isTyped || member.Name != Type)
            {
                Element(text, member.Name, member.Value);
            }
        }
    }

    /// <summary>A text as it stands between tags.</summary>
    public static string Escaped(string value)
    {
        var text = new StringBuilder(value.Length);
        Escape(text, value);
        return text.ToString();
    }

    private static void Close(StringBuilder text, string name) => text.Append("</").Append(name).Append('>');

    private static void Escape(StringBuilder text, string value)
    {
        foreach (var c in value)
        {
            _ = c switch
            {
                '&' => text.Append("&amp;"),
                '<' => text.Append("&lt;"),
                '>' => text.Append("&gt;"),
                '"' => text.Append("&quot;"),
                '\r' => text.Append("&#13;"),
                (< ' ' and not ('\t' or '\n')) or '\uFFFE' or '\uFFFF' => text.Append('?'), // no character of XML
                _ => text.Append(c),
            };
        }
    }
}
