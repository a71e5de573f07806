using System.Text.Json;
using Hathi.Rpc;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.Protocol;
using Hathi.Yarn.ResourceManager.Mapping;
using Hathi.Yarn.ResourceManager.Protocols;
using Microsoft.AspNetCore.Http;

namespace Hathi.Yarn.ResourceManager.Http;

/// <summary><c>/ws/v1/cluster/apps</c>.</summary>
internal sealed class ApplicationRest(CallSite site)
{
    private const string StateRoot = "appstate";

    /// <param name="context">The request.</param>
    /// <param name="method">GET, PUT, POST.</param>
    /// <param name="parts">The path behind <c>apps</c>.</param>
    public Task AnswerAsync(HttpContext context, string method, string[] parts) => (method, parts) switch
    {
        ("GET", []) => AllAsync(context),
        ("POST", []) => SubmitAsync(context),
        ("POST", ["new-application"]) => NewAsync(context),
        ("GET", [var id]) => OneAsync(context, Id(id)),
        ("GET", [var id, "state"]) => StateAsync(context, Id(id)),
        ("PUT", [var id, "state"]) => ChangeStateAsync(context, Id(id)),
        ("GET", [var id, "queue"]) => ShowAsync(context, Id(id), "appqueue", static (json, app) => json.WriteString("queue", app.Queue)),
        ("GET", [var id, "priority"]) => ShowAsync(context, Id(id), "applicationpriority", static (json, app) => json.WriteNumber("priority", app.Priority)),
        ("GET", [var id, "appattempts"]) => AttemptsAsync(context, Id(id)),
        ("GET", [_, "appattempts", var attempt]) => AttemptAsync(context, AttemptId(attempt)),
        ("GET", [_, "appattempts", var attempt, "containers"]) => ContainersAsync(context, AttemptId(attempt)),
        ("GET", [_, "appattempts", _, "containers", var container]) => ContainerAsync(context, ContainerId(container)),
        _ => throw RestFault.NotFound($"There is no {method} {context.Request.Path} here."),
    };

    private async Task AllAsync(HttpContext context)
    {
        var states = ClusterRest.QueryList(context, "states");
        states.AddRange(ClusterRest.QueryList(context, "state"));
        var apps = await site.Engine.AskAsync<List<ApplicationReport>>(new GetApplicationsRequest
        {
            Ticket = 1,
            User = ClusterRest.UserOf(context),
            States = [.. states.Select(State)],
            Users = ClusterRest.QueryList(context, "user"),
            Queues = ClusterRest.QueryList(context, "queue"),
            Types = ClusterRest.QueryList(context, "applicationTypes"),
            Tags = [.. ClusterRest.QueryList(context, "applicationTags").Select(static tag => tag.ToLowerInvariant())],
            Limit = ClusterRest.QueryNumber(context, "limit") ?? long.MaxValue,
            StartBegin = ClusterRest.QueryNumber(context, "startedTimeBegin") ?? 0,
            StartEnd = ClusterRest.QueryNumber(context, "startedTimeEnd") ?? long.MaxValue,
            FinishBegin = ClusterRest.QueryNumber(context, "finishedTimeBegin") ?? 0,
            FinishEnd = ClusterRest.QueryNumber(context, "finishedTimeEnd") ?? long.MaxValue,
            Name = ClusterRest.Query(context, "name"),
        }).ConfigureAwait(false);
        if (ClusterRest.Query(context, "finalStatus") is { } wanted)
        {
            var status = Enum.TryParse<FinalStatus>(wanted, ignoreCase: true, out var parsed) ? parsed : throw RestFault.BadRequest($"Invalid final status {wanted}");
            apps.RemoveAll(app => app.FinalStatus != status);
        }

        for (var i = 0; i < apps.Count; i++)
        {
            apps[i] = await site.Access.VisibleAsync(apps[i], ClusterRest.UserOf(context)).ConfigureAwait(false);
        }

        await ClusterRest.SendAsync(context, json => ClusterRest.List(json, "apps", "app", apps, app => ApplicationJson.Write(json, app, site.Reports, Now()))).ConfigureAwait(false);
    }

