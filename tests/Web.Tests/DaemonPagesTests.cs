using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Xml.Linq;
using Hathi.Base;
using Hathi.Web.Figures;
using Hathi.Web.Pages;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.Web.Tests;

/// <summary>What every daemon has: <c>/conf</c>, <c>/jmx</c>, HEAD.</summary>
public sealed class DaemonPagesTests : IAsyncLifetime
{
    private static readonly JmxBean[] s_beans =
    [
        new(
            "Hadoop:service=NameNode,name=FSNamesystemState",
            "org.apache.hadoop.hdfs.server.namenode.FSNamesystem",
            [("FSState", "Operational"), ("NumLiveDataNodes", 3), ("Load", 0.5), ("Safe", false)]),
        new("Hadoop:service=NameNode,name=JvmMetrics", "JvmMetrics", [("GcCount", 7L)]),
        new("java.lang:type=Memory", "sun.management.MemoryImpl", []),
    ];

    // A key for each pattern of Apache's default, and some that look like it.
    private static readonly string[] s_secret =
    [
        "a.secret", "hadoop.ssl.password", "ldap.username", "ssl.server.ssl.keystore.pass", "fs.s3a.secret.key",
        "fs.s3.awsSecretAccessKeyx.SecretKey", "fs.s3a.bucket.b.server-side-encryption.key",
        "fs.s3a.encryption.algorithm", "fs.s3a.encryption.key", "fs.s3a.encryption.context", "fs.azure.account.key.me.blob", "x.credential",
        "dfs.adls.oauth2.client.secret", "oauth.password", "fs.oauth2.refresh.token",
        "hadoop.security.sensitive-config-keys",
    ];

    private static readonly string[] s_open = ["fs.defaultFS", "secret.of.success", "dfs.password.less", "hadoop.user"];

    private readonly HttpClient _http = new();
    private readonly List<ConfProperty> _properties = [];
    private WebServer _web = null!;

