using System.Globalization;
using Hathi.Web.Faults;
using Microsoft.AspNetCore.Http;

namespace Hathi.Web.Rest;

/// <summary>Parameters of REST calls, read as Apache's services read them.</summary>
public static class RestQuery
{
    /// <summary>Who asks: <c>user.name</c>, or the one that Apache takes (hadoop.http.staticuser.user).</summary>
    public static string UserOf(HttpContext context) => Text(context, "user.name") ?? "dr.who";

    /// <summary>A parameter; null: it is not there. Of one that is there several times, the first.</summary>
    public static string? Raw(HttpContext context, string name) => context.Request.Query[name] is [{ } value, ..] ? value : null;

    /// <summary>A parameter; null: it is not there, or empty.</summary>
    public static string? Text(HttpContext context, string name) => Raw(context, name) is { Length: > 0 } value ? value : null;

    /// <summary>A parameter that is there several times, or has several values with commas between them.</summary>
    public static IReadOnlyList<string> List(HttpContext context, string name)
    {
        var all = new List<string>();
        foreach (var value in context.Request.Query[name])
        {
            all.AddRange((value ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        }

        return all;
    }

    /// <summary>A number as Java's <c>Long.parseLong</c> takes it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="name">The parameter.</param>
    /// <param name="message">What to say of a text that is none.</param>
    /// <returns>Null: it is not there, or empty.</returns>
    /// <exception cref="RestFault">It is no number.</exception>
    public static long? Number(HttpContext context, string name, Func<string, string> message) => Text(context, name) is not { } text
        ? null
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : throw RestFault.BadRequest(message(text));

    /// <summary>How many are wanted.</summary>
    /// <returns>At least 1; null: all.</returns>
    /// <exception cref="RestFault">It is no number above 0.</exception>
    public static long? Limit(HttpContext context, Func<string, string> message)
    {
        var limit = Number(context, "limit", message);
        return limit is <= 0 ? throw RestFault.BadRequest("limit value must be greater then 0") : limit;
    }

    /// <summary>A span of time, milliseconds since 1970, both ends included.</summary>
    /// <param name="context">The request.</param>
    /// <param name="begin">Name of the parameter that begins it.</param>
    /// <param name="end">Name of the parameter that ends it.</param>
    /// <param name="names">What Apache's messages call both.</param>
    /// <param name="message">What to say of a text that is no number: given name and text.</param>
    /// <exception cref="RestFault">An end is no number from 0 on, or lies before the beginning.</exception>
    public static (long Begin, long End) Span(
        HttpContext context, string begin, string end, (string Begin, string End) names, Func<string, string, string> message)
    {
        var first = Number(context, begin, text => message(begin, text)) ?? 0;
        var last = Number(context, end, text => message(end, text)) ?? long.MaxValue;
        return first < 0 ? throw RestFault.BadRequest($"{names.Begin} must be greater than 0")
            : last < 0 ? throw RestFault.BadRequest($"{names.End} must be greater than 0")
            : first > last ? throw RestFault.BadRequest(
                $"{names.End} must be greater than {(names.Begin == "startedTimeBegin" ? "startTimeBegin" : names.Begin)}")
            : (first, last);
    }
}
