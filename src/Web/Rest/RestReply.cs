using System.Text.Json;
using Hathi.Web.Faults;
using Hathi.Web.Memory;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Hathi.Web.Rest;

/// <summary>
/// Answers of REST services that speak JSON, and XML to those who would rather have that (<c>Accept: application/xml</c>), as Apache's.
/// </summary>
public static class RestReply
{
    private const string Xml = "application/xml";

    /// <summary>Sends what <paramref name="write"/> writes, in the form that is wanted.</summary>
    /// <param name="context">The request.</param>
    /// <param name="xmlRoot">The outermost element where the JSON has none; null: the object's only member.</param>
    /// <param name="write">Writes one JSON object.</param>
    /// <exception cref="RestFault">503: too much is in memory of other answers.</exception>
    public static Task SendAsync(HttpContext context, string? xmlRoot, Action<Utf8JsonWriter> write) =>
        SendAsync(context, RequestMemory.Of(context), xmlRoot, write);

    /// <summary>Refuses a call in the form that is wanted. Source: Apache's RemoteExceptionData.</summary>
    /// <param name="context">The request; its answer has not begun.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="javaClass">The full name of the exception that a Java client expects.</param>
    /// <param name="message">What is wrong.</param>
    public static Task RefuseAsync(HttpContext context, int status, string javaClass, string message)
    {
        context.Response.StatusCode = status;
        return SendAsync(context, null, null, json =>
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

    private static Task SendAsync(HttpContext context, RequestMemory? memory, string? xmlRoot, Action<Utf8JsonWriter> write)
    {
        var json = JsonReply.Written(memory, indented: false, write);
        return WantsXml(context.Request) ? SendXmlAsync(context, memory, xmlRoot, json) : JsonReply.SendAsync(context, json);
    }

    // A long one is made and sent by the piece, and of the JSON each piece goes with it.
    private static async Task SendXmlAsync(HttpContext context, RequestMemory? memory, string? root, CountedBuffer json)
    {
        using (json)
        {
            using var xml = new CountedBuffer(memory);
            using var maker = new XmlMaker(json.Written, root);
            var isMore = maker.Make(xml, CountedBuffer.PieceBytes / 2);
            context.Response.ContentType = $"{Xml};charset=utf-8";
            if (!isMore)
            {
                context.Response.ContentLength = xml.Length;
            }

            await xml.SendAsync(context).ConfigureAwait(false);
            while (isMore)
            {
                json.DropBefore(maker.Position);
                isMore = maker.Make(xml, CountedBuffer.PieceBytes / 2);
                await xml.SendAsync(context).ConfigureAwait(false);
            }
        }
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
