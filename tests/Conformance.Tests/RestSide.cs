using System.Net.Http.Headers;
using System.Text.Json;

namespace Hathi.Conformance.Tests;

/// <summary>What a REST service answered to one question.</summary>
/// <param name="Status">0: nothing, see Body.</param>
/// <param name="Type">The media type and the set of characters; null: it names none.</param>
/// <param name="Body">All of it.</param>
internal sealed record RestAnswer(int Status, string? Type, string Body)
{
    /// <summary>The Java exception that a refusal names; null: it names none.</summary>
    public string? Exception
    {
        get
        {
            try
            {
                using var document = JsonDocument.Parse(Body);
                return document.RootElement.TryGetProperty("RemoteException", out var refusal) ? refusal.GetProperty("javaClassName").GetString() : null;
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }
}

/// <summary>One of two clusters that a job was run on: its three REST services, and what ids mean there.</summary>
internal sealed class RestSide
{
    private const int ServiceUnavailable = 503;
    private const int Tries = 5;

    private readonly HttpClient _http;
    private readonly bool _isApaches;
    private readonly Dictionary<string, string> _servers;
    private readonly Dictionary<string, string> _ids;

    /// <param name="http">Asks.</param>
    /// <param name="master">The address of ResourceManager and history server.</param>
    /// <param name="job">A job whose master has a container.</param>
    /// <param name="isApaches">
    /// Apache's servers: where one comes to harm it answers 503. Mostly it always does, but on a busy machine now and then for once
    /// (activities, while nodes are heard), so they are asked again a few times. Ours must not.
    /// </param>
    public RestSide(HttpClient http, string master, string job, bool isApaches)
    {
        _http = http;
        _isApaches = isApaches;
        var number = job["job_".Length..];
        _servers = new(StringComparer.Ordinal) { ["rm"] = $"http://{master}:8088", ["hs"] = $"http://{master}:19888" };
        _ids = new(StringComparer.Ordinal)
        {
            ["{app}"] = $"application_{number}",
            ["{try}"] = $"appattempt_{number}_000001",
            ["{container}"] = $"container_{number}_01_000001",
            ["{job}"] = job,
            ["{map}"] = $"task_{number}_m_000000",
            ["{reduce}"] = $"task_{number}_r_000000",
            ["{mapTry}"] = $"attempt_{number}_m_000000_0",
            ["{reduceTry}"] = $"attempt_{number}_r_000000_0",
        };

        using var app = JsonDocument.Parse(Ask("GET", "rm /ws/v1/cluster/apps/{app}", "application/json").Body);
        var report = app.RootElement.GetProperty("app");
        _servers["nm"] = "http://" + report.GetProperty("amHostHttpAddress").GetString();
        _ids["{node}"] = report.GetProperty("masterNodeId").GetString()!;
    }

    /// <summary>Asks.</summary>
    /// <param name="method">GET or HEAD.</param>
    /// <param name="question">rm, nm or hs, and a path whose ids are named in braces.</param>
    /// <param name="accept">A media type.</param>
    public RestAnswer Ask(string method, string question, string accept)
    {
        var answer = AskOnce(method, question, accept);
        for (var tries = 1; _isApaches && answer.Status == ServiceUnavailable && tries < Tries; tries++)
        {
            answer = AskOnce(method, question, accept);
        }

        return answer;
    }

    private RestAnswer AskOnce(string method, string question, string accept)
    {
        var server = question[..2];
        var path = _ids.Aggregate(question[3..], static (p, id) => p.Replace(id.Key, id.Value, StringComparison.Ordinal));
        using var request = new HttpRequestMessage(new HttpMethod(method), _servers[server] + path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        using var answer = _http.Send(request);
        using var body = new StreamReader(answer.Content.ReadAsStream());
        var type = answer.Content.Headers.ContentType;
        return new RestAnswer((int)answer.StatusCode, type is null ? null : $"{type.MediaType};{type.CharSet?.ToLowerInvariant()}", body.ReadToEnd());
    }
}
