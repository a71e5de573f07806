using System.Buffers;
using System.Text.Json;
using System.Xml;
using Hathi.Web.Faults;
using Hathi.Web.Memory;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Hathi.Web.Rest;

/// <summary>
/// Bodies of REST calls, in JSON or XML by their Content-Type, as one JSON object. XML has neither a document type nor entities of its own;
/// how large a body may be the port says (<see cref="WebServerLimits.MaxRequestBytes"/>).
/// </summary>
public static class RestBody
{
    /// <summary>Objects in objects: what Apache's messages nest is six deep.</summary>
    private const int MaxDepth = 32;

    /// <summary>
    /// Bytes in memory for one of JSON, while it is read and until the request was answered: of <c>1,</c> both a document
    /// and its copy keep twelve.
    /// </summary>
    private const int JsonWeight = 16;

    /// <summary>
    /// Bytes in memory for one of XML while it is read: of <c>&lt;ab/&gt;</c> a name, a list and a text are kept, and the names
    /// of all by their hashes.
    /// </summary>
    private const int XmlWeight = 48;

    /// <summary>Reads a body.</summary>
    /// <param name="context">The request.</param>
    /// <param name="root">The outermost element in XML; in JSON an object may stand in a member of that name, or by itself.</param>
    /// <returns>An object; of XML each value is a text.</returns>
    /// <exception cref="RestFault">
    /// 415: neither JSON nor XML; 400: not of that form; 503: too much is in memory of other requests.
    /// </exception>
    public static async Task<JsonElement> ReadAsync(HttpContext context, string root)
    {
        var type = MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var parsed) ? parsed.MediaType.Value : null;
        if (type is not ("application/json" or "application/xml" or "text/xml"))
        {
            throw new RestFault(
                StatusCodes.Status415UnsupportedMediaType,
                RestExceptions.NotSupported,
                $"A body is application/json or application/xml, not {type ?? "without a Content-Type"}.");
        }

        var memory = RequestMemory.Of(context);
        using var body = new CountedBuffer(memory);
        while (await context.Request.Body.ReadAsync(body.GetMemory(), context.RequestAborted).ConfigureAwait(false) is var read and > 0)
        {
            body.Advance(read);
        }

        return Decode(memory, body.Written, type == "application/json", root);
    }

    // What an element keeps stays counted until the request was answered: who asked works with it.
    private static JsonElement Decode(RequestMemory memory, ReadOnlySequence<byte> body, bool isJson, string root)
    {
        memory.Take(JsonWeight * body.Length);
        if (isJson)
        {
            return FromJson(body, root);
        }

        memory.Take((XmlWeight - JsonWeight) * body.Length);
        var value = FromXml(new MemoryStream(body.ToArray()), root);
        memory.Return((XmlWeight - JsonWeight) * body.Length);
        return value;
    }

    private static JsonElement FromJson(ReadOnlySequence<byte> body, string root)
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
        System.Text.StringBuilder? text = null;
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
                (text ??= new System.Text.StringBuilder()).Append(xml.Value);
            }
        }

        return members.Count == 0 ? text?.ToString() ?? "" : members;
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
