using System.Globalization;
using System.Net;
using Hathi.Web.Pages;
using Hathi.Web.Rest;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.ResourceManager.Calls;
using Microsoft.AspNetCore.Http;

namespace Hathi.Yarn.ResourceManager.Http;

/// <summary><c>/cluster</c>: nodes and applications for people, plain.</summary>
internal sealed class ClusterPage(CallSite site)
{
    private const string Style = "body{font:14px system-ui,sans-serif;margin:2em}table{border-collapse:collapse}td,th{padding:.2em "
        + ".8em;text-align:left;border-bottom:1px solid #ddd}";

    public async Task AnswerAsync(HttpContext context)
    {
        var user = RestQuery.UserOf(context);
        var figures = await site.Engine.AskAsync(new GetClusterFiguresRequest { User = user }).ConfigureAwait(false);
        var nodes = await site.Engine.AskAsync(new GetClusterNodesRequest { User = user }).ConfigureAwait(false);
        var apps = await site.Engine.AskAsync(new GetApplicationsRequest { User = user }).ConfigureAwait(false);
        apps.Reverse(); // the newest first
        using var html = Begin(context, "Cluster");
        html.Append(
            CultureInfo.InvariantCulture,
            $"<p>{figures.ActiveNodes} nodes, {figures.Allocated.MemoryMiB} of {figures.Total.MemoryMiB} MiB and "
            + $"{figures.Allocated.VirtualCores} of {figures.Total.VirtualCores} virtual cores in use</p>");
        Table(html, "Applications", ["Application", "User", "Name", "Type", "Queue", "State", "Final", "Progress", ""], apps, app =>
        [
            $"<a href=\"/cluster/app/{app.Id}\">{app.Id}</a>", Text(app.User), Text(app.Name), Text(app.Type), Text(app.QueuePath),
            app.ClientState.ToString(), app.FinalStatus.ToString(),
            app.Progress.ToString("P0", CultureInfo.InvariantCulture), $"<a href=\"/proxy/{app.Id}/\">its pages</a>",
        ]);
        Table(html, "Nodes", ["Node", "Rack", "State", "Containers", "Memory", "Cores", "Health"], nodes, node =>
        [
            $"<a href=\"http://{Text(node.HttpAddress)}/\">{Text(node.Id.ToString())}</a>", Text(node.Rack), node.State.ToString(),
            node.Containers.ToString(CultureInfo.InvariantCulture),
            $"{node.Used.MemoryMiB} of {node.Capability.MemoryMiB} MiB", $"{node.Used.VirtualCores} of {node.Capability.VirtualCores}",
            Text(node.HealthReport),
        ]);
        await html.Append("</body></html>").SendAsync().ConfigureAwait(false);
    }

    public async Task ApplicationAsync(HttpContext context, ApplicationId id)
    {
        var user = RestQuery.UserOf(context);
        var app = await site.Engine.AskAsync(new GetApplicationReportRequest { User = user, Id = id }).ConfigureAwait(false);
        await ApplicationRest.RequireViewAsync(site, context, id).ConfigureAwait(false);
        var attempts = await site.Engine.AskAsync(new GetApplicationAttemptsRequest { User = user, Id = id }).ConfigureAwait(false);
        using var html = Begin(context, id.ToString());
        html.Append(CultureInfo.InvariantCulture, $"<p>{Text(app.Name)} of {Text(app.User)} in {Text(app.QueuePath)}: "
            + $"{app.ClientState}, {app.FinalStatus}</p><pre>{Text(app.Diagnostics)}</pre>");
        Table(html, "Attempts", ["Attempt", "State", "Master", "Node", "Diagnostics"], attempts, attempt =>
        [
            attempt.Id.ToString(), attempt.State.ToString(), attempt.MasterContainer?.ToString() ?? "",
            Text(attempt.MasterNode?.ToString() ?? ""), Text(attempt.Diagnostics),
        ]);
        html.Append(
            CultureInfo.InvariantCulture,
            $"<p><a href=\"/proxy/{id}/\">The application's own pages</a> · <a href=\"/cluster\">cluster</a></p>");
        await html.Append("</body></html>").SendAsync().ConfigureAwait(false);
    }

    private static TextReply Begin(HttpContext context, string title) => new TextReply(context, TextReply.Html).Append(
        CultureInfo.InvariantCulture,
        $"<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>{title}</title><style>{Style}</style></head><body><h1>{title}</h1>");

    private static void Table<T>(TextReply html, string title, string[] heads, List<T> rows, Func<T, string[]> cells)
    {
        html.Append(CultureInfo.InvariantCulture, $"<h2>{title}</h2><table><tr><th>{string.Join("</th><th>", heads)}</th></tr>");
        foreach (var row in rows)
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><td>{string.Join("</td><td>", cells(row))}</td></tr>");
        }

        html.Append("</table>");
    }

    private static string Text(string plain) => WebUtility.HtmlEncode(plain);
}
