using System.Text.Encodings.Web;
using System.Text.Json;
using Hathi.Web.Faults;
using Hathi.Web.Memory;
using Microsoft.AspNetCore.Http;

namespace Hathi.Web.Rest;

/// <summary>Answers in JSON.</summary>
public static class JsonReply
{
    /// <summary>Sends what <paramref name="write"/> writes, with its length.</summary>
    /// <param name="context">The request.</param>
    /// <param name="indented">For eyes, or for programs.</param>
    /// <param name="write">Writes one JSON value.</param>
    /// <exception cref="RestFault">503: too much is in memory of other answers.</exception>
    public static Task SendAsync(HttpContext context, bool indented, Action<Utf8JsonWriter> write) =>
        SendAsync(context, Written(RequestMemory.Of(context), indented, write));

    /// <summary>Sends a text that is JSON; the buffer is disposed.</summary>
    internal static async Task SendAsync(HttpContext context, CountedBuffer json)
    {
        using (json)
        {
            context.Response.ContentType = "application/json; charset=utf-8";
            context.Response.ContentLength = json.Length;
            await json.SendAsync(context).ConfigureAwait(false);
        }
    }

    /// <summary>The text that <paramref name="write"/> writes.</summary>
    internal static CountedBuffer Written(RequestMemory? memory, bool indented, Action<Utf8JsonWriter> write)
    {
        var buffer = new CountedBuffer(memory);
        try
        {
            using var json = new Utf8JsonWriter(
                buffer, new JsonWriterOptions { Indented = indented, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
            write(json);
            json.Flush();
            return buffer;
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }
}