    private Task OneAsync(HttpContext context, ApplicationId id) => ShowAsync(
        context, id, null, (json, app) => ClusterRest.Object(json, "app", () => ApplicationJson.Write(json, app, site.Reports, Now())));

    private Task StateAsync(HttpContext context, ApplicationId id) =>
        ShowAsync(context, id, StateRoot, static (json, app) => json.WriteString("state", ApplicationJson.StateName(app.ClientState)));

    private async Task ShowAsync(HttpContext context, ApplicationId id, string? xmlRoot, Action<Utf8JsonWriter, ApplicationReport> members)
    {
        var app = await ReportAsync(context, id).ConfigureAwait(false);
        await ClusterRest.SendAsync(context, xmlRoot, json => members(json, app)).ConfigureAwait(false);
    }

    private async Task ChangeStateAsync(HttpContext context, ApplicationId id)
    {
        const string Killed = "KILLED";
        var body = await ReadAsync(context).ConfigureAwait(false);
        var target = body.TryGetProperty("state", out var state) ? state.GetString() : null;
        var app = await ReportAsync(context, id).ConfigureAwait(false);
        if (ApplicationJson.StateName(app.ClientState) == target)
        {
            await ClusterRest.SendAsync(context, StateRoot, json => json.WriteString("state", target)).ConfigureAwait(false);
            return;
        }

        if (target != Killed)
        {
            throw RestFault.BadRequest($"Only '{Killed}' is allowed as a target state.");
        }

        var why = body.TryGetProperty("diagnostics", out var text) ? text.GetString() ?? "" : "";
        var user = ClusterRest.UserOf(context);
        await RefusingAsync(() => site.Access.RequireModifyAsync(id, user), $"Unauthorized attempt to kill appid {id} by remote user {user}").ConfigureAwait(false);
        await site.Engine.AskAsync(new KillApplicationRequest
        {
            Ticket = 1,
            User = user,
            Id = id,
            Diagnostics = why.Length > 0 ? why : $"Application {id} was killed by user {user} at {context.Connection.RemoteIpAddress?.MapToIPv4()}",
        }).ConfigureAwait(false);
        await StateAsync(context, id).ConfigureAwait(false);
    }

    private async Task NewAsync(HttpContext context)
    {
        var made = await site.Engine.AskAsync<NewApplication>(new GetNewApplicationRequest { Ticket = 1, User = ClusterRest.UserOf(context) }).ConfigureAwait(false);
        await ClusterRest.SendAsync(context, "NewApplication", json =>
        {
            json.WriteString("application-id", made.Id.ToString());
            json.WriteResource("maximum-resource-capability", made.MaximumCapability);
        }).ConfigureAwait(false);
    }

    private async Task SubmitAsync(HttpContext context)
    {
        var submission = SubmissionJson.Read(await ReadAsync(context).ConfigureAwait(false));
        var user = ClusterRest.UserOf(context);
        var request = SubmissionMapping.ToCore(submission, user);
        await site.Access.RequireSubmitAsync(request).ConfigureAwait(false);
        await site.Engine.AskAsync(new SubmitApplicationRequest { Ticket = 1, User = user, Submission = request }).ConfigureAwait(false);
        var asked = context.Request;
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        context.Response.Headers.Location = $"{asked.Scheme}://{asked.Host}{asked.Path}/{submission.ApplicationId.ToText()}";
    }

    private async Task AttemptsAsync(HttpContext context, ApplicationId id)
    {
        await RequireViewAsync(site, context, id).ConfigureAwait(false);
        var attempts = await site.Engine.AskAsync<List<AttemptReport>>(new GetApplicationAttemptsRequest { Ticket = 1, User = ClusterRest.UserOf(context), Id = id }).ConfigureAwait(false);
        await ClusterRest.SendAsync(context, json => ClusterRest.List(json, "appAttempts", "appAttempt", attempts, attempt => ApplicationJson.Write(json, attempt))).ConfigureAwait(false);
    }

