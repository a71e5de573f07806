using System.Globalization;
using System.Text.Json;
using Hathi.Hadoop.Rpc;
using Hathi.Web.Faults;
using Hathi.Web.Rest;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.Protocol;
using Hathi.Yarn.ResourceManager.Calls;
using Hathi.Yarn.ResourceManager.Mapping;
using Microsoft.AspNetCore.Http;

namespace Hathi.Yarn.ResourceManager.Http;

/// <summary>
/// REST calls that change applications: submission, state, queue, priority, time-outs, signals. Bodies in JSON or XML. Source:
/// Apache's RMWebServices.
/// </summary>
internal sealed class ApplicationChanges(CallSite site)
{
    public const string StateRoot = "appstate";
    public const string QueueRoot = "appqueue";
    public const string PriorityRoot = "applicationpriority";

    private const string TimeoutRoot = "timeout";
    private const string SubmissionRoot = "application-submission-context";
    private const string Killed = "KILLED";

    // In Java's order.
    private static readonly (string Name, SignalCommand Command)[] Signals =
    [
        ("OUTPUT_THREAD_DUMP", SignalCommand.OutputThreadDump), ("GRACEFUL_SHUTDOWN", SignalCommand.GracefulShutdown),
        ("FORCEFUL_SHUTDOWN", SignalCommand.ForcefulShutdown),
    ];

    public void AddTo(RestRoutes routes) => routes
        .Add("POST", "apps", (context, _) => SubmitAsync(context))
        .Add("POST", "apps/new-application", (context, _) => NewAsync(context))
        .Add("PUT", "apps/{appid}/state", (context, v) => StateAsync(context, RestIds.Application(v[0])))
        .Add("PUT", "apps/{appid}/queue", (context, v) => QueueAsync(context, RestIds.Application(v[0])))
        .Add("PUT", "apps/{appid}/priority", (context, v) => PriorityAsync(context, RestIds.Application(v[0])))
        .Add("PUT", "apps/{appid}/timeout", (context, v) => TimeoutAsync(context, RestIds.Application(v[0])))
        .Add("POST", "containers/{containerid}/signal/{command}", (context, v) => SignalAsync(context, RestIds.Container(v[0]), v[1]));

    private async Task NewAsync(HttpContext context)
    {
        var made = await site.Engine.AskAsync(new GetNewApplicationRequest { User = RestQuery.UserOf(context) }).ConfigureAwait(false);
        await ClusterRest.SendAsync(context, "NewApplication", json =>
        {
            json.WriteString("application-id", made.Id.ToString());
            json.WriteResource("maximum-resource-capability", made.MaximumCapability);
        }).ConfigureAwait(false);
    }

    private async Task SubmitAsync(HttpContext context)
    {
        var submission = SubmissionJson.Read(await RestBody.ReadAsync(context, SubmissionRoot).ConfigureAwait(false));
        var user = RestQuery.UserOf(context);
        var request = SubmissionMapping.ToCore(submission, user);
        await site.Access.RequireSubmitAsync(request).ConfigureAwait(false);
        await site.Engine.AskAsync(new SubmitApplicationRequest { User = user, Submission = request }).ConfigureAwait(false);
        var asked = context.Request;
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        context.Response.Headers.Location = $"{asked.Scheme}://{asked.Host}{asked.Path}/{submission.ApplicationId.ToText()}";
    }

    private async Task StateAsync(HttpContext context, ApplicationId id)
    {
        var body = await RestBody.ReadAsync(context, StateRoot).ConfigureAwait(false);
        var target = Required(body, "state");
        var app = await ApplicationRest.ReportAsync(site, context, id).ConfigureAwait(false);
        if (ApplicationJson.StateName(app.ClientState) != target)
        {
            if (target != Killed)
            {
                throw RestFault.BadRequest($"Only '{Killed}' is allowed as a target state.");
            }

            await KillAsync(context, id, Text(body, "diagnostics") ?? "").ConfigureAwait(false);
            app = await ApplicationRest.ReportAsync(site, context, id).ConfigureAwait(false);
        }

        await ClusterRest.SendAsync(
            context, StateRoot, json => json.WriteString("state", ApplicationJson.StateName(app.ClientState))).ConfigureAwait(false);
    }

    private async Task KillAsync(HttpContext context, ApplicationId id, string why)
    {
        var user = RestQuery.UserOf(context);
        await ApplicationRest.RefusingAsync(
            () => site.Access.RequireModifyAsync(id, user),
            $"Unauthorized attempt to kill appid {id} by remote user {user}").ConfigureAwait(false);
        var isKilled = await site.Engine.AskAsync(new KillApplicationRequest
        {
            User = user,
            Id = id,
            Diagnostics = why.Length > 0
                ? RequestTexts.Diagnostics(why)
                : $"Application {id} was killed by user {user} at {context.Connection.RemoteIpAddress}",
        }).ConfigureAwait(false);
        if (!isKilled)
        {
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            context.Response.Headers.Location = $"{context.Request.Scheme}://{context.Request.Host}{context.Request.Path}";
        }
    }

