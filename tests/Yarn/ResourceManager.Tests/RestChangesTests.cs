using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Hathi.Yarn.Core.Options;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.ResourceManager.Tests;

/// <summary>What REST changes, asked in JSON and in XML.</summary>
public sealed class RestChangesTests
{
    private const string Json = "application/json";
    private const string Xml = "application/xml";

    [Theory]
    [InlineData(Json, """{"queue":"b"}""")]
    [InlineData(Json, """{"appqueue":{"queue":"root.b"}}""")]
    [InlineData(Xml, "<?xml version=\"1.0\"?><!-- to b --><appqueue><queue>b</queue></appqueue>")]
    public async Task An_application_goes_to_another_queue(string type, string body)
    {
        await using var rm = await StartAsync();
        var id = (await rm.SubmitAsync(static c => c.Queue = "a")).ToText();
        var moved = await PutAsync(rm, $"{id}/queue", type, body);
        Assert.Equal((HttpStatusCode.OK, "{\"queue\":\"root.b\"}"), (moved.StatusCode, await moved.Content.ReadAsStringAsync()));
        Assert.Equal("{\"queue\":\"root.b\"}", await rm.Web.GetStringAsync(rm.Url($"/ws/v1/cluster/apps/{id}/queue")));
        var refused = await PutAsync(rm, $"{id}/queue", Json, """{"queue":"nobody"}""");
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal("{\"queue\":\"root.b\"}", await rm.Web.GetStringAsync(rm.Url($"/ws/v1/cluster/apps/{id}/queue")));
    }

    [Theory]
    [InlineData(Json, """{"priority":8}""")]
    [InlineData(Json, """{"priority":"8"}""")]
    [InlineData(Xml, "<applicationpriority><priority>8</priority></applicationpriority>")]
    public async Task An_applications_priority_is_changed(string type, string body)
    {
        await using var rm = await StartAsync();
        var id = (await rm.SubmitAsync(static c => c.Queue = "a")).ToText();
        var changed = await PutAsync(rm, $"{id}/priority", type, body);
        var now = (await rm.ReportAsync(YarnIds.ParseApplication(id))).Priority.Priority;
        Assert.Equal((HttpStatusCode.OK, $"{{\"priority\":{now}}}"), (changed.StatusCode, await changed.Content.ReadAsStringAsync()));
        Assert.Equal(8, now);
        Assert.Equal(HttpStatusCode.BadRequest, (await PutAsync(rm, $"{id}/priority", Json, """{"priority":2147483648}""")).StatusCode);
    }

