using System.Text.Json;
using System.Xml;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Hathi.Web;

/// <summary>
/// Bodies of REST calls, in JSON or XML by their Content-Type, as one JSON object. XML has neither a document type nor entities of its own; how large a body may be the port says
/// (<see cref="WebServerLimits.MaxRequestBytes"/>).
/// </summary>
public static class RestBody
{
    /// <summary>Objects in objects: what Apache's messages nest is six deep.</summary>
    private const int MaxDepth = 32;

    /// <summary>Reads a body.</summary>
    /// <param name="context">The request.</param>
    /// <param name="root">The outermost element in XML; in JSON an object may stand in a member of that name, or by itself.</param>
    /// <returns>An object; of XML each value is a text.</returns>
    /// <exception cref="RestFault">415: neither JSON nor XML; 400: not of that form.</exception>
    public static async Task<JsonElement> ReadAsync(HttpContext context, string root)
    {
        var type = MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var parsed) ? parsed.MediaType.Value : null;
        using var body = new MemoryStream();
        if (type is not ("application/json" or "application/xml" or "text/xml"))
        {
            throw new RestFault(
                StatusCodes.Status415UnsupportedMediaType, "javax.ws.rs.NotSupportedException", $"A body is application/json or application/xml, not {type ?? "without a Content-Type"}.");
        }

        await context.Request.Body.CopyToAsync(body, context.RequestAborted).ConfigureAwait(false);
        body.Position = 0;
        return type == "application/json" ? FromJson(body, root) : FromXml(body, root);
    }

    private static JsonElement FromJson(MemoryStream body, string root)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = MaxDepth });
            var value = document.RootElement;
            if (value.ValueKind != JsonValueKind.Object)
            {
                throw RestFault.BadRequest("The request's body is no JSON object.");
            }

            return value.TryGetProperty(root, out var inner) && inner.ValueKind == JsonValueKind.Object ? inner.Clone() : value.Clone();
        }
        catch (JsonException e)
        {
            throw RestFault.BadRequest($"The request's body is no JSON: {e.Message}");
        }
    }

    private static JsonElement FromXml(MemoryStream body, string root)
    {
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            IgnoreWhitespace = true,
        };
        try
        {
            using var xml = XmlReader.Create(body, settings);
            xml.MoveToContent();
            if (xml.NodeType != XmlNodeType.Element || xml.LocalName != root)
            {
                throw RestFault.BadRequest($"The request's body is a <{xml.LocalName}>, not a <{root}>.");
            }

            using var text = new MemoryStream();
            using (var json = new Utf8JsonWriter(text, new JsonWriterOptions { MaxDepth = MaxDepth + 2 }))
            {
                var value = ReadElement(xml, 0);
                Write(json, value is string ? new Dictionary<string, List<object>>() : value);
            }

            while (xml.Read())
            {
                // Whatever is wrong behind the root is found here.
            }

            using var document = JsonDocument.Parse(text.GetBuffer().AsMemory(0, (int)text.Length));
            return document.RootElement.Clone();
        }
        catch (XmlException e)
        {
            throw RestFault.BadRequest($"The request's body is no XML that is taken here: {e.Message}");
        }
    }

    /// <summary>A text, or what is in an element by name, in order.</summary>
    private static object ReadElement(XmlReader xml, int depth)
    {
        if (depth >= MaxDepth)
        {
            throw RestFault.BadRequest($"The request's body has elements {MaxDepth} deep; at most {MaxDepth - 1} are taken.");
        }

        if (xml.IsEmptyElement)
        {
            return "";
        }

        var members = new Dictionary<string, List<object>>(StringComparer.Ordinal);
        var text = new System.Text.StringBuilder();
        while (xml.Read() && xml.NodeType != XmlNodeType.EndElement)
        {
            if (xml.NodeType == XmlNodeType.Element)
            {
                var name = xml.LocalName;
                if (!members.TryGetValue(name, out var values))
                {
                    members[name] = values = [];
                }

                values.Add(ReadElement(xml, depth + 1));
            }
            else if (xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace)
            {
                text.Append(xml.Value);
            }
        }

        return members.Count == 0 ? text.ToString() : members;
    }

    private static void Write(Utf8JsonWriter json, object value)
    {
        if (value is string text)
        {
            json.WriteStringValue(text);
            return;
        }

        json.WriteStartObject();
        foreach (var (name, values) in (Dictionary<string, List<object>>)value)
        {
            json.WritePropertyName(name);
            if (values.Count == 1)
            {
                Write(json, values[0]);
                continue;
            }

            json.WriteStartArray();
            values.ForEach(v => Write(json, v));
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
