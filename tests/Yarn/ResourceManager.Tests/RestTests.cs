using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Hathi.Web;
using Hathi.Yarn.Core.Options;
using Hathi.Yarn.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.Yarn.ResourceManager.Tests;

/// <summary>REST in Apache's shapes.</summary>
public sealed class RestTests
{
    [Fact]
    public async Task The_cluster_and_its_nodes_are_shown()
    {
        await using var rm = await TestResourceManager.StartAsync();
        Assert.Equal("{\"nodes\":{}}", await rm.Web.GetStringAsync(rm.Url("/ws/v1/cluster/nodes")));
        await using var node = await FakeNode.StartAsync(rm);
        var info = (await JsonAsync(rm, "/ws/v1/cluster/info")).GetProperty("clusterInfo");
        Assert.Equal((rm.Server.StartTime, "STARTED"), (info.GetProperty("id").GetInt64(), info.GetProperty("state").GetString()));
        var metrics = (await JsonAsync(rm, "/ws/v1/cluster/metrics")).GetProperty("clusterMetrics");
        Assert.Equal((1, 4096L), (metrics.GetProperty("activeNodes").GetInt32(), metrics.GetProperty("totalMB").GetInt64()));
        var shown = (await JsonAsync(rm, $"/ws/v1/cluster/nodes/{node.Id.ToText()}")).GetProperty("node");
        Assert.Equal(("RUNNING", "/default-rack"), (shown.GetProperty("state").GetString(), shown.GetProperty("rack").GetString()));
        var root = (await JsonAsync(rm, "/ws/v1/cluster/scheduler")).GetProperty("scheduler").GetProperty("schedulerInfo");
        Assert.Equal("root.default", root.GetProperty("queues").GetProperty("queue")[0].GetProperty("queuePath").GetString());
        Assert.Equal(("100.0", "-1.0"), (root.GetProperty("capacity").GetRawText(), root.GetProperty("weight").GetRawText()));
        Assert.Equal(
            ["rmLoginUser", "requestedUser"],
            (await JsonAsync(rm, "/ws/v1/cluster/userinfo")).EnumerateObject().Select(static m => m.Name));
        Assert.Contains("hathi_yarn_nodes_active 1", await rm.Web.GetStringAsync(rm.Url("/metrics")), StringComparison.Ordinal);
        Assert.Contains("\"NumActiveNMs\": 1", await rm.Web.GetStringAsync(rm.Url("/jmx")), StringComparison.Ordinal);
        Assert.Contains(node.Id.ToText(), await rm.Web.GetStringAsync(rm.Url("/cluster")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_application_is_shown_and_killed()
    {
        await using var rm = await TestResourceManager.StartAsync();
        var id = (await rm.SubmitAsync(static context => context.ApplicationTags.Add("Blue"))).ToText();
        var app = (await JsonAsync(rm, $"/ws/v1/cluster/apps/{id}")).GetProperty("app");
        Assert.Equal(
            (id, "ACCEPTED", "UNDEFINED", "UNASSIGNED", "blue"),
            (app.GetProperty("id").GetString(), app.GetProperty("state").GetString(), app.GetProperty("finalStatus").GetString(),
                app.GetProperty("trackingUI").GetString(), app.GetProperty("applicationTags").GetString()));
        Assert.Contains("no NodeManager has registered", app.GetProperty("diagnostics").GetString(), StringComparison.Ordinal);
        Assert.Equal(1, (await JsonAsync(rm, "/ws/v1/cluster/apps?states=accepted,running&user=alice&applicationTags=BLUE")).GetProperty(
            "apps").GetProperty("app").GetArrayLength());
        Assert.Equal("{\"apps\":{}}", await rm.Web.GetStringAsync(rm.Url("/ws/v1/cluster/apps?states=FINISHED")));
        Assert.Equal(
            await rm.Web.GetStringAsync(rm.Url("/ws/v1/cluster/nodes?states=RUNNING")),
            await rm.Web.GetStringAsync(rm.Url("/ws/v1/cluster/nodes?states=RUNNING,")));
        Assert.Equal("{\"state\":\"ACCEPTED\"}", await rm.Web.GetStringAsync(rm.Url($"/ws/v1/cluster/apps/{id}/state")));

        var refused = await PutStateAsync(rm, id, "FINISHED");
        Assert.Equal((HttpStatusCode.BadRequest, "BadRequestException"), (refused.StatusCode, await ExceptionAsync(refused)));
        var killed = await PutStateAsync(rm, id, "KILLED");
        Assert.Equal("{\"state\":\"KILLED\"}", await killed.Content.ReadAsStringAsync());
        Assert.Equal(YarnApplicationStateProto.Killed, (await rm.ReportAsync(YarnIds.ParseApplication(id))).YarnApplicationState);
    }

    [Fact]
    public async Task An_attempt_that_is_asked_for_by_itself_has_other_members_than_in_a_list()
    {
        await using var rm = await TestResourceManager.StartAsync();
        await using var node = await FakeNode.StartAsync(rm);
        var root = $"/ws/v1/cluster/apps/{(await rm.SubmitAsync()).ToText()}/appattempts";
        await node.NextStartAsync();
        var listed = (await JsonAsync(rm, root)).GetProperty("appAttempts").GetProperty("appAttempt")[0];
        var alone = (await JsonAsync(rm, $"{root}/{listed.GetProperty("appAttemptId").GetString()}")).GetProperty("appAttempt");
        Assert.Equal(
            [
                "appAttemptId", "host", "rpcPort", "trackingUrl", "originalTrackingUrl", "diagnosticsInfo", "appAttemptState",
                "amContainerId", "startedTime", "finishedTime",
            ],
            alone.EnumerateObject().Select(static m => m.Name));
        Assert.Equal(listed.GetProperty("containerId").GetString(), alone.GetProperty("amContainerId").GetString());
    }

    [Fact]
    public async Task An_application_is_submitted()
    {
        await using var rm = await TestResourceManager.StartAsync();
        await using var node = await FakeNode.StartAsync(rm);
        var made = JsonDocument.Parse(await (await rm.Web.PostAsync(
            rm.Url("/ws/v1/cluster/apps/new-application"), content: null)).Content.ReadAsStringAsync()).RootElement;
        var id = made.GetProperty("application-id").GetString()!;
        var body = $$$$$"""
            {"application-id":"{{{{{id}}}}}","application-name":"by rest","application-type":"SHELL","resource":{"memory":256,"vCores":1},
             "am-container-spec":{
               "commands":{"command":"date"},
               "environment":{"entry":[{"key":"K","value":"V"}]},
               "local-resources":{"entry":{"key":"f","value":{
                 "resource":"hdfs://nn:8020/a%20b/100%25","type":"FILE","visibility":"PUBLIC","size":5,"timestamp":7}}}},
             "application-tags":{"tag":["one","two"]}}
            """;
        var answer = await rm.Web.PostAsync(
            rm.Url("/ws/v1/cluster/apps?user.name=carol"), new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.EndsWith("/ws/v1/cluster/apps/" + id, answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        var launch = (await node.NextStartAsync()).ContainerLaunchContext;
        Assert.Equal("date", Assert.Single(launch.Command));
        var file = Assert.Single(launch.LocalResources);
        Assert.Equal(
            ("f", "nn", 8020, "/a b/100%", 5L),
            (file.Key, file.Value.Resource.Host, file.Value.Resource.Port, file.Value.Resource.File, file.Value.Size));
        var report = await rm.ReportAsync(YarnIds.ParseApplication(id));
        Assert.Equal(("carol", "by rest", "SHELL"), (report.User, report.Name, report.ApplicationType));
        Assert.Equal(["one", "two"], report.ApplicationTags);
    }

    [Fact]
    public async Task The_pages_of_a_running_master_are_fetched_from_here()
    {
        await using var rm = await TestResourceManager.StartAsync();
        await using var node = await FakeNode.StartAsync(rm);
        await using var pages = await WebServer.StartAsync(
            new IPEndPoint(IPAddress.Parse("127.77.72.3"), 0), WebServerLimits.Pages, Echo, NullLogger.Instance, CancellationToken.None);
        var id = (await rm.SubmitAsync()).ToText();
        var token = MasterTests.TokenOf(await node.NextStartAsync());
        Assert.Equal($"/cluster/app/{id}", (await rm.Web.GetAsync(rm.Url($"/proxy/{id}/"))).Headers.Location!.ToString());
        await MasterTests.RegisterAsync(rm, token, $"http://{pages.BoundEndPoint}/");
        Assert.Equal(
            "/jobs?a=b&user.name=bob from 127.77.72.1 proxy-user=bob",
            await rm.Web.GetStringAsync(rm.Url($"/proxy/{id}/jobs?a=b&user.name=bob")));
        using var head = await rm.Web.SendAsync(new HttpRequestMessage(HttpMethod.Head, rm.Url($"/proxy/{id}/jobs")));
        Assert.Equal((HttpStatusCode.OK, ""), (head.StatusCode, await head.Content.ReadAsStringAsync()));
        await MasterTests.FinishAsync(rm, token, "http://history/job");
        Assert.Equal("http://history/job/", (await rm.Web.GetAsync(rm.Url($"/proxy/{id}/"))).Headers.Location!.ToString());

        static Task Echo(HttpContext context) => context.Response.WriteAsync(
            $"{context.Request.Path}{context.Request.QueryString} from {context.Connection.RemoteIpAddress!.MapToIPv4()} "
            + $"{context.Request.Headers.Cookie}");
    }

    [Fact]
    public async Task Masters_that_never_end_their_pages_keep_nobody_from_the_port()
    {
        using var begun = new SemaphoreSlim(0);
        using var end = new CancellationTokenSource();
        await using var rm = await TestResourceManager.StartAsync(new TestResourceManager
        {
            Core = static o => o with { Queues = new QueueSettings
            {
                Name = "root", Children = [new QueueSettings { Name = "default", MaximumAmResourcePercent = 1, UserLimitFactor = -1 }],
            } },
        });
        await using var node = await FakeNode.StartAsync(rm);
        await using var pages = await WebServer.StartAsync(
            new IPEndPoint(IPAddress.Parse("127.77.72.3"), 0), WebServerLimits.Pages, HangAsync, NullLogger.Instance,
            CancellationToken.None);
        var id = (await rm.SubmitAsync()).ToText();
        await MasterTests.RegisterAsync(rm, MasterTests.TokenOf(await node.NextStartAsync()), $"http://{pages.BoundEndPoint}/");
        var other = (await rm.SubmitAsync()).ToText();
        await MasterTests.RegisterAsync(rm, MasterTests.TokenOf(await node.NextStartAsync()), $"http://{pages.BoundEndPoint}/healthy");
        var held = Enumerable.Range(0, Http.MasterPlaces.MostOfOne)
            .Select(_ => rm.Web.GetStringAsync(rm.Url($"/proxy/{id}/"), end.Token)).ToList();
        for (var i = 0; i < held.Count; i++)
        {
            await begun.WaitAsync().Patiently();
        }

        // Some more wait, and the first to be answered is the one that is too many.
        var waiting = Enumerable.Range(0, Http.MasterPlaces.MostWaitingOfOne + 1)
            .Select(_ => rm.Web.GetAsync(rm.Url($"/proxy/{id}/"), end.Token)).ToList();
        var first = await Task.WhenAny(waiting).Patiently();
        using (var more = await first)
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, more.StatusCode);
            Assert.NotNull(more.Headers.RetryAfter);
        }

        Assert.Equal("well", await rm.Web.GetStringAsync(rm.Url($"/proxy/{other}/")));
        Assert.Contains("STARTED", await rm.Web.GetStringAsync(rm.Url("/ws/v1/cluster/info")), StringComparison.Ordinal);
        await end.CancelAsync();
        foreach (var one in held.Concat<Task>(waiting.Where(w => w != first)))
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one.Patiently());
        }

        async Task HangAsync(HttpContext context)
        {
            if (context.Request.Path.StartsWithSegments("/healthy"))
            {
                await context.Response.WriteAsync("well");
                return;
            }

            await context.Response.WriteAsync("so far");
            await context.Response.Body.FlushAsync();
            begun.Release();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }
    }

    /// <summary>
    /// Browsers do not ask again for a script that was refused: three people, or a program that reads the pages of
    /// tasks, see all of a page.
    /// </summary>
    [Fact]
    public async Task More_pages_of_one_application_than_are_fetched_at_a_time_are_all_there()
    {
        var begun = 0;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var rm = await TestResourceManager.StartAsync();
        await using var node = await FakeNode.StartAsync(rm);
        await using var pages = await WebServer.StartAsync(
            new IPEndPoint(IPAddress.Parse("127.77.72.3"), 0), WebServerLimits.Pages, AnswerAsync, NullLogger.Instance,
            CancellationToken.None);
        var id = (await rm.SubmitAsync()).ToText();
        await MasterTests.RegisterAsync(rm, MasterTests.TokenOf(await node.NextStartAsync()), $"http://{pages.BoundEndPoint}/");
        var answers = Enumerable.Range(0, Http.MasterPlaces.MostOfOne + Http.MasterPlaces.MostWaitingOfOne)
            .Select(_ => rm.Web.GetStringAsync(rm.Url($"/proxy/{id}/"))).ToList();
        Assert.All(await Task.WhenAll(answers).Patiently(), static a => Assert.Equal("well", a));

        // None is answered before as many are there as may be.
        async Task AnswerAsync(HttpContext context)
        {
            if (Interlocked.Increment(ref begun) == Http.MasterPlaces.MostOfOne)
            {
                all.SetResult();
            }

            await all.Task.Patiently();
            await context.Response.WriteAsync("well");
        }
    }

    /// <summary>Masters say what they like.</summary>
    [Theory]
    [InlineData("http://", HttpStatusCode.BadGateway)]
    [InlineData("http://[::", HttpStatusCode.BadGateway)]
    [InlineData("ftp://127.0.0.1", HttpStatusCode.BadGateway)]
    [InlineData("hangs up", HttpStatusCode.BadGateway)]
    [InlineData("itself", HttpStatusCode.LoopDetected)]
    public async Task A_master_whose_address_leads_nowhere_is_said_to(string address, HttpStatusCode status)
    {
        await using var rm = await TestResourceManager.StartAsync();
        await using var node = await FakeNode.StartAsync(rm);
        await using var pages = await WebServer.StartAsync(
            new IPEndPoint(IPAddress.Parse("127.77.72.3"), 0), WebServerLimits.Pages, HangUpAsync, NullLogger.Instance,
            CancellationToken.None);
        var id = (await rm.SubmitAsync()).ToText();
        var url = address switch
        {
            "hangs up" => $"http://{pages.BoundEndPoint}/", "itself" => rm.Url($"/proxy/{id}").ToString(), _ => address,
        };
        await MasterTests.RegisterAsync(rm, MasterTests.TokenOf(await node.NextStartAsync()), url);
        using var answer = await rm.Web.GetAsync(rm.Url($"/proxy/{id}/"));
        Assert.Equal(status, answer.StatusCode);

        // A head that promises more than comes.
        static async Task HangUpAsync(HttpContext context)
        {
            context.Response.ContentLength = 100;
            await context.Response.StartAsync();
            context.Abort();
        }
    }

    [Theory]
    [InlineData("/ws/v1/cluster/apps/application_1_0001", HttpStatusCode.NotFound, "NotFoundException")]
    [InlineData(
        "/ws/v1/cluster/apps/application_1_0001/appattempts/appattempt_1_0001_000001", HttpStatusCode.NotFound, "NotFoundException")]
    [InlineData("/ws/v1/cluster/apps/nonsense", HttpStatusCode.BadRequest, "BadRequestException")]
    [InlineData("/ws/v1/cluster/apps?states=nonsense", HttpStatusCode.BadRequest, "BadRequestException")]
    [InlineData("/ws/v1/cluster/apps?limit=-1", HttpStatusCode.BadRequest, "BadRequestException")]
    [InlineData("/ws/v1/cluster/nodes/nobody:1", HttpStatusCode.NotFound, "NotFoundException")]
    [InlineData("/ws/v1/cluster/nonsense", HttpStatusCode.NotFound, "NotFoundException")]
    [InlineData("/nonsense", HttpStatusCode.NotFound, "NotFoundException")]
    [InlineData("/proxy/application_1_0001/", HttpStatusCode.NotFound, "ApplicationNotFoundException")]
    public async Task What_is_not_there_is_refused_in_JSON(string path, HttpStatusCode status, string exception)
    {
        await using var rm = await TestResourceManager.StartAsync();
        var answer = await rm.Web.GetAsync(rm.Url(path));
        Assert.Equal((status, exception), (answer.StatusCode, await ExceptionAsync(answer)));
    }

    private static async Task<JsonElement> JsonAsync(TestResourceManager rm, string path) =>
        await rm.Web.GetFromJsonAsync<JsonElement>(rm.Url(path));

    private static async Task<string?> ExceptionAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("RemoteException").GetProperty("exception").GetString();

    private static Task<HttpResponseMessage> PutStateAsync(TestResourceManager rm, string id, string state) =>
        rm.Web.PutAsync(
            rm.Url($"/ws/v1/cluster/apps/{id}/state"), new StringContent($"{{\"state\":\"{state}\"}}", Encoding.UTF8, "application/json"));
}