    [Theory]
    [InlineData(Json, """{"type":"LIFETIME","expiryTime":"2099-01-01T00:00:00.000+0000"}""")]
    [InlineData(Json, """{"timeout":{"type":"LIFETIME","expiryTime":"2099-01-01T00:00:00.000+0000"}}""")]
    [InlineData(Xml, "<timeout><type>LIFETIME</type><expiryTime>2099-01-01T00:00:00.000+0000</expiryTime></timeout>")]
    public async Task An_applications_time_is_limited(string type, string body)
    {
        await using var rm = await StartAsync();
        var id = (await rm.SubmitAsync(static c => c.Queue = "a")).ToText();
        var unlimited = """{"timeout":[{"type":"LIFETIME","expiryTime":"UNLIMITED","remainingTimeInSeconds":-1}]}""";
        Assert.Equal(unlimited, (await rm.Web.GetFromJsonAsync<JsonElement>(
            rm.Url($"/ws/v1/cluster/apps/{id}/timeouts"))).GetProperty("timeouts").GetRawText());
        Assert.Equal(HttpStatusCode.OK, (await PutAsync(rm, $"{id}/timeout", type, body)).StatusCode);
        var timeout = (await rm.Web.GetFromJsonAsync<JsonElement>(
            rm.Url($"/ws/v1/cluster/apps/{id}/timeouts/LIFETIME"))).GetProperty("timeout");
        Assert.Equal("2099-01-01T00:00:00.000+0000", timeout.GetProperty("expiryTime").GetString());
        Assert.True(timeout.GetProperty("remainingTimeInSeconds").GetInt64() > 0);
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await PutAsync(rm, $"{id}/timeout", Json, """{"type":"LIFETIME","expiryTime":"1999-01-01T00:00:00.000+0000"}""")).StatusCode);
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await PutAsync(rm, $"{id}/timeout", Json, """{"type":"LIFETIME","expiryTime":"soon"}""")).StatusCode);
    }

    [Fact]
    public async Task An_application_is_killed_by_XML()
    {
        await using var rm = await StartAsync();
        var id = (await rm.SubmitAsync(static c => c.Queue = "a")).ToText();
        var killed = await PutAsync(
            rm, $"{id}/state", Xml, "<appstate><state>KILLED</state><diagnostics>I &lt;said&gt; so</diagnostics></appstate>");
        Assert.Equal((HttpStatusCode.OK, "{\"state\":\"KILLED\"}"), (killed.StatusCode, await killed.Content.ReadAsStringAsync()));
        Assert.Contains("I <said> so", (await rm.ReportAsync(YarnIds.ParseApplication(id))).Diagnostics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_application_is_submitted_by_XML_with_all_that_it_says()
    {
        await using var rm = await StartAsync();
        await using var node = await FakeNode.StartAsync(rm);
        using var made = JsonDocument.Parse(
            await (await rm.Web.PostAsync(rm.Url("/ws/v1/cluster/apps/new-application"), content: null)).Content.ReadAsStringAsync());
        var id = made.RootElement.GetProperty("application-id").GetString()!;
        var body = $"""
            <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
            <application-submission-context>
              <application-id>{id}</application-id><application-name>by xml</application-name><queue>a</queue><priority>0</priority>
              <am-container-spec>
                <local-resources><entry><key>f</key><value>
                  <resource>hdfs://nn:8020/a/f.jar</resource><type>FILE</type><visibility>APPLICATION</visibility>
                  <size>5</size><timestamp>7</timestamp>
                </value></entry></local-resources>
                <environment><entry><key>A</key><value>1 &lt; 2</value></entry><entry><key>B</key><value></value></entry></environment>
                <commands><command>sleep 1 1&gt;&lt;LOG_DIR&gt;/out</command></commands>
                <credentials><tokens/><secrets><entry><key>s</key><value>c2VjcmV0MQ</value></entry></secrets></credentials>
                <application-acls>
                  <entry><key>VIEW_APP</key><value>carol</value></entry><entry><key>MODIFY_APP</key><value>dave</value></entry>
                </application-acls>
              </am-container-spec>
              <unmanaged-AM>false</unmanaged-AM><max-app-attempts>2</max-app-attempts>
              <resource><memory>256</memory><vCores>1</vCores></resource>
              <application-type>YARN</application-type>
              <keep-containers-across-application-attempts>false</keep-containers-across-application-attempts>
              <application-tags><tag>one</tag><tag>two</tag></application-tags>
            </application-submission-context>
            """;
        var answer = await rm.Web.PostAsync(rm.Url("/ws/v1/cluster/apps"), new StringContent(body, Encoding.UTF8, Xml));
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var launch = (await node.NextStartAsync()).ContainerLaunchContext;
        Assert.Equal("sleep 1 1><LOG_DIR>/out", Assert.Single(launch.Command));
        Assert.Equal(
            ("1 < 2", ""),
            (launch.Environment.Single(static v => v.Key == "A").Value, launch.Environment.Single(static v => v.Key == "B").Value));
        Assert.Equal((5L, "f"), (launch.LocalResources[0].Value.Size, launch.LocalResources[0].Key));
        Assert.Equal(
            [(ApplicationAccessTypeProto.AppaccessModifyApp, "dave"), (ApplicationAccessTypeProto.AppaccessViewApp, "carol")],
            launch.ApplicationACLs.Select(static a => (a.AccessType, a.Acl)).OrderByDescending(static a => a.Acl));
        var report = await rm.ReportAsync(YarnIds.ParseApplication(id));
        Assert.Equal(("by xml", "YARN", "root.a"), (report.Name, report.ApplicationType, report.Queue));
        Assert.Equal(["one", "two"], report.ApplicationTags);
    }

    [Theory]
    [InlineData("max-app-attempts", "4294967297")]
    [InlineData("priority", "99999999999999999999")]
    [InlineData("resource", "{\"memory\":1,\"vCores\":4294967297}")]
    [InlineData("application-tags", "{\"tag\":[7]}")]
    [InlineData(
        "am-container-spec", "{\"local-resources\":{\"entry\":{\"key\":\"f\",\"value\":{\"resource\":\"hdfs://n/a\",\"type\":\"2\"}}}}")]
    [InlineData(
        "am-container-spec",
        "{\"local-resources\":{\"entry\":{\"key\":\"f\",\"value\":{\"resource\":\"hdfs://n/a\",\"visibility\":\"nobody\"}}}}")]
    [InlineData("am-container-spec", "{\"application-acls\":{\"entry\":{\"key\":\"nobody\",\"value\":\"*\"}}}")]
    [InlineData("am-container-spec", "{\"credentials\":{\"tokens\":{\"entry\":{\"key\":\"t\",\"value\":\"AAAA\"}}}}")]
    [InlineData("am-container-spec", "{\"environment\":{\"entry\":[{}]}}")]
    public async Task A_submission_with_a_member_that_makes_no_sense_is_refused(string member, string value)
    {
        await using var rm = await TestResourceManager.StartAsync();
        var body = $"{{\"application-id\":\"application_{rm.Server.StartTime}_0001\",\"{member}\":{value}}}";
        var answer = await rm.Web.PostAsync(rm.Url("/ws/v1/cluster/apps"), new StringContent(body, Encoding.UTF8, Json));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(
            "BadRequestException",
            (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("RemoteException").GetProperty("exception").GetString());
    }

    [Fact]
    public async Task Applications_are_counted_by_state_and_type_and_fields_are_left_out()
    {
        await using var rm = await StartAsync();
        foreach (var type in (string[])["SPARK", "SPARK", "MAPREDUCE"])
        {
            await rm.SubmitAsync(c => (c.Queue, c.ApplicationType) = ("a", type));
        }

        var killed = (await rm.SubmitAsync(static c => c.Queue = "a")).ToText();
        await PutAsync(rm, $"{killed}/state", Json, """{"state":"KILLED"}""");
        Assert.Equal(
            ["NEW * 0", "NEW_SAVING * 0", "SUBMITTED * 0", "ACCEPTED * 3", "RUNNING * 0", "FINISHED * 0", "FAILED * 0", "KILLED * 1"],
            await CountsAsync(rm, ""));
        Assert.Equal(["ACCEPTED spark 2", "KILLED spark 0"], await CountsAsync(rm, "?states=killed,Accepted&applicationTypes=Spark"));

        var waits = (await rm.SubmitAsync(static c => c.Queue = "a")).ToText();
        var app = (await rm.Web.GetFromJsonAsync<JsonElement>(
            rm.Url($"/ws/v1/cluster/apps/{waits}?deSelects=timeouts,resourceInfo&deSelects=amNodeLabelExpression"))).GetProperty("app");
        var all = (await rm.Web.GetFromJsonAsync<JsonElement>(rm.Url($"/ws/v1/cluster/apps/{waits}"))).GetProperty("app");
        Assert.Equal(
            ["amNodeLabelExpression", "resourceInfo", "timeouts"],
            all.EnumerateObject().Select(static m => m.Name).Except(app.EnumerateObject().Select(static m => m.Name))
                .Order(StringComparer.Ordinal));
        var ended = (await rm.Web.GetFromJsonAsync<JsonElement>(rm.Url($"/ws/v1/cluster/apps/{killed}"))).GetProperty("app");
        Assert.False(ended.TryGetProperty("resourceInfo", out _));
    }

    [Fact]
    public async Task Ids_that_do_not_belong_together_are_not_found()
    {
        await using var rm = await TestResourceManager.StartAsync();
        var id = (await rm.SubmitAsync()).ToText();
        var root = $"/ws/v1/cluster/apps/{id}/appattempts";
        var number = id["application_".Length..];
        await NotFoundAsync($"{root}/appattempt_1_0001_000001", "appId and appAttemptId don't match");
        await NotFoundAsync(
            $"{root}/appattempt_{number}_000001/containers/container_{number}_02_000001", "appAttemptId and containerId don't match");
        await NotFoundAsync("/ws/v1/cluster/apps/application_1_0001/appattempts", "app with id: application_1_0001 not found");

        async Task NotFoundAsync(string path, string message)
        {
            var answer = await rm.Web.GetAsync(rm.Url(path));
            Assert.Equal((HttpStatusCode.NotFound, message), (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonElement>())
                .GetProperty("RemoteException").GetProperty("message").GetString()));
        }
    }

    private static Task<TestResourceManager> StartAsync() => TestResourceManager.StartAsync(new TestResourceManager
    {
        Core = static options => options with
        {
            MaxPriority = 10,
            Queues = new QueueSettings
            {
                Name = "root", Children = [new QueueSettings { Name = "a", Capacity = 50 }, new QueueSettings { Name = "b", Capacity = 50 }]
            },
        },
    });

    private static async Task<List<string>> CountsAsync(TestResourceManager rm, string query) =>
        [.. (await rm.Web.GetFromJsonAsync<JsonElement>(rm.Url("/ws/v1/cluster/appstatistics" + query)))
            .GetProperty("appStatInfo").GetProperty("statItem").EnumerateArray()
            .Select(static i =>
                $"{i.GetProperty("state").GetString()} {i.GetProperty("type").GetString()} {i.GetProperty("count").GetInt64()}")];

    private static Task<HttpResponseMessage> PutAsync(TestResourceManager rm, string path, string type, string body) =>
        rm.Web.PutAsync(rm.Url("/ws/v1/cluster/apps/" + path), new StringContent(body, Encoding.UTF8, type));
}
