using System.Text.Json;
using Hathi.Hadoop.Rpc;
using Hathi.Web.Faults;
using Hathi.Web.Rest;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.ResourceManager.Calls;
using Microsoft.AspNetCore.Http;

namespace Hathi.Yarn.ResourceManager.Http;

/// <summary>
/// <c>/ws/v1/cluster/apps</c> and <c>/appstatistics</c>: what is read. What changes applications: <see cref="ApplicationChanges"/>.
/// </summary>
internal sealed class ApplicationRest(CallSite site)
{
    public void AddTo(RestRoutes routes) => routes
        .Get("appstatistics", (context, _) => StatisticsAsync(context))
        .Get("apps", (context, _) => AllAsync(context))
        .Get("apps/{appid}", (context, v) => OneAsync(context, RestIds.Application(v[0])))
        .Get("apps/{appid}/state", (context, v) => ShowAsync(
            context,
            v[0],
            ApplicationChanges.StateRoot,
            static (json, app) => json.WriteString("state", ApplicationJson.StateName(app.ClientState))))
        .Get("apps/{appid}/queue", (context, v) => ShowAsync(
            context, v[0], ApplicationChanges.QueueRoot, static (json, app) => json.WriteString("queue", app.QueuePath)))
        .Get("apps/{appid}/priority", (context, v) => ShowAsync(
            context, v[0], ApplicationChanges.PriorityRoot, static (json, app) => json.WriteNumber("priority", app.Priority)))
        .Get("apps/{appid}/timeouts", (context, v) => ShowAsync(context, v[0], null, ApplicationJson.WriteTimeouts))
        .Get("apps/{appid}/timeouts/{type}", (context, v) => TimeoutAsync(context, v[0], v[1]))
        .Get("apps/{appid}/appattempts", (context, v) => AttemptsAsync(context, RestIds.Application(v[0])))
        .Get("apps/{appid}/appattempts/{appattemptid}", (context, v) => AttemptAsync(context, RestIds.Attempt(v[0], v[1])))
        .Get("apps/{appid}/appattempts/{appattemptid}/containers", (context, v) => ContainersAsync(context, RestIds.Attempt(v[0], v[1])))
        .Get(
            "apps/{appid}/appattempts/{appattemptid}/containers/{containerid}",
            (context, v) => ContainerAsync(context, RestIds.Container(v[0], v[1], v[2])));

