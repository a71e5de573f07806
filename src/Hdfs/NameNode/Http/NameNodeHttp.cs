using Hathi.Hadoop.Rpc;
using Hathi.Hdfs.NameNode.Calls;
using Hathi.Hdfs.NameNode.Options;
using Hathi.Web;
using Hathi.Web.Faults;
using Hathi.Web.Figures;
using Hathi.Web.Pages;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hathi.Hdfs.NameNode.Http;

/// <summary>
/// The NameNode's HTTP port (9870): <c>/fsck</c> as Apache's servlet of that name, <c>/jmx</c> with the few beans that scripts look at,
/// <c>/conf</c>, <c>/metrics</c> in Prometheus text.
/// </summary>
internal static class NameNodeHttp
{
    /// <exception cref="IOException">The address is taken.</exception>
    public static Task<WebServer> StartAsync(
        CallSite site, NameNodeEngine engine, NameNodeServerOptions options, ILogger log, CancellationToken cancellationToken) =>
        WebServer.StartAsync(
            options.HttpAddress, WebServerLimits.Pages, context => AnswerAsync(site, engine, options, context), log, cancellationToken);

    private static async Task AnswerAsync(CallSite site, NameNodeEngine engine, NameNodeServerOptions options, HttpContext context)
    {
        try
        {
            await (context.Request.Path.Value switch
            {
                "/fsck" => new FsckServlet(site).AnswerAsync(context),
                JmxReply.Path => new JmxServlet(engine).AnswerAsync(context),
                ConfReply.Path => ConfReply.SendAsync(context, options.RunningConfiguration()),
                "/metrics" => new MetricsServlet(engine).AnswerAsync(context),
                _ => throw new WebFault(StatusCodes.Status404NotFound, "There are /fsck, /jmx, /conf and /metrics here."),
            }).ConfigureAwait(false);
        }
        catch (RpcFault fault)
        {
            throw new WebFault(StatusCodes.Status400BadRequest, fault.Message);
        }
    }
}
