using System.Globalization;
using Hathi.Web;
using Hathi.Web.Faults;
using Hathi.Web.Pages;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hathi.Ring.Node.Http;

/// <summary>A node's web port: a page for people, and <c>/metrics</c> in Prometheus text format 0.0.4.</summary>
/// <param name="figures">What there is to tell.</param>
/// <param name="clients">Where CQL clients are served.</param>
internal sealed class RingPages(Func<RingFigures> figures, System.Net.IPEndPoint clients)
{
    /// <exception cref="IOException">The address is taken.</exception>
    public static Task<WebServer> StartAsync(
        System.Net.IPEndPoint address,
        Func<RingFigures> figures,
        System.Net.IPEndPoint clients,
        ILogger log,
        CancellationToken cancellation) =>
        WebServer.StartAsync(address, WebServerLimits.Pages, new RingPages(figures, clients).AnswerAsync, log, cancellation);

    private Task AnswerAsync(HttpContext context) => context.Request.Path.Value switch
    {
        "/" => PageAsync(context),
        "/metrics" or "/prom" => MetricsAsync(context),
        var path => throw RestFault.NotFound($"There is no {path} here."),
    };

    private async Task PageAsync(HttpContext context)
    {
        var f = figures();
        using var text = new TextReply(context, TextReply.Html);
        text.Append("<!doctype html><meta charset=utf-8><title>ring</title><h1>Ring</h1><table>");
        Row(text, "CQL clients are served at", clients.ToString());
        Row(text, "connections", Number(f.Connections));
        Row(text, "requests", Number(f.Requests));
        Row(text, "prepared statements", Number(f.Prepared));
        Row(text, "tables", Number(f.Tables));
        Row(text, "bytes of rows in memory", Number(f.StoreBytes));
        Row(text, "writes", f.Failure is null ? "are taken" : "are refused; the log says why");
        text.Append("</table><p><a href=/metrics>figures</a>");
        await text.SendAsync().ConfigureAwait(false);
    }

    private async Task MetricsAsync(HttpContext context)
    {
        var f = figures();
        using var text = new TextReply(context, TextReply.Figures);
        Gauge(text, "hathi_ring_connections", f.Connections);
        Gauge(text, "hathi_ring_listeners", f.Listeners);
        Gauge(text, "hathi_ring_requests", f.Requests);
        Gauge(text, "hathi_ring_prepared_statements", f.Prepared);
        Gauge(text, "hathi_ring_prepared_evicted", f.Evicted);
        Gauge(text, "hathi_ring_held_bytes", f.HeldBytes);
        Gauge(text, "hathi_ring_store_bytes", f.StoreBytes);
        Gauge(text, "hathi_ring_tables", f.Tables);
        Gauge(text, "hathi_ring_writable", f.Failure is null ? 1 : 0);
        await text.SendAsync().ConfigureAwait(false);
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static void Row(TextReply text, string what, string value) =>
        text.Append("<tr><td>").Append(what).Append("<td>").Append(value);

    private static void Gauge(TextReply text, string name, long value) =>
        text.Append(CultureInfo.InvariantCulture, $"# TYPE {name} gauge\n{name} {value}\n");
}
