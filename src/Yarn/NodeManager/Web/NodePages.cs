using Hathi.Base;
using Hathi.Yarn.NodeManager.Applications;
using Hathi.Yarn.NodeManager.Monitor;
using Hathi.Yarn.NodeManager.Service;
using Microsoft.AspNetCore.Http;

namespace Hathi.Yarn.NodeManager.Web;

/// <summary>What is asked over HTTP, and which page answers.</summary>
internal sealed class NodePages(NodeManagerOptions options, NodeIdentity identity, ApplicationTable applications, NodeUsage usage, DiskHealth disks, IClock clock)
{
    internal Task AnswerAsync(HttpContext context)
    {
        _ = (options, identity, applications, usage, disks, clock);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return context.Response.WriteAsync("There is /ws/v1/node here.\n");
    }
}
