using System.Text.Json;
using Hathi.Web.Faults;
using Hathi.Web.Memory;
using Hathi.Web.Rest;
using Microsoft.AspNetCore.Http;

namespace Hathi.Web.Pages;

/// <summary>
/// <c>/conf</c>: the configuration that a daemon runs with, in XML or JSON, secrets left out. Source: Apache's ConfServlet.
/// </summary>
public static class ConfReply
{
    /// <summary>The path that every daemon has it at.</summary>
    public const string Path = "/conf";

    /// <summary>Answers <c>?name=</c> (one property) and <c>?format=</c> (json, xml; without it the Accept header says).</summary>
    /// <param name="context">The request.</param>
    /// <param name="properties">All of them.</param>
    /// <exception cref="WebFault">404: no such property; 400: another format.</exception>
    public static async Task SendAsync(HttpContext context, IReadOnlyList<ConfProperty> properties)
    {
        RequireGet(context);
        var format = RestQuery.Raw(context, "format")
            ?? (context.Request.Headers.Accept.ToString().Contains("json", StringComparison.Ordinal) ? "json" : "xml");
        if (format is not ("json" or "xml"))
        {
            throw new WebFault(StatusCodes.Status400BadRequest, $"Bad format: {format}");
        }

        var redactor = ConfRedactor.Of(properties.FirstOrDefault(static p => p.Name == ConfRedactor.Key)?.Value);
        var name = RestQuery.Text(context, "name");
        var one = name is null ? null : properties.FirstOrDefault(p => p.Name == name)
            ?? throw new WebFault(StatusCodes.Status404NotFound, $"Property {name} not found");
        if (format == "json")
        {
            await JsonReply.SendAsync(context, indented: false, json => WriteJson(json, properties, one, redactor)).ConfigureAwait(false);
            return;
        }

        using var xml = new CountedBuffer(RequestMemory.Of(context));
        WriteXml(xml, one is null ? properties : [one], redactor);
        context.Response.ContentType = "text/xml; charset=utf-8";
        context.Response.ContentLength = xml.Length;
        await xml.SendAsync(context).ConfigureAwait(false);
    }

    /// <exception cref="WebFault">405: the request changes something.</exception>
    internal static void RequireGet(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.Headers.Allow = "GET, HEAD";
            throw new WebFault(StatusCodes.Status405MethodNotAllowed, $"{context.Request.Path} is read only: GET or HEAD.");
        }
    }

    private static void WriteJson(Utf8JsonWriter json, IReadOnlyList<ConfProperty> properties, ConfProperty? one, ConfRedactor redactor)
    {
        json.WriteStartObject();
        if (one is not null)
        {
            json.WritePropertyName("property");
            Write(json, one, redactor, properties);
        }
        else
        {
            json.WriteStartArray("properties");
            foreach (var property in properties)
            {
                Write(json, property, redactor, properties);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ConfProperty property, ConfRedactor redactor, IReadOnlyList<ConfProperty> properties)
    {
        json.WriteStartObject();
        json.WriteString("key", property.Name);
        json.WriteString("value", redactor.ShowsSecret(property, properties) ? "<redacted>" : property.Value);
        json.WriteBoolean("isFinal", property.IsFinal);
        json.WriteString("resource", "Unknown");
        json.WriteEndObject();
    }

    private static void WriteXml(CountedBuffer xml, IReadOnlyList<ConfProperty> properties, ConfRedactor redactor)
    {
        XmlText.Raw(xml, "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?><configuration>\n");
        foreach (var property in properties)
        {
            XmlText.Raw(xml, "<property><name>");
            XmlText.Escape(xml, property.Name);
            XmlText.Raw(xml, "</name><value>");
            XmlText.Escape(xml, redactor.IsSecret(property.Name) ? "******" : property.Written);
            XmlText.Raw(xml, property.IsFinal ? "</value><final>true</final></property>\n" : "</value><final>false</final></property>\n");
        }

        XmlText.Raw(xml, "</configuration>\n");
    }
}