    public async ValueTask InitializeAsync()
    {
        _properties.AddRange(s_secret.Where(static k => k != ConfRedactor.Key).Concat(s_open)
            .Select(static k => new ConfProperty(k, "${hush}", "hush", k == "fs.defaultFS")));
        _properties.Add(new ConfProperty("odd", "<&\u0001>", "<&\u0001>", false));
        _web = await WebServer.StartAsync(
            new IPEndPoint(IPAddress.Loopback, 0), WebServerLimits.Pages, AnswerAsync, NullLogger.Instance, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _web.DisposeAsync();
    }

    [Fact]
    public async Task The_configuration_is_XML_or_JSON_all_of_it_or_one_property()
    {
        var (status, type, xml) = await GetAsync("/conf");
        Assert.Equal((HttpStatusCode.OK, "text/xml"), (status, type));
        var names = XDocument.Parse(xml).Root!.Elements("property")
            .ToDictionary(static p => p.Element("name")!.Value, static p => (p.Element("value")!.Value, p.Element("final")!.Value));
        Assert.Equal(_properties.Count, names.Count);
        Assert.Equal(("${hush}", "true"), names["fs.defaultFS"]);
        Assert.Equal(("<&?>", "false"), names["odd"]);

        var json = JsonDocument.Parse((await GetAsync("/conf?format=json")).Body).RootElement.GetProperty("properties");
        Assert.Equal(_properties.Count, json.GetArrayLength());
        var one = JsonDocument.Parse(
            (await GetAsync("/conf?name=fs.defaultFS", "application/json")).Body).RootElement.GetProperty("property");
        Assert.Equal(
            ("fs.defaultFS", "hush", true),
            (one.GetProperty("key").GetString(), one.GetProperty("value").GetString(), one.GetProperty("isFinal").GetBoolean()));
        Assert.Equal("${hush}", XDocument.Parse((await GetAsync(
            "/conf?name=fs.defaultFS&format=xml", "application/json")).Body).Root!.Element("property")!.Element("value")!.Value);
        Assert.Equal((HttpStatusCode.NotFound, "Property nobody not found\n"), await StatusAsync("/conf?name=nobody"));
        Assert.Equal((HttpStatusCode.BadRequest, "Bad format: yaml\n"), await StatusAsync("/conf?format=yaml"));
        Assert.Equal(_properties.Count, XDocument.Parse((await GetAsync("/conf?name=")).Body).Root!.Elements().Count());
    }

    /// <summary>A value that takes in a secret by a variable, or by one in a variable, shows it when it is expanded.</summary>
    [Fact]
    public async Task No_secret_is_shown_inside_another_value()
    {
        _properties.Add(new ConfProperty("db.password", "hunter2", "hunter2", false));
        _properties.Add(new ConfProperty("db.login", "me:${db.password}", "me:hunter2", false));
        _properties.Add(new ConfProperty("db.url", "jdbc:x?${db.login}", "jdbc:x?me:hunter2", false));
        _properties.Add(new ConfProperty("circle", "${circle}", "${circle}", false));
        foreach (var query in (string[])["?format=json", "?format=xml", "?name=db.url&format=json"])
        {
            Assert.DoesNotContain("hunter2", (await GetAsync("/conf" + query)).Body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task No_secret_is_shown_whichever_way_it_is_asked_for()
    {
        _properties.Add(new ConfProperty(ConfRedactor.Key, "hush", "", false)); // set to nothing: Apache's own
        foreach (var key in s_secret)
        {
            foreach (var query in (string[])["", "?name=" + key])
            {
                var xml = XDocument.Parse((await GetAsync("/conf" + query)).Body).Root!.Elements()
                    .Single(p => p.Element("name")!.Value == key);
                Assert.Equal((key, "******"), (key, xml.Element("value")!.Value));
            }

            Assert.Contains(
                $"{{\"key\":\"{key}\",\"value\":\"<redacted>\"", (await GetAsync("/conf?format=json")).Body, StringComparison.Ordinal);
            Assert.DoesNotContain("hush", (await GetAsync($"/conf?format=json&name={key}")).Body, StringComparison.Ordinal);
        }

        foreach (var key in s_open)
        {
            Assert.Contains("hush", (await GetAsync($"/conf?name={key}")).Body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_cluster_names_its_own_secrets_and_one_whose_pattern_does_not_read_shows_nothing()
    {
        _properties.Add(new ConfProperty(ConfRedactor.Key, "default", "default.S, odd", false));
        Assert.Contains("******", (await GetAsync("/conf?name=fs.defaultFS")).Body, StringComparison.Ordinal);
        Assert.Contains("hush", (await GetAsync("/conf?name=a.secret")).Body, StringComparison.Ordinal);
        foreach (var bad in (string[])["(", "odd)|(even", @"(odd)\1"])
        {
            _properties[^1] = new ConfProperty(ConfRedactor.Key, bad, bad, false);
            var (status, body) = await StatusAsync("/conf");
            Assert.Equal(HttpStatusCode.InternalServerError, status);
            Assert.DoesNotContain("hush", body, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("", 3)]
    [InlineData("?qry=*:*", 3)]
    [InlineData("?qry=Hadoop:*", 2)]
    [InlineData("?qry=Hadoop:service=NameNode,name=FSNamesystemState", 1)]
    [InlineData("?qry=Hadoop:name=FSNamesystemState,service=NameNode", 1)]
    [InlineData("?qry=Hadoop:service=NameNode,name=*", 2)]
    [InlineData("?qry=Hadoop:service=NameNode,*", 2)]
    [InlineData("?qry=*:type=Mem?ry", 1)]
    [InlineData("?qry=Ha*p:service=*,name=*tate", 1)]
    [InlineData("?qry=Hadoop:service=NameNode", 0)]
    [InlineData("?qry=nobody:*", 0)]
    [InlineData("?get=nobody:x=y::z", 0)]
    public async Task Beans_are_found_by_patterns_of_their_names(string query, int found)
    {
        var (status, _, body) = await GetAsync("/jmx" + query);
        Assert.Equal((HttpStatusCode.OK, found), (status, JsonDocument.Parse(body).RootElement.GetProperty("beans").GetArrayLength()));
    }

    [Fact]
    public async Task One_attribute_is_got_and_one_that_is_not_there_is_an_error()
    {
        var (status, _, body) = await GetAsync("/jmx?get=Hadoop:service=NameNode,name=FSNamesystemState::FSState");
        var bean = JsonDocument.Parse(body).RootElement.GetProperty("beans")[0];
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(["name", "modelerType", "FSState"], bean.EnumerateObject().Select(static m => m.Name));

        (status, _, body) = await GetAsync("/jmx?get=Hadoop:service=NameNode,name=*::FSStat");
        bean = Assert.Single(JsonDocument.Parse(body).RootElement.GetProperty("beans").EnumerateArray());
        Assert.Equal(
            (HttpStatusCode.NotFound, "ERROR", "No attribute with name FSStat was found."),
            (status, bean.GetProperty("result").GetString(), bean.GetProperty("message").GetString()));
    }

    [Theory]
    [InlineData("?get=")]
    [InlineData("?get=java.lang:type=Memory")]
    [InlineData("?get=java.lang:type=Memory::")]
    [InlineData("?get=a::b::c")]
    [InlineData("?get=nonsense::x")]
    [InlineData("?qry=")]
    [InlineData("?qry=nonsense")]
    [InlineData("?qry=a:")]
    [InlineData("?qry=a:b")]
    [InlineData("?qry=a:=b")]
    [InlineData("?qry=a:b=c,b=d")]
    [InlineData("?qry=a:b=c=d")]
    [InlineData("?qry=a:*,*")]
    [InlineData("?qry=a:b=c%0a")]
    public async Task What_is_no_name_of_beans_is_refused(string query)
    {
        var (status, _, body) = await GetAsync("/jmx" + query);
        Assert.Equal(
            (HttpStatusCode.BadRequest, "ERROR"), (status, JsonDocument.Parse(body).RootElement.GetProperty("result").GetString()));
    }

    [Theory]
    [InlineData("/conf")]
    [InlineData("/jmx")]
    [InlineData("/text")]
    public async Task HEAD_is_answered_as_GET_without_a_body_and_what_changes_something_is_refused(string path)
    {
        using var get = await _http.GetAsync(new Uri(Server, path));
        using var request = new HttpRequestMessage(HttpMethod.Head, new Uri(Server, path));
        using var head = await _http.SendAsync(request);
        Assert.Equal(
            (get.StatusCode, get.Content.Headers.ContentType, get.Content.Headers.ContentLength),
            (head.StatusCode, head.Content.Headers.ContentType, head.Content.Headers.ContentLength));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
        if (path != "/text")
        {
            using var post = await _http.PostAsync(new Uri(Server, path), null);
            Assert.Equal((HttpStatusCode.MethodNotAllowed, "GET, HEAD"), (post.StatusCode, string.Join(", ", post.Content.Headers.Allow)));
        }
    }

    private Uri Server => new($"http://{_web.BoundEndPoint}");

    private Task AnswerAsync(HttpContext context) => context.Request.Path.Value switch
    {
        "/conf" => ConfReply.SendAsync(context, _properties),
        "/jmx" => JmxReply.SendAsync(context, s_beans),
        _ => TextAsync(context),
    };

    private static Task TextAsync(HttpContext context)
    {
        context.Response.ContentLength = 4;
        return context.Response.WriteAsync("text");
    }

    private async Task<(HttpStatusCode Status, string? Type, string Body)> GetAsync(string path, string? accept = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Server, path));
        if (accept is not null)
        {
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        }

        using var answer = await _http.SendAsync(request);
        return (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, await answer.Content.ReadAsStringAsync());
    }

    private async Task<(HttpStatusCode Status, string Body)> StatusAsync(string path)
    {
        var (status, _, body) = await GetAsync(path);
        return (status, body);
    }
}
