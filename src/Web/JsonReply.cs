using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Hathi.Web;

/// <summary>Answers in JSON.</summary>
public static class JsonReply
{
    /// <summary>Sends what <paramref name="write"/> writes, with its length.</summary>
    /// <param name="context">The request.</param>
    /// <param name="indented">For eyes, or for programs.</param>
    /// <param name="write">Writes one JSON value.</param>
    public static async Task SendAsync(HttpContext context, bool indented, Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = indented }))
        {
            write(json);
        }

        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = buffer.Length;
        await context.Response.Body.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), context.RequestAborted).ConfigureAwait(false);
    }
}
