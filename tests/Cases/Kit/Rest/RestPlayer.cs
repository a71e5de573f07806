using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Hathi.Tests.Cases.Rest;

/// <summary>Asks a server what a transcript asks.</summary>
/// <param name="http">Follows no redirections.</param>
/// <param name="server">Without a path.</param>
internal sealed class RestPlayer(HttpClient http, Uri server)
{
    private const string Json = "application/json";

    private readonly JsonPattern _pattern = new();

    /// <returns>What is not as the transcript says; empty where all is.</returns>
    public async Task<string> DifferencesAsync(RestTranscript transcript)
    {
        var differences = new StringBuilder();
        foreach (var exchange in transcript.Exchanges)
        {
            var found = await AskAsync(exchange);
            var wrong = Differences(exchange.Ours ?? exchange.Answer, found);
            if (wrong.Count > 0)
            {
                differences.Append($"{transcript.Name}:{exchange.Line}: {exchange.Method} {exchange.Path}\n");
                differences.AppendJoin("", wrong.Select(static w => $"  {w}\n"));
            }
        }

        return differences.ToString();
    }

    /// <returns>The transcript with the answers of this server; names stay where they stand, and come into locations.</returns>
    public async Task<RestTranscript> AnsweredAsync(RestTranscript transcript)
    {
        var exchanges = new List<RestExchange>();
        foreach (var exchange in transcript.Exchanges)
        {
            var found = await AskAsync(exchange);
            var body = found.Type == Json && found.Body.Length > 0 ? _pattern.Named(exchange.Answer.Body, found.Body) : found.Body;
            var location = found.Location is { } path ? _pattern.WithNames(path) : null;
            exchanges.Add(exchange with { Answer = found with { Body = body, Location = location } });
        }

        return transcript with { Exchanges = exchanges };
    }

    private List<string> Differences(RestAnswer expected, RestAnswer found)
    {
        var location = expected.Location is null ? null : _pattern.Fill(expected.Location);
        if ((expected.Status, expected.Type, location) != (found.Status, found.Type, found.Location))
        {
            return [$"answered {found.Status} {found.Type ?? "-"} {found.Location}: {found.Body}"];
        }

        try
        {
            return expected.Type == Json && expected.Body.Length > 0 ? _pattern.Differences(expected.Body, found.Body)
                : expected.Body == found.Body ? []
                : [$"the body is {found.Body}"];
        }
        catch (JsonException e)
        {
            return [$"{e.Message}: {found.Body}"];
        }
    }

    private async Task<RestAnswer> AskAsync(RestExchange exchange)
    {
        using var request = new HttpRequestMessage(new HttpMethod(exchange.Method), new Uri(server, _pattern.Fill(exchange.Path)));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(Json));
        if (exchange.Body.Length > 0)
        {
            request.Content = new StringContent(_pattern.Fill(exchange.Body), Encoding.UTF8, Json);
        }

        using var answer = await http.SendAsync(request).Patiently();
        var body = await answer.Content.ReadAsStringAsync().Patiently();
        var type = answer.Content.Headers.ContentType?.MediaType;
        return new RestAnswer((int)answer.StatusCode, type, answer.Headers.Location?.AbsolutePath, body);
    }
}
