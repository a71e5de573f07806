using System.Runtime.CompilerServices;
using System.Text;
using Hathi.Web.Faults;
using Hathi.Web.Memory;
using Microsoft.AspNetCore.Http;

namespace Hathi.Web.Pages;

/// <summary>
/// An answer that is a text: pages and figures. It counts as memory of the request as it grows, in the bytes that are sent, as do all
/// answers that are made before they are sent. One thread at a time.
/// </summary>
public sealed class TextReply : IDisposable
{
    /// <summary>A page for a browser.</summary>
    public const string Html = "text/html; charset=utf-8";

    /// <summary>Figures in Prometheus' text format 0.0.4.</summary>
    public const string Figures = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>A text for programs and terminals.</summary>
    public const string Plain = "text/plain; charset=utf-8";

    private readonly HttpContext _context;
    private readonly CountedBuffer _bytes;
    private readonly Encoder _encoder = Encoding.UTF8.GetEncoder();

    /// <param name="context">The request.</param>
    /// <param name="contentType">Its type, with the character set UTF-8.</param>
    public TextReply(HttpContext context, string contentType)
    {
        _context = context;
        _bytes = new CountedBuffer(RequestMemory.Of(context));
        context.Response.ContentType = contentType;
    }

    /// <summary>Adds to the text. Two chars that are one character may come one after the other.</summary>
    /// <exception cref="RestFault">503 or 500: it does not fit, now or ever.</exception>
    public TextReply Append(ReadOnlySpan<char> text)
    {
        _encoder.Convert(text, _bytes, flush: false, out _, out _);
        return this;
    }

    /// <inheritdoc cref="Append(ReadOnlySpan{char})"/>
    public TextReply Append(string text) => Append(text.AsSpan());

    /// <inheritdoc cref="Append(ReadOnlySpan{char})"/>
    public TextReply Append(char one) => Append(new ReadOnlySpan<char>(in one));

    /// <inheritdoc cref="Append(ReadOnlySpan{char})"/>
    /// <param name="provider">How numbers and times look.</param>
    /// <param name="text">What to add.</param>
    public TextReply Append(
        IFormatProvider provider, [InterpolatedStringHandlerArgument(nameof(provider))] ref DefaultInterpolatedStringHandler text)
    {
        _ = provider; // the compiler gave it to the handler
        Append(text.Text);
        text.Clear();
        return this;
    }

    /// <summary>Sends all of it, with its length.</summary>
    public Task SendAsync()
    {
        End();
        _context.Response.ContentLength = _bytes.Length;
        return _bytes.SendAsync(_context);
    }

    /// <summary>Sends what there is of a text that is too long to be made as a whole; it is empty then.</summary>
    /// <exception cref="OperationCanceledException">
    /// Its reader has gone, also where there is nothing to send: whoever makes it is to stop.
    /// </exception>
    public Task SendPartAsync()
    {
        _context.RequestAborted.ThrowIfCancellationRequested();
        End();
        return _bytes.SendAsync(_context);
    }

    public void Dispose() => _bytes.Dispose();

    // What is left of half a character.
    private void End() => _encoder.Convert([], _bytes, flush: true, out _, out _);
}
