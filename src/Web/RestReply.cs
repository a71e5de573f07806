using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Hathi.Web;

/// <summary>Answers of REST services that speak JSON, and XML to those who would rather have that (<c>Accept: application/xml</c>), as Apache's.</summary>
public static class RestReply
{
    private const string Xml = "application/xml";

    /// <summary>Sends what <paramref name="write"/> writes, in the form that is wanted.</summary>
    /// <param name="context">The request.</param>
    /// <param name="xmlRoot">The outermost element where the JSON has none; null: the object's only member.</param>
    /// <param name="write">Writes one JSON object.</param>
    public static async Task SendAsync(HttpContext context, string? xmlRoot, Action<Utf8JsonWriter> write)
    {
        if (!WantsXml(context.Request))
        {
            await JsonReply.SendAsync(context, indented: false, write).ConfigureAwait(false);
            return;
        }

        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            write(json);
        }

        using var document = JsonDocument.Parse(buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
        var bytes = Encoding.UTF8.GetBytes(XmlText.Of(document.RootElement, xmlRoot));
        context.Response.ContentType = $"{Xml};charset=utf-8";
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>Refuses a call in the form that is wanted. Source: Apache's RemoteExceptionData.</summary>
    /// <param name="context">The request; its answer has not begun.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="javaClass">The full name of the exception that a Java client expects.</param>
    /// <param name="message">What is wrong.</param>
    public static Task RefuseAsync(HttpContext context, int status, string javaClass, string message)
    {
        context.Response.StatusCode = status;
        return SendAsync(context, null, json =>
        {
            json.WriteStartObject();
            json.WriteStartObject("RemoteException");
            json.WriteString("exception", javaClass[(javaClass.LastIndexOf('.') + 1)..]);
            json.WriteString("message", message);
            json.WriteString("javaClassName", javaClass);
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    // JSON where both are as welcome.
    private static bool WantsXml(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted))
        {
            return false;
        }

        return Quality(accepted, Xml) > Quality(accepted, "application/json");
    }

    // Of the most specific that matches.
    private static double Quality(IList<MediaTypeHeaderValue> accepted, string type)
    {
        foreach (var form in new[] { type, "application/*", "*/*" })
        {
            foreach (var value in accepted)
            {
                if (value.MediaType.Equals(form, StringComparison.OrdinalIgnoreCase))
                {
                    return value.Quality ?? 1;
                }
            }
        }

        return 0;
    }
}
