using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Hathi.Web.Rest;

namespace Hathi.Web.Tests;

/// <summary>
/// Tries every resource of a REST service, whichever it has: GET, HEAD, XML, nonsense in place of each id, methods that it does not have,
/// and bodies that are none. Compiled into the tests of every server that has one.
/// </summary>
/// <param name="http">Asks.</param>
/// <param name="server">Where, without a path.</param>
/// <param name="routes">What there is.</param>
/// <param name="values">A good value for each <c>{…}</c> of its paths.</param>
/// <param name="plain">Resources that answer with a file.</param>
internal sealed class RestTable(
    HttpClient http, Uri server, RestRoutes routes, IReadOnlyDictionary<string, string> values, IReadOnlyList<string> plain)
{
    private const string Json = "application/json";
    private const string Xml = "application/xml";

    // Commands of a resource by a path alone.
    private static readonly string[] s_withoutBody = ["apps/new-application", "containers/{containerid}/signal/{command}"];

    /// <summary>How many resources were asked.</summary>
    public async Task<int> CheckAsync()
    {
        foreach (var (method, template) in routes.All)
        {
            var path = PathOf(template);
            if (method == "GET")
            {
                await CheckReadAsync(path, isFile: plain.Contains(template));
            }
            else if (!s_withoutBody.Contains(template))
            {
                await CheckBodiesAsync(method, path);
            }

            await CheckNonsenseAsync(method, template);
            await CheckMethodsAsync(path, template);
        }

        return routes.All.Count();
    }

    /// <summary>Parameters that make no sense.</summary>
    /// <param name="table">A path, and the exception that Apache's answer names: in JSON, in XML, and by HEAD without a body.</param>
    public async Task CheckParametersAsync(IEnumerable<(string Path, string Exception, string Message)> table)
    {
        foreach (var (path, exception, message) in table)
        {
            await RefusedAsync("GET", path, HttpStatusCode.BadRequest, exception, message);
        }
    }

    /// <summary>What every answer says to browsers, whoever makes it and also where it refuses.</summary>
    public static void CheckProtected(HttpResponseMessage answer)
    {
        foreach (var (name, value) in (ReadOnlySpan<(string, string)>)
        [
            ("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "SAMEORIGIN"), ("X-XSS-Protection", "1; mode=block"),
        ])
        {
            Assert.True(
                answer.Headers.TryGetValues(name, out var values) && values.Single() == value,
                $"{answer.RequestMessage?.RequestUri}: {answer.StatusCode} without {name}: {value}");
        }
    }

    private async Task CheckReadAsync(string path, bool isFile)
    {
        using var json = await AskAsync("GET", path, Json);
        Assert.True(json.StatusCode == HttpStatusCode.OK, $"{path}: {json.StatusCode}");
        using var head = await AskAsync("HEAD", path, Json);
        Assert.Equal(
            (path, HttpStatusCode.OK, json.Content.Headers.ContentType), (path, head.StatusCode, head.Content.Headers.ContentType));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
        if (isFile)
        {
            return;
        }

        Assert.True(head.Content.Headers.ContentLength > 0, path);
        Assert.Equal(Json, json.Content.Headers.ContentType!.MediaType);
        using var document = JsonDocument.Parse(await json.Content.ReadAsStringAsync());
        Assert.Equal(JsonValueKind.Object, document.RootElement.ValueKind);
        using var xml = await AskAsync("GET", path, Xml);
        Assert.Equal((path, HttpStatusCode.OK, Xml), (path, xml.StatusCode, xml.Content.Headers.ContentType?.MediaType));
        Assert.NotNull(XDocument.Parse(await xml.Content.ReadAsStringAsync()).Root);
    }

    private async Task CheckNonsenseAsync(string method, string template)
    {
        var parts = template.Split('/');
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i].StartsWith('{'))
            {
                var path = routes.Root + "/" + string.Join('/', parts.Select((p, at) => at == i ? "nonsense" : ValueOf(p)));
                using var answer = await AskAsync(
                    method,
                    path,
                    Json,
                    """{"state":"KILLED","queue":"default","priority":1,"type":"LIFETIME","expiryTime":"2099-01-01T00:00:00.000+0000"}""");
                Assert.True(
                    answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest, $"{method} {path}: {answer.StatusCode}");
                await IsExceptionAsync(answer, path);
            }
        }
    }

    private async Task CheckMethodsAsync(string path, string template)
    {
        var known = routes.All.Where(r => r.Template == template || PathOf(r.Template) == path).Select(static r => r.Method).ToList();
        foreach (var method in (string[])["GET", "PUT", "POST", "DELETE"])
        {
            // A literal path can be read as an id, too.
            if (!known.Contains(method) && template != "apps/new-application")
            {
                using var answer = await AskAsync(method, path, Json, "{}");
                Assert.Equal((path, method, HttpStatusCode.MethodNotAllowed), (path, method, answer.StatusCode));
                Assert.Equal(
                    known.Append(known.Contains("GET") ? "HEAD" : known[0]).Distinct().Order(), answer.Content.Headers.Allow.Order());
            }
        }
    }

    private async Task CheckBodiesAsync(string method, string path)
    {
        const string Entities = "<!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c \"&b;&b;&b;&b;\">]><a>&c;</a>";
        foreach (var (type, body, status) in (IEnumerable<(string, string, HttpStatusCode)>)
        [
            ("text/plain", "state=KILLED", HttpStatusCode.UnsupportedMediaType),
            (Json, "", HttpStatusCode.BadRequest),
            (Json, "null", HttpStatusCode.BadRequest),
            (Json, "[1]", HttpStatusCode.BadRequest),
            (Json, "{}", HttpStatusCode.BadRequest),
            (Json, "{\"state\":{},\"queue\":[],\"priority\":\"x\",\"type\":7,\"expiryTime\":true,\"application-id\":\"\\ud800\"}",
                HttpStatusCode.BadRequest),
            (Json, string.Concat(Enumerable.Repeat("{\"a\":", 2000)), HttpStatusCode.BadRequest),
            (Xml, "", HttpStatusCode.BadRequest),
            (Xml, "<nonsense/>", HttpStatusCode.BadRequest),
            (Xml, Entities, HttpStatusCode.BadRequest),
            (Xml, string.Concat(Enumerable.Repeat("<a>", 2000)), HttpStatusCode.BadRequest),
        ])
        {
            using var answer = await AskAsync(method, path, Json, body, type);
            Assert.True(
                answer.StatusCode == status, $"{method} {path} {type} {(body.Length > 50 ? body[..50] : body)}: {answer.StatusCode}");
            await IsExceptionAsync(answer, path);
        }

        // The server refuses by the length alone and hangs up: only a client that waits for its leave surely reads why.
        using var waiting = new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = Timeout.InfiniteTimeSpan });
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(server, path));
        request.Headers.ExpectContinue = true;
        request.Content = new StringContent(new string(' ', (int)WebServerLimits.Pages.MaxRequestBytes + 1), Encoding.UTF8, Json);
        using var large = await waiting.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
    }

    private async Task RefusedAsync(string method, string path, HttpStatusCode status, string exception, string message)
    {
        using var json = await AskAsync(method, path, Json);
        Assert.True(json.StatusCode == status, $"{path}: {json.StatusCode}");
        using var document = JsonDocument.Parse(await json.Content.ReadAsStringAsync());
        var refusal = document.RootElement.GetProperty("RemoteException");
        Assert.Equal(
            (path, exception, message), (path, refusal.GetProperty("exception").GetString(), refusal.GetProperty("message").GetString()));
        Assert.EndsWith("." + exception, refusal.GetProperty("javaClassName").GetString(), StringComparison.Ordinal);
        using var xml = await AskAsync(method, path, Xml);
        var root = XDocument.Parse(await xml.Content.ReadAsStringAsync()).Root!;
        Assert.Equal(
            (path, status, "RemoteException", exception), (path, xml.StatusCode, root.Name.LocalName, root.Element("exception")?.Value));
        using var head = await AskAsync("HEAD", path, Json);
        Assert.Equal((path, status), (path, head.StatusCode));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    private static async Task IsExceptionAsync(HttpResponseMessage answer, string path)
    {
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.True(document.RootElement.GetProperty("RemoteException").GetProperty("javaClassName").GetString()!.Length > 0, path);
    }

    private string PathOf(string template) =>
        template.Length == 0 ? routes.Root : $"{routes.Root}/{string.Join('/', template.Split('/').Select(ValueOf))}";

    private string ValueOf(string part) => part.StartsWith('{') ? values[part[1..^1]] : part;

    private async Task<HttpResponseMessage> AskAsync(string method, string path, string accept, string? body = null, string type = Json)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(server, path));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        if (body is not null && method is not ("GET" or "HEAD"))
        {
            request.Content = new StringContent(body, Encoding.UTF8, type);
        }

        var answer = await http.SendAsync(request);
        CheckProtected(answer);
        return answer;
    }
}