    private async Task QueueAsync(HttpContext context, ApplicationId id)
    {
        var body = await RestBody.ReadAsync(context, QueueRoot).ConfigureAwait(false);
        var target = Required(body, "queue").AtMost(RequestLimits.Queue, "queue");
        var app = await ApplicationRest.ReportAsync(site, context, id).ConfigureAwait(false);
        if (app.Queue != target && app.QueuePath != target)
        {
            var user = RestQuery.UserOf(context);
            await ApplicationRest.RefusingAsync(
                () => site.Access.RequireMoveAsync(id, target, user),
                $"Unauthorized attempt to move appid {id} by remote user {user}").ConfigureAwait(false);
            await site.Engine.AskAsync(new MoveApplicationRequest { User = user, Id = id, TargetQueue = target }).ConfigureAwait(false);
            app = await ApplicationRest.ReportAsync(site, context, id).ConfigureAwait(false);
        }

        await ClusterRest.SendAsync(context, QueueRoot, json => json.WriteString("queue", app.QueuePath)).ConfigureAwait(false);
    }

    private async Task PriorityAsync(HttpContext context, ApplicationId id)
    {
        var body = await RestBody.ReadAsync(context, PriorityRoot).ConfigureAwait(false);
        var text = Required(body, "priority");
        var priority = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw RestFault.BadRequest($"priority is a whole number, not {text}");
        var app = await ApplicationRest.ReportAsync(site, context, id).ConfigureAwait(false);
        if (app.Priority != priority)
        {
            var user = RestQuery.UserOf(context);
            await ApplicationRest.RefusingAsync(
                () => site.Access.RequireModifyAsync(id, user),
                $"Unauthorized attempt to change priority of appid {id} by remote user {user}").ConfigureAwait(false);
            priority = await site.Engine.AskAsync(
                new UpdateApplicationPriorityRequest { User = user, Id = id, Priority = priority }).ConfigureAwait(false);
        }

        await ClusterRest.SendAsync(context, PriorityRoot, json => json.WriteNumber("priority", priority)).ConfigureAwait(false);
    }

    private async Task TimeoutAsync(HttpContext context, ApplicationId id)
    {
        var body = await RestBody.ReadAsync(context, TimeoutRoot).ConfigureAwait(false);
        if (Text(body, "type") is not { } type || Text(body, "expiryTime") is not { } expires)
        {
            throw RestFault.BadRequest("Timeout type or ExpiryTime is null.");
        }

        RestIds.RequireTimeoutType(type);
        await ApplicationRest.ReportAsync(site, context, id).ConfigureAwait(false);
        var user = RestQuery.UserOf(context);
        await ApplicationRest.RefusingAsync(
            () => site.Access.RequireModifyAsync(id, user),
            $"Unauthorized attempt to change timeout of app {id} by remote user {user}").ConfigureAwait(false);
        await site.Engine.AskAsync(
            new UpdateApplicationTimeoutsRequest { User = user, Id = id, ExpiresAt = ExpireTimes.Parse(expires) }).ConfigureAwait(false);
        var app = await ApplicationRest.ReportAsync(site, context, id).ConfigureAwait(false);
        await ClusterRest.SendAsync(context, json => ApplicationJson.WriteTimeout(json, app)).ConfigureAwait(false);
    }

    private async Task SignalAsync(HttpContext context, ContainerId id, string command)
    {
        var at = Array.FindIndex(Signals, s => s.Name.Equals(command, StringComparison.OrdinalIgnoreCase));
        if (at < 0)
        {
            throw RestFault.BadRequest($"Invalid command: {command.ToUpperInvariant()}, valid commands are: "
                + $"[{string.Join(", ", Signals.Select(static s => s.Name))}]");
        }

        var user = RestQuery.UserOf(context);
        await ApplicationRest.RefusingAsync(
            () => site.Access.RequireModifyAsync(id.Attempt.Application, user),
            $"Unauthorized attempt to signal container {id} by remote user {user}").ConfigureAwait(false);
        await site.Engine.AskAsync(
            new SignalContainerRequest { User = user, Container = id, Command = Signals[at].Command }).ConfigureAwait(false);
    }

    private static string Required(JsonElement body, string name) =>
        Text(body, name) ?? throw RestFault.BadRequest($"{name} is missing in the request's body.");

    // A number is taken as the text that it is: of XML all are texts.
    private static string? Text(JsonElement body, string name)
    {
        if (!body.TryGetProperty(name, out var member) || member.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        try
        {
            return member.ValueKind switch
            {
                JsonValueKind.String => member.GetString(),
                JsonValueKind.Number => member.GetRawText(),
                _ => throw RestFault.BadRequest($"{name} is one value, a text or a number."),
            };
        }
        catch (InvalidOperationException e)
        {
            throw RestFault.BadRequest($"{name} is no text: {e.Message}");
        }
    }
}
