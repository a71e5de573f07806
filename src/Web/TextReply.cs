using System.Text;
using Microsoft.AspNetCore.Http;

namespace Hathi.Web;

/// <summary>Answers that are a text: pages and figures.</summary>
public static class TextReply
{
    /// <summary>A page for a browser.</summary>
    public const string Html = "text/html; charset=utf-8";

    /// <summary>Figures in Prometheus' text format 0.0.4.</summary>
    public const string Figures = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Sends a text, with its length. It counts as memory of the request, as do all answers that are made before they are sent.</summary>
    /// <param name="context">The request.</param>
    /// <param name="contentType">Its type, with the character set UTF-8.</param>
    /// <param name="text">All of it; it is empty afterwards.</param>
    /// <exception cref="RestFault">503: too much is in memory of other answers.</exception>
    public static async Task SendAsync(HttpContext context, string contentType, StringBuilder text)
    {
        using var buffer = new CountedBuffer(RequestMemory.Of(context));
        Encode(text, buffer);
        context.Response.ContentType = contentType;
        context.Response.ContentLength = buffer.Length;
        await buffer.SendAsync(context).ConfigureAwait(false);
    }

    // Two chars that are one character may stand on both sides of a chunk's end: the encoder keeps the first.
    private static void Encode(StringBuilder text, CountedBuffer buffer)
    {
        var encoder = Encoding.UTF8.GetEncoder();
        foreach (var chunk in text.GetChunks())
        {
            encoder.Convert(chunk.Span, buffer, flush: false, out _, out _);
        }

        encoder.Convert([], buffer, flush: true, out _, out _);
        text.Clear();
    }
}
