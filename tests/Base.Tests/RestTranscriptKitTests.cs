using System.Net;
using System.Text;
using Hathi.Tests.Cases;
using Hathi.Tests.Cases.Rest;

namespace Hathi.Base.Tests;

/// <summary>REST requests and their answers as texts: what is read from one, what counts as the same, what is recorded.</summary>
public sealed class RestTranscriptKitTests
{
    private static readonly string[] s_lines =
    [
        "# A thing is made and looked at.",
        "",
        "> POST /things",
        "  {\"name\": \"a\"}",
        "< 202 - /things/$ID",
        "",
        "> GET /things/7",
        "< 200 application/json",
        "  {",
        "    \"id\": \"$ID\"",
        "  }",
    ];

    // Apache's answer and ours.
    private static readonly string[] s_twoAnswers =
    [
        "# Ours says more.",
        "",
        "> GET /things/8",
        "< 404 -",
        "<ours 404 application/json",
        "  {",
        "    \"why\": \"none: $TEXT\"",
        "  }",
    ];

    [Fact]
    public void What_is_written_is_read_again()
    {
        var transcript = RestTranscript.Parse("x.txt", s_lines);
        Assert.Equal(s_lines, transcript.Lines());
        var (made, looked) = (transcript.Exchanges[0], transcript.Exchanges[1]);
        Assert.Equal(("POST", "/things", "{\"name\": \"a\"}"), (made.Method, made.Path, made.Body));
        Assert.Equal(new RestAnswer(202, null, "/things/$ID", ""), made.Answer);
        Assert.Equal((7, "{\n  \"id\": \"$ID\"\n}"), (looked.Line, looked.Answer.Body));
    }

    [Fact]
    public void What_ours_says_instead_stands_behind_what_Apaches_says()
    {
        var transcript = RestTranscript.Parse("x.txt", s_twoAnswers);
        Assert.Equal(s_twoAnswers, transcript.Lines());
        var exchange = Assert.Single(transcript.Exchanges);
        Assert.Equal(new RestAnswer(404, null, null, ""), exchange.Answer);
        Assert.Equal(new RestAnswer(404, "application/json", null, "{\n  \"why\": \"none: $TEXT\"\n}"), exchange.Ours);
    }

