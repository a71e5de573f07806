using System.Globalization;
using Hathi.Web.Figures;
using Hathi.Web.Pages;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.ResourceManager.Calls;
using Microsoft.AspNetCore.Http;

namespace Hathi.Yarn.ResourceManager.Http;

/// <summary>
/// The cluster in figures for machines: <c>/jmx</c> with the beans that scripts look at, <c>/metrics</c> in Prometheus text format 0.0.4.
/// </summary>
internal sealed class FiguresServlets(CallSite site)
{
    public async Task JmxAsync(HttpContext context)
    {
        var figures = await FiguresAsync().ConfigureAwait(false);
        await JmxReply.SendAsync(context, [NodesOf(figures), JmxBean.Process("ResourceManager")]).ConfigureAwait(false);
    }

    private static JmxBean NodesOf(ClusterFigures f) => new("Hadoop:service=ResourceManager,name=ClusterMetrics", "ClusterMetrics",
    [
        ("NumActiveNMs", f.ActiveNodes),
        ("NumDecommissioningNMs", f.DecommissioningNodes),
        ("NumDecommissionedNMs", f.DecommissionedNodes),
        ("NumLostNMs", f.LostNodes),
        ("NumUnhealthyNMs", f.UnhealthyNodes),
        ("NumRebootedNMs", f.RebootedNodes),
        ("NumShutdownNMs", f.ShutdownNodes),
        ("CapabilityMB", f.Total.MemoryMiB),
        ("CapabilityVirtualCores", f.Total.VirtualCores),
    ]);

    public async Task PrometheusAsync(HttpContext context)
    {
        var f = await FiguresAsync().ConfigureAwait(false);
        using var text = new TextReply(context, TextReply.Figures);
        Gauge(text, "hathi_yarn_nodes_active", f.ActiveNodes);
        Gauge(text, "hathi_yarn_nodes_lost", f.LostNodes);
        Gauge(text, "hathi_yarn_nodes_unhealthy", f.UnhealthyNodes);
        Gauge(text, "hathi_yarn_apps_submitted", f.AppsSubmitted);
        Gauge(text, "hathi_yarn_apps_completed", f.AppsCompleted);
        Gauge(text, "hathi_yarn_apps_failed", f.AppsFailed);
        Gauge(text, "hathi_yarn_apps_killed", f.AppsKilled);
        Gauge(text, "hathi_yarn_apps_pending", f.AppsPending);
        Gauge(text, "hathi_yarn_apps_running", f.AppsRunning);
        Gauge(text, "hathi_yarn_containers_allocated", f.ContainersAllocated);
        Gauge(text, "hathi_yarn_containers_pending", f.ContainersPending);
        Gauge(text, "hathi_yarn_containers_reserved", f.ContainersReserved);
        Gauge(text, "hathi_yarn_memory_mebibytes", f.Total.MemoryMiB);
        Gauge(text, "hathi_yarn_memory_allocated_mebibytes", f.Allocated.MemoryMiB);
        Gauge(text, "hathi_yarn_vcores", f.Total.VirtualCores);
        Gauge(text, "hathi_yarn_vcores_allocated", f.Allocated.VirtualCores);
        Gauge(text, "hathi_yarn_last_edit", site.Engine.LastIndex);
        var checkpoints = site.Engine.Checkpoints();
        Gauge(text, "hathi_yarn_checkpoint_last_written_seconds", checkpoints.LastWritten / 1000);
        Gauge(text, "hathi_yarn_checkpoint_edits_behind", checkpoints.EditsBehind);
        Gauge(text, "hathi_yarn_checkpoint_failures", checkpoints.Failures);
        await text.SendAsync().ConfigureAwait(false);
    }

    private ValueTask<ClusterFigures> FiguresAsync() => site.Engine.AskAsync(new GetClusterFiguresRequest { User = "dr.who" });

    private static void Gauge(TextReply text, string name, long value) =>
        text.Append(CultureInfo.InvariantCulture, $"# TYPE {name} gauge\n{name} {value}\n");
}
