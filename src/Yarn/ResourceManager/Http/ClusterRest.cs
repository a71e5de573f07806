using System.Globalization;
using System.Text.Json;
using Hathi.Web.Faults;
using Hathi.Web.Rest;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.ResourceManager.Calls;
using Microsoft.AspNetCore.Http;

namespace Hathi.Yarn.ResourceManager.Http;

/// <summary>
/// <c>/ws/v1/cluster</c>: what Apache's ResourceManager serves there, in its JSON. Source: Apache's <c>RMWebServices</c>.
/// </summary>
internal sealed class ClusterRest
{
    public const string Root = "/ws/v1/cluster";

    private readonly CallSite _site;

    public ClusterRest(CallSite site)
    {
        _site = site;
        Routes = new RestRoutes(Root)
            .Get("", InfoAsync)
            .Get("info", InfoAsync)
            .Get("userinfo", static (context, _) => SendAsync(context, "clusterUserInfo", json =>
            {
                json.WriteString("rmLoginUser", Environment.UserName);
                json.WriteString("requestedUser", RestQuery.UserOf(context));
            }))
            .Get("metrics", (context, _) => MetricsAsync(context))
            .Get("scheduler", (context, _) => SchedulerAsync(context))
            .Get("nodes", (context, _) => NodesAsync(context))
            .Get("nodes/{nodeId}", (context, values) => NodeAsync(context, values[0]));
        new ApplicationRest(site).AddTo(Routes);
        new ApplicationChanges(site).AddTo(Routes);
    }

    /// <summary>All resources.</summary>
    public RestRoutes Routes { get; }

    /// <summary>Sends one object, which has one member.</summary>
    public static Task SendAsync(HttpContext context, Action<Utf8JsonWriter> members) => SendAsync(context, null, members);

    /// <summary>Sends one object.</summary>
    /// <param name="context">The request.</param>
    /// <param name="xmlRoot">What it is called in XML, which JSON does not say; null: its only member is.</param>
    /// <param name="members">Writes what is in it.</param>
    public static Task SendAsync(HttpContext context, string? xmlRoot, Action<Utf8JsonWriter> members) => RestReply.SendAsync(
        context, xmlRoot, json =>
    {
        json.WriteStartObject();
        members(json);
        json.WriteEndObject();
    });

    public static void Object(Utf8JsonWriter json, string name, Action members)
    {
        json.WriteStartObject(name);
        members();
        json.WriteEndObject();
    }

    /// <summary>A list of Java's: <c>"apps":{"app":[…]}</c>; empty: <c>"apps":{}</c>.</summary>
    public static void List<T>(Utf8JsonWriter json, string name, string element, IReadOnlyCollection<T> items, Action<T> members)
    {
        json.WriteStartObject(name);
        Some(json, element, items, members);
        json.WriteEndObject();
    }

    /// <summary>An array that is not there when it is empty.</summary>
    public static void Some<T>(Utf8JsonWriter json, string name, IReadOnlyCollection<T> items, Action<T> members)
    {
        if (items.Count > 0)
        {
            Array(json, name, items, members);
        }
    }

    public static void Array<T>(Utf8JsonWriter json, string name, IReadOnlyCollection<T> items, Action<T> members)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            members(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private Task InfoAsync(HttpContext context, IReadOnlyList<string> values) =>
        SendAsync(context, json => Object(json, "clusterInfo", () => ClusterJson.WriteInfo(json, _site.StartTime)));

    private async Task MetricsAsync(HttpContext context)
    {
        var figures = await _site.Engine.AskAsync(new GetClusterFiguresRequest { User = RestQuery.UserOf(context) }).ConfigureAwait(false);
        await SendAsync(context, json => Object(json, "clusterMetrics", () => ClusterJson.Write(json, figures))).ConfigureAwait(false);
    }

    private async Task SchedulerAsync(HttpContext context)
    {
        var root = await _site.Engine.AskAsync(new GetQueueInfoRequest
        {
            User = RestQuery.UserOf(context),
            Queue = "root",
            IncludeApplications = false,
            IncludeChildren = true,
            Recursive = true,
        }).ConfigureAwait(false);
        await SendAsync(context, json => Object(json, "scheduler", () => Object(
            json, "schedulerInfo", () => QueueJson.WriteRoot(json, root, _site.Options.Core.MaximumAllocation)))).ConfigureAwait(false);
    }

    private async Task NodesAsync(HttpContext context)
    {
        // As Java splits, which drops empty ends: without a parameter all, with an empty one the state that has no name.
        var names = RestQuery.Raw(context, "states")?.TrimEnd(',').Split(',') ?? [.. Enum.GetValues<NodeState>().Select(NameOf)];
        var nodes = await NodesInAsync(context, [.. names.Select(State)]).ConfigureAwait(false);
        await SendAsync(context, json => List(json, "nodes", "node", nodes, node => ClusterJson.Write(json, node))).ConfigureAwait(false);
    }

    private async Task NodeAsync(HttpContext context, string id)
    {
        CheckNodeId(id);
        var all = await NodesInAsync(context, Enum.GetValues<NodeState>()).ConfigureAwait(false);
        var node = all.Find(node => node.Id.ToString() == id) ?? throw RestFault.NotFound($"nodeId, {id}, is not found");
        await SendAsync(context, json => Object(json, "node", () => ClusterJson.Write(json, node))).ConfigureAwait(false);
    }

    private ValueTask<List<NodeReport>> NodesInAsync(HttpContext context, IReadOnlyCollection<NodeState> states) =>
        _site.Engine.AskAsync(new GetClusterNodesRequest { User = RestQuery.UserOf(context), States = states });

    // Apache's NodeId.fromString.
    private static void CheckNodeId(string id)
    {
        var parts = id.Split(':');
        if (parts.Length != 2)
        {
            throw RestFault.IllegalArgument($"Invalid NodeId [{id}]. Expected host:port");
        }

        if (!int.TryParse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
        {
            throw RestFault.IllegalArgument($"For input string: \"{parts[1]}\"");
        }
    }

    private static NodeState State(string name)
    {
        foreach (var state in Enum.GetValues<NodeState>())
        {
            if (NameOf(state).Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return state;
            }
        }

        throw RestFault.NoConstant("org.apache.hadoop.yarn.api.records.NodeState", name.ToUpperInvariant());
    }

    private static string NameOf(NodeState state) => state.ToString().ToUpperInvariant();
}
