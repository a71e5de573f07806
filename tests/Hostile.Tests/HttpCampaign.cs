using System.Net;
using System.Net.Sockets;
using System.Text;
using Hathi.Hostile.Tests.Requests;

namespace Hathi.Hostile.Tests;

/// <summary>
/// Asks an HTTP port for resources with every method, parameters and bodies that nobody means, and sends it bytes that are no requests.
/// </summary>
/// <param name="at">The port.</param>
/// <param name="findings">What is looked at after each request.</param>
/// <param name="always">Headers of every request, each with its line's end.</param>
internal sealed class HttpCampaign(IPEndPoint at, Findings findings, string always = "")
{
    private static readonly string[] s_methods = ["GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS", "TRACE", "X"];

    /// <summary>
    /// Most resources read few of all parameters: where the first values, which mean nothing, change nothing of an answer, one in so many
    /// of the others is tried, each resource with other ones.
    /// </summary>
    private const int Meaningless = 2;
    private const int UnreadShare = 4;

    private static readonly string[] s_values =
    [
        "nobody", "-1", "", "0", "2147483647", "-2147483648", "9223372036854775807", "99999999999999999999", "NaN", "%00", "%ff%fe",
        "%0d%0aX:%20y", "..%2f..%2fetc%2fpasswd", "%2525", "a,b,c", "*",
        "application_1_0001", "application_-1_-1", "job_1_0001", "container_1_0001_01_000001",
    ];

    /// <summary>Requests everything of a list of resources.</summary>
    /// <param name="resources">The list.</param>
    /// <param name="ids">What stands in paths where an id does, by its name.</param>
    public async Task RunAsync(RestPaths resources, IReadOnlyDictionary<string, string> ids)
    {
        foreach (var (method, path) in resources.Resources)
        {
            await TryIdsAsync(method, path, ids);
        }

        foreach (var (turn, path) in resources.Resources.Select(static r => r.Path).Distinct(StringComparer.Ordinal).Index())
        {
            var good = RestPaths.Good(path, ids);
            var plain = await AskAsync("GET", good, "");
            await AskAsync("GET", $"{good}?{new string('x', 4000)}", "");
            foreach (var method in s_methods)
            {
                foreach (var (type, body) in Bodies())
                {
                    await AskAsync(method, good, body, $"Content-Type: {type}\r\n");
                }
            }

            foreach (var parameter in resources.Parameters)
            {
                await TryValuesAsync(good, parameter, plain, turn);
            }
        }

        await SendGarbageAsync();
        findings.LookAtMemory($"HTTP at {at}");
        findings.Tell("calls, byte strings and HTTP requests");
    }

    /// <param name="good">The resource.</param>
    /// <param name="parameter">A name that some resource reads.</param>
    /// <param name="plain">What is answered without it; null: it was not asked.</param>
    /// <param name="turn">The resource's number.</param>
    private async Task TryValuesAsync(string good, string parameter, string? plain, int turn)
    {
        var isRead = plain is null;
        foreach (var (i, value) in s_values.Append(new string('9', 4000)).Index())
        {
            if (isRead || Findings.All || i < Meaningless || (i + turn) % UnreadShare == 0)
            {
                var answer = await AskAsync("GET", $"{good}?{parameter}={value}&{parameter}={value}", "");
                isRead |= i < Meaningless && answer != plain;
            }
        }
    }

    /// <summary>Asks for a resource with another's id, and with none, in place of each of its ids.</summary>
    private async Task TryIdsAsync(string method, string path, IReadOnlyDictionary<string, string> ids)
    {
        const string Change =
            """{"state":"KILLED","queue":"default","priority":1,"type":"LIFETIME","expiryTime":"2099-01-01T00:00:00.000+0000"}""";
        foreach (var name in RestPaths.IdsOf(path))
        {
            var others = new Dictionary<string, string>(ids, StringComparer.Ordinal);
            foreach (var value in ids.Where(i => i.Key != name).Select(static i => i.Value).Concat(s_values))
            {
                others[name] = value;
                var there = RestPaths.Good(path, others);
                await (method == "GET"
                    ? AskAsync(method, there, "")
                    : AskAsync(method, there, Change, "Content-Type: application/json\r\n"));
                await AskAsync("GET", $"{there}?{new string('x', 4000)}", "");
            }
        }
    }

