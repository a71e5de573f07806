using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Hathi.Hadoop.Rpc;

namespace Hathi.Tests.Cases.Calls;

/// <summary>
/// Asks a server of Hadoop RPC what a transcript of calls asks. To the transcript it looks like HTTP: the path is a method, the body its
/// message as JSON, an answer has status 200; a refusal has 500, Java's exception and the first line of its words.
/// <c>?until=WORDS</c> is asked again until the answer has these words (without quotes and spaces): servers do things later.
/// </summary>
internal abstract class CallStage : HttpMessageHandler
{
    private const string Until = "?until=";

    // Shorter than whoever waits for this does: then the last answer is shown, and not that nobody came.
    private static readonly TimeSpan s_longest = 0.7 * Patience.Limit;

    private static readonly JsonFormatter s_json = new(JsonFormatter.Settings.Default.WithPreserveProtoFieldNames(true));

    /// <returns>The answer as JSON.</returns>
    /// <exception cref="RpcRemoteException">The server refuses.</exception>
    protected abstract Task<string> CallAsync(string method, string body);

    /// <summary>Asks once more.</summary>
    protected virtual Task<string> CallAgainAsync(string method, string body) => CallAsync(method, body);

    /// <summary>An answer or a refusal with names for what is another each time.</summary>
    protected virtual string Named(string json) => json;

    protected static string Json(IMessage message) => s_json.Format(message);

    protected static T Message<T>(string json)
        where T : IMessage, new() => JsonParser.Default.Parse<T>(json);

    protected sealed override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var method = request.RequestUri!.AbsolutePath[1..];
        var until = request.RequestUri.Query is { Length: > 0 } query ? query[Until.Length..] : "";
        var body = request.Content is { } content ? await content.ReadAsStringAsync(cancellationToken) : "{}";
        try
        {
            var answer = await CallAsync(method, body);
            var clock = Stopwatch.StartNew();
            while (!Plain(answer).Contains(until, StringComparison.Ordinal) && clock.Elapsed < s_longest)
            {
                cancellationToken.ThrowIfCancellationRequested();
                answer = await CallAgainAsync(method, body);
            }

            return Answer(HttpStatusCode.OK, answer);
        }
        catch (RpcRemoteException e)
        {
            var refusal = new Dictionary<string, string> { ["exception"] = e.JavaClass, ["message"] = e.FirstLine };
            return Answer(HttpStatusCode.InternalServerError, JsonSerializer.Serialize(refusal));
        }
    }

    private static string Plain(string json) =>
        json.Replace("\"", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);

    private HttpResponseMessage Answer(HttpStatusCode status, string json) =>
        new(status) { Content = new StringContent(Named(json), Encoding.UTF8, "application/json") };
}