    /// <exception cref="RestFault">404: there is no such application.</exception>
    internal static async ValueTask<ApplicationReport> ReportAsync(CallSite site, HttpContext context, ApplicationId id)
    {
        try
        {
            var user = RestQuery.UserOf(context);
            var app = await site.Engine.AskAsync(new GetApplicationReportRequest { User = user, Id = id }).ConfigureAwait(false);
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
        var user = RestQuery.UserOf(context);
        return RefusingAsync(
            () => site.Access.RequireViewAsync(id, user, $"application {id}"),
            $"User {user} does not have privilege to see this application {id}");
    }

    /// <exception cref="RestFault">403: the check refuses.</exception>
    internal static async Task RefusingAsync(Func<ValueTask> check, string message)
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

    private async Task AllAsync(HttpContext context)
    {
        var request = await ApplicationFilter.ReadAsync(context, site).ConfigureAwait(false);
        var status = ApplicationFilter.FinalStatusOf(context);
        var leftOut = ApplicationFilter.LeftOut(context);
        var apps = await site.Engine.AskAsync(request).ConfigureAwait(false);
        apps.RemoveAll(app => status is not null && app.FinalStatus != status);
        for (var i = 0; i < apps.Count; i++)
        {
            apps[i] = await site.Access.VisibleAsync(apps[i], request.User).ConfigureAwait(false);
        }

        await ClusterRest.SendAsync(
            context, json => ClusterRest.List(
                json, "apps", "app", apps, app => ApplicationJson.Write(json, app, site.Reports, Now(), leftOut))).ConfigureAwait(false);
    }

    private async Task OneAsync(HttpContext context, ApplicationId id)
    {
        var leftOut = ApplicationFilter.LeftOut(context);
        var app = await ReportAsync(site, context, id).ConfigureAwait(false);
        await ClusterRest.SendAsync(context, json => ClusterRest.Object(
            json, "app", () => ApplicationJson.Write(json, app, site.Reports, Now(), leftOut))).ConfigureAwait(false);
    }

    // How many there are in each state that is wanted, of one type or of any.
    private async Task StatisticsAsync(HttpContext context)
    {
        const string AnyType = "*";
        var wanted = ApplicationFilter.StatesOf(RestQuery.List(context, "states"));
        var types = RestQuery.List(context, "applicationTypes")
            .Select(static t => t.ToLowerInvariant())
            .Distinct(StringComparer.Ordinal).ToList();
        if (types.Count > 1)
        {
            throw RestFault.BadRequest($"# of applicationTypes = {types.Count}, we temporarily support at most one applicationType");
        }

        var apps = await site.Engine.AskAsync(
            new GetApplicationsRequest { User = RestQuery.UserOf(context), States = wanted, Types = types.Contains(AnyType)
                ? [] : types }).ConfigureAwait(false);
        var counts = ApplicationFilter.States.Where(s => wanted.Count == 0 || wanted.Contains(s))
            .Select(s => (State: s, Count: apps.Count(a => a.ClientState == s))).ToList();
        await ClusterRest.SendAsync(context, json => ClusterRest.List(json, "appStatInfo", "statItem", counts, item =>
        {
            json.WriteString("state", ApplicationJson.StateName(item.State));
            json.WriteString("type", types.Count == 0 ? AnyType : types[0]);
            json.WriteNumber("count", item.Count);
        })).ConfigureAwait(false);
    }

    private async Task TimeoutAsync(HttpContext context, string id, string type)
    {
        RestIds.RequireTimeoutType(type);
        await ShowAsync(context, id, null, ApplicationJson.WriteTimeout).ConfigureAwait(false);
    }

    private async Task ShowAsync(HttpContext context, string id, string? xmlRoot, Action<Utf8JsonWriter, ApplicationReport> members)
    {
        var app = await ReportAsync(site, context, RestIds.Application(id)).ConfigureAwait(false);
        await ClusterRest.SendAsync(context, xmlRoot, json => members(json, app)).ConfigureAwait(false);
    }

    private async Task AttemptsAsync(HttpContext context, ApplicationId id)
    {
        await RequireViewAsync(site, context, id).ConfigureAwait(false);
        await ReportAsync(site, context, id).ConfigureAwait(false);
        var attempts = await site.Engine.AskAsync(
            new GetApplicationAttemptsRequest { User = RestQuery.UserOf(context), Id = id }).ConfigureAwait(false);
        await ClusterRest.SendAsync(context, json => ClusterRest.List(
            json, "appAttempts", "appAttempt", attempts, attempt => ApplicationJson.Write(json, attempt))).ConfigureAwait(false);
    }

    private async Task AttemptAsync(HttpContext context, ApplicationAttemptId id)
    {
        await RequireViewAsync(site, context, id.Application).ConfigureAwait(false);
        var attempt = await site.Engine.AskAsync(
            new GetApplicationAttemptReportRequest { User = RestQuery.UserOf(context), Attempt = id }).ConfigureAwait(false);
        await ClusterRest.SendAsync(context, json => ClusterRest.Object(json, "appAttempt", () => ApplicationJson.WriteAlone(
            json, site.Reports.ToProto(attempt), attempt.State))).ConfigureAwait(false);
    }

    private async Task ContainersAsync(HttpContext context, ApplicationAttemptId id)
    {
        await RequireViewAsync(site, context, id.Application).ConfigureAwait(false);
        var containers = await site.Engine.AskAsync(
            new GetContainersRequest { User = RestQuery.UserOf(context), Attempt = id }).ConfigureAwait(false);
        await ClusterRest.SendAsync(context, "containers", json => ClusterRest.Some(
            json, "container", containers, container => ApplicationJson.Write(json, container, Now()))).ConfigureAwait(false);
    }

    private async Task ContainerAsync(HttpContext context, ContainerId id)
    {
        await RequireViewAsync(site, context, id.Attempt.Application).ConfigureAwait(false);
        var container = await site.Engine.AskAsync(
            new GetContainerReportRequest { User = RestQuery.UserOf(context), Container = id }).ConfigureAwait(false);
        await ClusterRest.SendAsync(
            context,
            json => ClusterRest.Object(json, "container", () => ApplicationJson.Write(json, container, Now()))).ConfigureAwait(false);
    }

    private long Now() => site.Clock.Read().WallMilliseconds;
}
