using System.Globalization;
using System.Net;
using System.Text;
using Hathi.Base;
using Hathi.Web;
using Microsoft.AspNetCore.Http;

namespace Hathi.MapReduce.History;

/// <summary>What a browser finds at <c>/jobhistory</c>, where the ResourceManager's links lead: a list of jobs, and a page a job.</summary>
internal sealed class HistoryPages(HistoryStore store)
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
            var job = await store.FindAsync(id, context.RequestAborted).ConfigureAwait(false)
                ?? throw new WebFault(StatusCodes.Status404NotFound, $"job {id} is not found: it runs still, or its history was removed");
            await SendAsync(context, id, PageOf(job)).ConfigureAwait(false);
        }
        else if (path is "/" or "/jobhistory" or "/jobhistory/")
        {
            var jobs = await store.ListAsync(context.RequestAborted).ConfigureAwait(false);
            var rows = jobs.Take(Listed).Select(j => Row(
                $"<a href=\"{Job}{j.JobId}\">{j.JobId}</a>", Text(j.JobName), Text(j.User), Text(j.Queue), Text(j.Status), Number(j.Maps), Number(j.Reduces), Time(j.FinishTime)));
            await SendAsync(context, "Jobs", Table(["Job", "Name", "User", "Queue", "State", "Maps", "Reduces", "Finished"], rows)).ConfigureAwait(false);
        }
        else
        {
            throw new WebFault(StatusCodes.Status404NotFound, $"{path} is not here; there are /jobhistory, /ws/v1/history, /jmx and /conf");
        }
    }

    private static string PageOf(CompletedJob job)
    {
        var head = Table(["Name", "User", "State", "Submitted", "Started", "Finished"], [Row(Text(job.Name.JobName), Text(job.Name.User), Text(job.Status), Time(job.Name.SubmitTime), Time(job.LaunchTime), Time(job.FinishTime))]);
        var tasks = Table(["Attempt", "State", "Node", "Started", "Milliseconds", "Diagnostics"], job.Tasks.SelectMany(t => t.Attempts).Select(a => Row(
            Text(a.Id), Text(a.Status), Text(a.TrackerName), Time(a.StartTime), Number(Math.Max(0, a.FinishTime - a.StartTime)), Text(a.Error))));
        var counters = Table(["Group", "Counter", "Total"], job.TotalCounters.Groups.SelectMany(g => g.Counters.Select(c => Row(Text(g.DisplayName), Text(c.DisplayName), Number(c.Value)))));
        return $"{head}<p>{Text(job.Diagnostics)}</p><h2>Attempts</h2>{tasks}<h2>Counters</h2>{counters}";
    }

    private static Task SendAsync(HttpContext context, string title, string body)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(
            $"<!doctype html><html><head><title>{Text(title)}</title></head><body><h1>{Text(title)}</h1>{body}</body></html>\n", context.RequestAborted);
    }

    private static string Table(string[] heads, IEnumerable<string> rows)
    {
        var html = new StringBuilder("<table border=\"1\" cellpadding=\"4\"><tr>");
        foreach (var head in heads)
        {
            html.Append("<th>").Append(head).Append("</th>");
        }

        return html.Append("</tr>").AppendJoin('\n', rows).Append("</table>").ToString();
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

    private static string Time(long milliseconds) => milliseconds <= 0 ? "" : UnixTimes.At(milliseconds).ToLocalTime().ToString("u", CultureInfo.InvariantCulture);
}
