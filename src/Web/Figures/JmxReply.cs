using System.Text.Json;
using Hathi.Web.Pages;
using Hathi.Web.Rest;
using Microsoft.AspNetCore.Http;

namespace Hathi.Web.Figures;

/// <summary>
/// <c>/jmx</c>: beans as JSON, <c>?qry=</c> those of a pattern, <c>?get=NAME::ATTRIBUTE</c> one attribute. Source: Apache's JMXJsonServlet.
/// </summary>
public static class JmxReply
{
    /// <summary>The path that every daemon has it at.</summary>
    public const string Path = "/jmx";

    private const string Any = "*:*";

    /// <summary>
    /// Answers with those that are asked for: 400 for a pattern or an attribute that is none, 404 where a bean has no such attribute.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="beans">All there are.</param>
    public static Task SendAsync(HttpContext context, IReadOnlyList<JmxBean> beans)
    {
        ConfReply.RequireGet(context);
        context.Response.Headers.AccessControlAllowMethods = "GET";
        context.Response.Headers.AccessControlAllowOrigin = "*";
        if (RestQuery.Raw(context, "get") is not { } get)
        {
            return ListAsync(context, beans, RestQuery.Raw(context, "qry") ?? Any, null);
        }

        // As Java splits: what is empty at the end does not count.
        var parts = get.Split("::").ToList();
        while (parts.Count > 0 && parts[^1].Length == 0)
        {
            parts.RemoveAt(parts.Count - 1);
        }

        return parts.Count == 2 ? ListAsync(context, beans, parts[0], parts[1]) : RefuseAsync(context, "query format is not as expected.");
    }

    private static Task ListAsync(HttpContext context, IReadOnlyList<JmxBean> beans, string pattern, string? attribute)
    {
        if (JmxQuery.Parse(pattern) is not { } query)
        {
            return RefuseAsync(context, $"{(pattern.Length == 0 ? "Nothing" : pattern)} is no name of beans; "
                + "write DOMAIN:KEY=VALUE,…, for example Hadoop:service=*,*");
        }

        var found = beans.Where(b => query.Matches(b.Name)).ToList();

        // The first without it is the last that is written.
        var without = attribute is null ? -1 : found.FindIndex(b => b.Attributes.All(a => a.Name != attribute));
        if (without >= 0)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            found.RemoveRange(without + 1, found.Count - without - 1);
        }

        return JsonReply.SendAsync(context, indented: true, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("beans");
            found.ForEach(b => Write(json, b, attribute));
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static void Write(Utf8JsonWriter json, JmxBean bean, string? attribute)
    {
        json.WriteStartObject();
        json.WriteString("name", bean.Name);
        json.WriteString("modelerType", bean.ModelerType);
        var wanted = bean.Attributes.Where(a => attribute is null || a.Name == attribute).ToList();
        if (attribute is not null && wanted.Count == 0)
        {
            json.WriteString("result", "ERROR");
            json.WriteString("message", $"No attribute with name {attribute} was found.");
        }

        foreach (var (name, value) in wanted)
        {
            Write(json, name, value);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, object value)
    {
        switch (value)
        {
            case string text:
                json.WriteString(name, text);
                break;
            case bool truth:
                json.WriteBoolean(name, truth);
                break;
            case double fraction:
                json.WriteNumber(name, fraction);
                break;
            default:
                json.WriteNumber(name, Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture));
                break;
        }
    }

    private static Task RefuseAsync(HttpContext context, string message)
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return JsonReply.SendAsync(context, indented: true, json =>
        {
            json.WriteStartObject();
            json.WriteString("result", "ERROR");
            json.WriteString("message", message);
            json.WriteEndObject();
        });
    }
}