    private static IEnumerable<(string Type, string Body)> Bodies()
    {
        yield return ("application/json", "");
        yield return ("application/json", "{}");
        yield return ("application/json", "null");
        yield return ("application/json", "[[[[");
        yield return ("application/json", string.Concat(Enumerable.Repeat("{\"a\":", 2000)));
        yield return ("application/json",
            "{\"state\":-1,\"application-id\":{},\"priority\":99999999999999999999,\"resource\":\"x\",\"am-container-spec\":[]}");
        yield return ("application/json", $"{{\"state\":\"{new string('x', 500_000)}\"}}");
        yield return ("application/xml", "<!DOCTYPE a [<!ENTITY b \"bbbbbbbb\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY d "
            + "\"&c;&c;&c;&c;&c;&c;&c;&c;\">]><a>&d;&d;&d;&d;</a>");
        yield return ("application/xml", string.Concat(Enumerable.Repeat("<a>", 2000)));
        yield return ("nobody/knows", "\0\0\0");
    }

    private async Task SendGarbageAsync()
    {
        foreach (var (name, text) in (IEnumerable<(string, string)>)
        [
            ("nothing", ""),
            ("half a request", "GET / HT"),
            ("no headers' end", "GET / HTTP/1.1\r\nHost: x\r\n"),
            ("a path of 1 MB", $"GET /{new string('x', 1 << 20)} HTTP/1.1\r\n\r\n"),
            ("a header of 1 MB", $"GET / HTTP/1.1\r\nX: {new string('x', 1 << 20)}\r\n\r\n"),
            ("10,000 headers", $"GET / HTTP/1.1\r\n{string.Concat(Enumerable.Range(0, 10_000).Select(static i => $"X{i}: y\r\n"))}\r\n"),
            ("a length of -1", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n"),
            ("a length of 2^63", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9223372036854775807\r\n\r\nx"),
            ("a chunk of 2^64", "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nx"),
            ("an RPC header", "hrpc\t\0\0"),
            ("a URL of another host", "GET http://nobody.example:1/ HTTP/1.1\r\nHost: nobody.example\r\n\r\n"),
            ("no version", "GET /\r\n\r\n"),
        ])
        {
            await SendAsync(name, Encoding.Latin1.GetBytes(text));
        }
    }

    /// <returns>What <see cref="SendAsync"/> does; null: it is not in the sample.</returns>
    private async Task<string?> AskAsync(string method, string path, string body, string headers = "") =>
        !findings.Takes(Weight.Small, 1, 1) ? null : await SendAsync(
            $"{method} {(path.Length > 200 ? path[..200] : path)} {headers.TrimEnd()} {(body.Length > 40 ? body[..40] : body)}",
            Encoding.UTF8.GetBytes($"{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                + $"{always}{headers}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}"));

    /// <returns>The first line of the answer, and how long it is; nothing where there was none.</returns>
    private async Task<string> SendAsync(string name, byte[] bytes)
    {
        findings.Called();
        using var socket = new Socket(at.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        using var patience = new CancellationTokenSource(Findings.Patience);
        var (head, length) = ("", 0);
        try
        {
            await socket.ConnectAsync(at, patience.Token);
            await socket.SendAsync(bytes, patience.Token);
            socket.Shutdown(SocketShutdown.Send);
            var answer = new byte[64 * 1024];
            for (var count = 1; count > 0;)
            {
                count = await socket.ReceiveAsync(answer, patience.Token);
                length += count;
                head = head.Length > 0 ? head : Encoding.Latin1.GetString(answer, 0, Math.Min(count, 300));
            }
        }
        catch (SocketException)
        {
            // It was cut off, which is an answer.
        }
        catch (OperationCanceledException)
        {
            findings.Fault($"{at.Port}: {name}: the connection was neither answered nor closed");
        }

        if (head.StartsWith("HTTP/1.1 500", StringComparison.Ordinal))
        {
            findings.Fault($"{at.Port}: {name}: {head.ReplaceLineEndings(" ")}");
        }

        await findings.LookAsync($"{at.Port}: {name}");
        return $"{head.Split('\r')[0]} {length}";
    }
}
