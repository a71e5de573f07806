using System.Globalization;
using System.Net;
using System.Text;
using Hathi.Base;
using Hathi.MapReduce.History.Model;
using Hathi.MapReduce.History.Storage;
using Hathi.MapReduce.Protocol.History;
using Hathi.Web.Faults;
using Hathi.Web.Pages;
using Hathi.Web.Rest;
using Microsoft.AspNetCore.Http;

namespace Hathi.MapReduce.History.Http;

/// <summary>What a browser finds at <c>/jobhistory</c>, where the ResourceManager's links lead: a list of jobs, and a page a job.</summary>
internal sealed class HistoryPages(HistoryStore store, HistoryAccess access)
{
    /// <summary>A job's page, before its id.</summary>
    public const string Job = "/jobhistory/job/";

    private const int Listed = 500;

    public async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        if (path.StartsWith(Job, StringComparison.Ordinal))
        {
            var id = path[Job.Length..].Trim('/');
            var job = await FindAsync(id, context).ConfigureAwait(false)
                ?? throw new WebFault(StatusCodes.Status404NotFound, $"job {id} is not found: it runs still, or its history was removed");
            var user = RestQuery.UserOf(context);
            if (!await access.MayViewAsync(job, user).ConfigureAwait(false))
            {
                throw new WebFault(StatusCodes.Status403Forbidden, $"User {user} does not have permission to view job {id}");
            }

            await SendAsync(context, id, html => Page(html, job)).ConfigureAwait(false);
        }
        else if (path is "/" or "/jobhistory" or "/jobhistory/")
        {
            var jobs = await ListAsync(store, context).ConfigureAwait(false);
            var rows = jobs.Take(Listed).Select(j => Row(
                $"<a href=\"{Job}{Text(j.JobId)}\">{Text(j.JobId)}</a>", Text(j.JobName), Text(j.User), Text(j.Queue), Text(j.Status),
                Number(j.Maps), Number(j.Reduces), Time(j.FinishTime)));
            await SendAsync(
                context,
                "Jobs",
                html => Table(html, ["Job", "Name", "User", "Queue", "State", "Maps", "Reduces", "Finished"], rows)).ConfigureAwait(false);
        }
        else
        {
            throw new WebFault(StatusCodes.Status404NotFound, $"{path} is not here; there are /jobhistory, /ws/v1/history, /jmx and /conf");
        }
    }

    /// <summary>All jobs.</summary>
    /// <exception cref="WebFault">503: what is kept has not been read yet.</exception>
    internal static async Task<IReadOnlyList<HistoryFileName>> ListAsync(HistoryStore store, HttpContext context)
    {
        try
        {
            return await store.ListAsync(context.RequestAborted).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw new WebFault(StatusCodes.Status503ServiceUnavailable, e.Message);
        }
    }

    private async Task<CompletedJob?> FindAsync(string id, HttpContext context)
    {
        try
        {
            return await store.FindAsync(id, context.RequestAborted).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new WebFault(StatusCodes.Status500InternalServerError, $"the history of {id} cannot be read: {e.Message}");
        }
    }

    private static void Page(TextReply html, CompletedJob job)
    {
        Table(html, ["Name", "User", "State", "Submitted", "Started", "Finished"], [Row(
            Text(job.Name.JobName), Text(job.Name.User), Text(job.Status), Time(job.Name.SubmitTime), Time(job.LaunchTime),
            Time(job.FinishTime))]);
        html.Append(CultureInfo.InvariantCulture, $"<p>{Text(job.Diagnostics)}</p><h2>Attempts</h2>");
        Table(
            html,
            ["Attempt", "State", "Node", "Started", "Milliseconds", "Diagnostics"],
            job.Tasks.SelectMany(t => t.Attempts).Select(a => Row(
                Text(a.Id), Text(a.Status), Text(a.TrackerName), Time(a.StartTime), Number(Math.Max(0, a.FinishTime - a.StartTime)),
                Text(a.Error))));
        html.Append("<h2>Counters</h2>");
        Table(html, ["Group", "Counter", "Total"], job.TotalCounters.Groups.SelectMany(
            g => g.Counters.Select(c => Row(Text(g.DisplayName), Text(c.DisplayName), Number(c.Value)))));
    }

    private static async Task SendAsync(HttpContext context, string title, Action<TextReply> body)
    {
        using var html = new TextReply(context, TextReply.Html);
        html.Append(
            CultureInfo.InvariantCulture, $"<!doctype html><html><head><title>{Text(title)}</title></head><body><h1>{Text(title)}</h1>");
        body(html);
        await html.Append("</body></html>\n").SendAsync().ConfigureAwait(false);
    }

    private static void Table(TextReply html, string[] heads, IEnumerable<string> rows)
    {
        html.Append("<table border=\"1\" cellpadding=\"4\"><tr>");
        foreach (var head in heads)
        {
            html.Append("<th>").Append(head).Append("</th>");
        }

        html.Append("</tr>");
        foreach (var row in rows)
        {
            html.Append(row).Append('\n');
        }

        html.Append("</table>");
    }

    private static string Row(params ReadOnlySpan<string> cells)
    {
        var html = new StringBuilder("<tr>");
        foreach (var cell in cells)
        {
            html.Append("<td>").Append(cell).Append("</td>");
        }

        return html.Append("</tr>").ToString();
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Time(long milliseconds) =>
        milliseconds <= 0 ? "" : UnixTimes.At(milliseconds).ToLocalTime().ToString("u", CultureInfo.InvariantCulture);
}
