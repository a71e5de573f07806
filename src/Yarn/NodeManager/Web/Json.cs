using System.Text.Json;
using Hathi.Web;
using Microsoft.AspNetCore.Http;

namespace Hathi.Yarn.NodeManager.Web;

/// <summary>Answers in JSON, written field by field in Apache's order.</summary>
internal static class Json
{
    internal static Task AnswerAsync(HttpContext context, Action<Utf8JsonWriter> write) => JsonReply.SendAsync(context, indented: false, write);

    /// <summary>As Apache's RemoteExceptionData.</summary>
    internal static Task RefuseAsync(HttpContext context, int status, string exception, string message)
    {
        context.Response.StatusCode = status;
        return AnswerAsync(context, w =>
        {
            w.WriteStartObject();
            w.WriteStartObject("RemoteException");
            w.WriteString("exception", exception);
            w.WriteString("message", message);
            w.WriteString("javaClassName", "org.apache.hadoop.yarn.webapp." + exception);
            w.WriteEndObject();
            w.WriteEndObject();
        });
    }
}