    [Theory]
    [InlineData("x.txt:1: nothing is asked", "# Nothing.")]
    [InlineData("x.txt:2: a request is", "# One.", "GET /")]
    [InlineData("x.txt:2: a request is", "# One.", "> GET", "< 200 -")]
    [InlineData("x.txt:2: behind a request", "# One.", "> GET /")]
    [InlineData("x.txt:2: behind a request", "# One.", "> GET /", "< well -")]
    [InlineData("x.txt:2: behind a request", "# One.", "> GET /", "< 200")]
    [InlineData("x.txt:2: behind a request", "# One.", "> GET /", "<ours 200 -")]
    [InlineData("x.txt:4: a request is", "# One.", "> GET /", "< 200 -", "< 200 -")]
    public void What_is_none_is_told_by_file_and_line(string says, params string[] lines) =>
        Assert.StartsWith(says, Assert.Throws<CaseFault>(() => RestTranscript.Parse("x.txt", lines)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"a":1,"b":[true,null]}""", """{ "b": [ true, null ], "a": 1 }""")]
    [InlineData("""{"a":"$TEXT","b":"$TEXT"}""", """{"a":"x","b":"y"}""")]
    [InlineData("""{"a":"$NUMBER"}""", """{"a":1.5}""")]
    [InlineData("""{"a":"$ID","b":"$ID"}""", """{"a":7,"b":7}""")]
    [InlineData("""{"a":"$ID","b":"of $ID"}""", """{"a":"x","b":"of x"}""")]
    [InlineData("""{"a":"$I","b":"$ID","c":"$ID of $I"}""", """{"a":"x","b":"y","c":"y of x"}""")]
    [InlineData("""{"a":"of $TEXT","b":"of x$TEXT"}""", """{"a":"of x","b":"of x"}""")]
    public void Is_the_same(string expected, string found) => Assert.Empty(new JsonPattern().Differences(expected, found));

    [Theory]
    [InlineData("""{"a":1}""", """{"a":1.0}""", "/a is 1.0, not 1")]
    [InlineData("""{"a":1}""", """{"a":"1"}""", "/a is \"1\", not 1")]
    [InlineData("""{"a":1,"b":2}""", """{"a":1}""", "/b is missing")]
    [InlineData("""{"a":1}""", """{"a":1,"b":2}""", "/b is there too: 2")]
    [InlineData("""{"a":[1,2]}""", """{"a":[2,1]}""", "/a[0] is 2, not 1")]
    [InlineData("""{"a":[1]}""", """{"a":[1,2]}""", "/a is [1,2], not [1]")]
    [InlineData("""{"a":{}}""", """{"a":null}""", "/a is null, not {}")]
    [InlineData("""{"a":"$TEXT"}""", """{"a":1}""", "/a is 1, not \"$TEXT\"")]
    [InlineData("""{"a":"$TEXT"}""", """{"a":""}""", "/a is \"\", not \"$TEXT\"")]
    [InlineData("""{"a":"$NUMBER"}""", """{"a":"1"}""", "/a is \"1\", not \"$NUMBER\"")]
    [InlineData("""{"a":"of $TEXT"}""", """{"a":"to x"}""", "/a is \"to x\", not \"of $TEXT\"")]
    [InlineData("""{"a":"$TEXT of"}""", """{"a":"x of"}""", "/a is \"x of\", not \"$TEXT of\"")]
    [InlineData("""{"a":"$ID","b":"$ID"}""", """{"a":7,"b":8}""", "/b is 8, not \"$ID\"")]
    public void Differs(string expected, string found, string says) =>
        Assert.Equal(says, new JsonPattern().Differences(expected, found).First());

    [Fact]
    public async Task A_server_that_answers_otherwise_is_told_of()
    {
        var transcript = RestTranscript.Parse("x.txt", s_lines);
        Assert.Equal("", await PlayAsync(transcript, """{"id":7}"""));
        Assert.Equal(
            "x.txt:7: GET /things/7\n  /name is there too: a\n", await PlayAsync(transcript, """{"id":7,"name":"a"}"""));
        Assert.Equal(
            "x.txt:7: GET /things/7\n  answered 404 application/json : {}\n", await PlayAsync(transcript, "{}", HttpStatusCode.NotFound));
        var two = RestTranscript.Parse("x.txt", s_twoAnswers);
        Assert.Equal("", await PlayAsync(two, """{"why":"none: it is gone"}""", HttpStatusCode.NotFound));
        Assert.Equal(
            "x.txt:3: GET /things/8\n  /why is \"gone\", not \"none: $TEXT\"\n",
            await PlayAsync(two, """{"why":"gone"}""", HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task What_is_recorded_keeps_the_names_that_stood_there()
    {
        using var http = new HttpClient(new Things("""{"id":"seven","link":"to seven","size":7}""", HttpStatusCode.OK));
        var recorded = await RecordAsync(http, s_lines);
        Assert.Equal(
            [.. s_lines[..^2], "    \"id\": \"$ID\",", "    \"link\": \"to $ID\",", "    \"size\": 7", "  }"], recorded.Lines());
    }

    [Fact]
    public async Task What_is_recorded_keeps_what_ours_is_to_say()
    {
        using var http = new HttpClient(new Things("""{"why":"none"}""", HttpStatusCode.Gone));
        var recorded = await RecordAsync(http, s_twoAnswers);
        Assert.Equal(
            [.. s_twoAnswers[..3], "< 410 application/json", "  {", "    \"why\": \"none\"", "  }", .. s_twoAnswers[4..]],
            recorded.Lines());
    }

    [Theory]
    [InlineData("/things/eight", " /things/eight")]
    [InlineData("/things/seven", " /things/$ID")]
    [InlineData(null, "")]
    public async Task What_is_recorded_points_where_the_server_points_now(string? location, string recorded)
    {
        using var http = new HttpClient(new Things("{\"id\":\"seven\"}", HttpStatusCode.OK) { Location = location });
        var lines = (await RecordAsync(http, [.. s_lines[..1], .. s_lines[5..], .. s_lines[1..5]])).Lines();
        Assert.Equal($"< 202 -{recorded}", lines[^1]);
    }

    private static Task<RestTranscript> RecordAsync(HttpClient http, string[] lines) =>
        new RestPlayer(http, new Uri("http://rm/")).AnsweredAsync(RestTranscript.Parse("x.txt", lines));

    private static async Task<string> PlayAsync(RestTranscript transcript, string body, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var http = new HttpClient(new Things(body, status));
        return await new RestPlayer(http, new Uri("http://rm/")).DifferencesAsync(transcript);
    }

    private sealed class Things(string body, HttpStatusCode status) : HttpMessageHandler
    {
        /// <summary>Of what is made; null: it is not told.</summary>
        public string? Location { get; init; } = "/things/$ID";

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Method != HttpMethod.Post)
            {
                return new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            }

            Assert.Equal("{\"name\": \"a\"}", await request.Content!.ReadAsStringAsync(cancellationToken));
            var answer = new HttpResponseMessage(HttpStatusCode.Accepted) { Content = new ByteArrayContent([]) };
            answer.Headers.Location = Location is null ? null : new Uri($"http://rm{Location}");
            return answer;
        }
    }
}
