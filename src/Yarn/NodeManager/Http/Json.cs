using System.Text.Json;
using Hathi.Web.Rest;
using Microsoft.AspNetCore.Http;

namespace Hathi.Yarn.NodeManager.Http;

/// <summary>Answers in JSON (in XML to those who ask for that), written field by field in Apache's order.</summary>
internal static class Json
{
    internal static Task AnswerAsync(HttpContext context, Action<Utf8JsonWriter> write) => RestReply.SendAsync(context, null, write);

    /// <param name="context">The request.</param>
    /// <param name="xmlRoot">What it is called in XML, which JSON does not say.</param>
    /// <param name="write">Writes it.</param>
    internal static Task AnswerAsync(HttpContext context, string xmlRoot, Action<Utf8JsonWriter> write) =>
        RestReply.SendAsync(context, xmlRoot, write);
}
