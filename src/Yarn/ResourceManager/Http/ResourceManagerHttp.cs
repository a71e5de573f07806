using Hathi.Hadoop.Rpc;
using Hathi.Web;
using Hathi.Web.Faults;
using Hathi.Web.Figures;
using Hathi.Web.Pages;
using Hathi.Yarn.Protocol;
using Hathi.Yarn.ResourceManager.Calls;
using Hathi.Yarn.ResourceManager.Mapping;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hathi.Yarn.ResourceManager.Http;

/// <summary>
/// The ResourceManager's HTTP port (8088): REST, a page for people, the way to the masters' pages, <c>/jmx</c>, <c>/conf</c>,
/// <c>/metrics</c> and <c>/prom</c>.
/// </summary>
internal sealed class ResourceManagerHttp(CallSite site, MasterProxy proxy)
{
    private const string Application = "/cluster/app/";

    private readonly ClusterRest _rest = new(site);
    private readonly ClusterPage _page = new(site);
    private readonly FiguresServlets _figures = new(site);
    private readonly MasterProxy _proxy = proxy;

    /// <exception cref="IOException">The address is taken.</exception>
    public static Task<WebServer> StartAsync(CallSite site, MasterProxy proxy, ILogger log, CancellationToken cancellation) =>
        WebServer.StartAsync(
            site.Options.WebAddress, WebServerLimits.Pages, new ResourceManagerHttp(site, proxy).AnswerAsync, log, cancellation);

    private async Task AnswerAsync(HttpContext context)
    {
        try
        {
            await RouteAsync(context).ConfigureAwait(false);
        }
        catch (RpcFault fault)
        {
            // REST has one exception for all that is not there.
            var isMissing = fault.JavaClass.EndsWith("NotFoundException", StringComparison.Ordinal);
            throw isMissing && _rest.Routes.Holds(context.Request.Path.Value ?? "/") ? RestFault.NotFound(fault.Message)
                : new RestFault(
                    isMissing ? StatusCodes.Status404NotFound : StatusCodes.Status400BadRequest, fault.JavaClass, fault.Message);
        }
    }

    private Task RouteAsync(HttpContext context)
    {
        if (HttpMethods.IsOptions(context.Request.Method))
        {
            // Apache's clients begin with it, to be asked who they are: here nobody needs to prove it.
            context.Response.Headers.Allow = "GET, HEAD, PUT, POST, OPTIONS";
            return Task.CompletedTask;
        }

        var path = context.Request.Path.Value ?? "/";
        return path switch
        {
            "/" => Redirect(context, "/cluster"),
            "/cluster" or "/cluster/apps" or "/cluster/nodes" => _page.AnswerAsync(context),
            JmxReply.Path => _figures.JmxAsync(context),
            ConfReply.Path => ConfReply.SendAsync(context, site.Options.RunningConfiguration()),
            "/metrics" or "/prom" => _figures.PrometheusAsync(context),
            _ when _rest.Routes.Holds(path) => _rest.Routes.AnswerAsync(context),
            _ when path.StartsWith(MasterProxy.Root, StringComparison.Ordinal) => ProxyAsync(context, path[MasterProxy.Root.Length..]),
            _ when path.StartsWith(Application, StringComparison.Ordinal) =>
                _page.ApplicationAsync(context, ParseId(path[Application.Length..])),
            _ => throw RestFault.NotFound($"There is no {path} here."),
        };
    }

    private Task ProxyAsync(HttpContext context, string path)
    {
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        return slash < 0
            ? _proxy.AnswerAsync(context, ParseId(path), "")
            : _proxy.AnswerAsync(context, ParseId(path[..slash]), path[slash..]);
    }

    private static ApplicationId ParseId(string text)
    {
        try
        {
            return YarnIds.ParseApplication(text.TrimEnd('/')).ToCore();
        }
        catch (FormatException e)
        {
            throw RestFault.BadRequest(e.Message);
        }
    }

    private static Task Redirect(HttpContext context, string target)
    {
        context.Response.Redirect(target);
        return Task.CompletedTask;
    }
}