    private async Task AttemptAsync(HttpContext context, ApplicationAttemptId id)
    {
        await RequireViewAsync(site, context, id.Application).ConfigureAwait(false);
        var attempt = await site.Engine.AskAsync<AttemptReport>(new GetApplicationAttemptReportRequest { Ticket = 1, User = ClusterRest.UserOf(context), Attempt = id }).ConfigureAwait(false);
        await ClusterRest.SendAsync(context, json => ClusterRest.Object(json, "appAttempt", () => ApplicationJson.Write(json, attempt))).ConfigureAwait(false);
    }

    private async Task ContainersAsync(HttpContext context, ApplicationAttemptId id)
    {
        await RequireViewAsync(site, context, id.Application).ConfigureAwait(false);
        var containers = await site.Engine.AskAsync<List<ContainerReport>>(new GetContainersRequest { Ticket = 1, User = ClusterRest.UserOf(context), Attempt = id }).ConfigureAwait(false);
        await ClusterRest.SendAsync(context, "containers", json => ClusterRest.Array(json, "container", containers, container => ApplicationJson.Write(json, container, Now()))).ConfigureAwait(false);
    }

    private async Task ContainerAsync(HttpContext context, ContainerId id)
    {
        await RequireViewAsync(site, context, id.Attempt.Application).ConfigureAwait(false);
        var container = await site.Engine.AskAsync<ContainerReport>(new GetContainerReportRequest { Ticket = 1, User = ClusterRest.UserOf(context), Container = id }).ConfigureAwait(false);
        await ClusterRest.SendAsync(context, json => ClusterRest.Object(json, "container", () => ApplicationJson.Write(json, container, Now()))).ConfigureAwait(false);
    }

    private async ValueTask<ApplicationReport> ReportAsync(HttpContext context, ApplicationId id)
    {
        try
        {
            var user = ClusterRest.UserOf(context);
            var app = await site.Engine.AskAsync<ApplicationReport>(new GetApplicationReportRequest { Ticket = 1, User = user, Id = id }).ConfigureAwait(false);
            return await site.Access.VisibleAsync(app, user).ConfigureAwait(false);
        }
        catch (RpcFault)
        {
            throw RestFault.NotFound($"app with id: {id} not found");
        }
    }

    /// <exception cref="RestFault">403: who asks may not see the application.</exception>
    internal static Task RequireViewAsync(CallSite site, HttpContext context, ApplicationId id)
    {
        var user = ClusterRest.UserOf(context);
        return RefusingAsync(() => site.Access.RequireViewAsync(id, user, $"application {id}"), $"User {user} does not have privilege to see this application {id}");
    }

    private static async Task RefusingAsync(Func<ValueTask> check, string message)
    {
        try
        {
            await check().ConfigureAwait(false);
        }
        catch (RpcFault)
        {
            throw RestFault.Forbidden(message);
        }
    }

    private static async Task<JsonElement> ReadAsync(HttpContext context)
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted).ConfigureAwait(false);
            return document.RootElement.Clone() is { ValueKind: JsonValueKind.Object } body ? body : throw RestFault.BadRequest("The request's body is no JSON object.");
        }
        catch (JsonException e)
        {
            throw RestFault.BadRequest($"The request's body is no JSON: {e.Message}");
        }
    }

    private long Now() => site.Clock.Read().WallMilliseconds;

    private static ApplicationState State(string name) => Enum.TryParse<ApplicationState>(name.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var state) && state <= ApplicationState.Killed
        ? state
        : throw RestFault.BadRequest($"Invalid application-state {name} specified. It should be one of NEW, NEW_SAVING, SUBMITTED, ACCEPTED, RUNNING, FINISHED, FAILED, KILLED");

    private static ApplicationId Id(string text) => Parse(text, static t => YarnIds.ParseApplication(t).ToCore());

    private static ApplicationAttemptId AttemptId(string text) => Parse(text, static t => YarnIds.ParseAttempt(t).ToCore());

    private static ContainerId ContainerId(string text) => Parse(text, static t => YarnIds.ParseContainer(t).ToCore());

    private static T Parse<T>(string text, Func<string, T> parse)
    {
        try
        {
            return parse(text);
        }
        catch (FormatException e)
        {
            throw RestFault.BadRequest(e.Message);
        }
    }
}
