using System.Globalization;
using System.Text.Json;
using Hathi.Web;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.ResourceManager.Protocols;
using Microsoft.AspNetCore.Http;

namespace Hathi.Yarn.ResourceManager.Http;

/// <summary><c>/ws/v1/cluster</c>: what Apache's ResourceManager serves there, in its JSON. Source: Apache's <c>RMWebServices</c>.</summary>
internal sealed class ClusterRest(CallSite site)
{
    public const string Root = "/ws/v1/cluster";

    private readonly ApplicationRest _applications = new(site);

    /// <summary>Answers a path below <see cref="Root"/>.</summary>
    public Task AnswerAsync(HttpContext context)
    {
        var parts = context.Request.Path.Value![Root.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries);
        var method = context.Request.Method;
        return (method, parts) switch
        {
            ("GET", [] or ["info"]) => SendAsync(context, json => Object(json, "clusterInfo", () => ClusterJson.WriteInfo(json, site.StartTime))),
            ("GET", ["metrics"]) => MetricsAsync(context),
            ("GET", ["scheduler"]) => SchedulerAsync(context),
            ("GET", ["nodes"]) => NodesAsync(context),
            ("GET", ["nodes", var id]) => NodeAsync(context, id),
            (_, ["apps", ..]) => _applications.AnswerAsync(context, method, parts[1..]),
            _ => throw RestFault.NotFound($"There is no {method} {context.Request.Path} here."),
        };
    }

    /// <summary>Who asks: <c>user.name</c>, or the one that Apache takes.</summary>
    public static string UserOf(HttpContext context) => Query(context, "user.name") ?? "dr.who";

    /// <summary>A parameter of the query; null: it is not there, or empty.</summary>
    public static string? Query(HttpContext context, string name) => context.Request.Query[name] is [{ Length: > 0 } value, ..] ? value : null;

    /// <summary>A parameter that is there several times, or has several values with commas between them.</summary>
    public static List<string> QueryList(HttpContext context, string name)
    {
        var all = new List<string>();
        foreach (var value in context.Request.Query[name])
        {
            all.AddRange((value ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        }

        return all;
    }

    /// <summary>A parameter that is a number from 0 on.</summary>
    /// <exception cref="RestFault">It is none.</exception>
    public static long? QueryNumber(HttpContext context, string name) => Query(context, name) is not { } text
        ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw RestFault.BadRequest($"{name} must be a number from 0 on, not {text}");

    /// <summary>Sends one object, which has one member.</summary>
    public static Task SendAsync(HttpContext context, Action<Utf8JsonWriter> members) => SendAsync(context, null, members);

    /// <summary>Sends one object.</summary>
    /// <param name="context">The request.</param>
    /// <param name="xmlRoot">What it is called in XML, which JSON does not say; null: its only member is.</param>
    /// <param name="members">Writes what is in it.</param>
    public static Task SendAsync(HttpContext context, string? xmlRoot, Action<Utf8JsonWriter> members) => RestReply.SendAsync(context, xmlRoot, json =>
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
        if (items.Count > 0)
        {
            Array(json, element, items, members);
        }

        json.WriteEndObject();
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

    private async Task MetricsAsync(HttpContext context)
    {
        var figures = await site.Engine.AskAsync<ClusterFigures>(new GetClusterFiguresRequest { Ticket = 1, User = UserOf(context) }).ConfigureAwait(false);
        await SendAsync(context, json => Object(json, "clusterMetrics", () => ClusterJson.Write(json, figures))).ConfigureAwait(false);
    }

    private async Task SchedulerAsync(HttpContext context)
    {
        var root = await site.Engine.AskAsync<QueueReport>(new GetQueueInfoRequest
        {
            Ticket = 1,
            User = UserOf(context),
            Queue = "root",
            IncludeApplications = false,
            IncludeChildren = true,
            Recursive = true,
        }).ConfigureAwait(false);
        await SendAsync(context, json => Object(json, "scheduler", () => Object(
            json, "schedulerInfo", () => QueueJson.WriteRoot(json, root, site.Options.Core.MaximumAllocation)))).ConfigureAwait(false);
    }

    private async Task NodesAsync(HttpContext context)
    {
        var nodes = await NodesInAsync(context, QueryList(context, "states")).ConfigureAwait(false);
        await SendAsync(context, json => List(json, "nodes", "node", nodes, node => ClusterJson.Write(json, node))).ConfigureAwait(false);
    }

    private async Task NodeAsync(HttpContext context, string id)
    {
        var all = await NodesInAsync(context, Enum.GetNames<NodeState>()).ConfigureAwait(false);
        var node = all.Find(node => node.Id.ToString() == id) ?? throw RestFault.NotFound($"nodeId, {id}, is not found");
        await SendAsync(context, json => Object(json, "node", () => ClusterJson.Write(json, node))).ConfigureAwait(false);
    }

    private async ValueTask<List<NodeReport>> NodesInAsync(HttpContext context, IReadOnlyCollection<string> names)
    {
        var states = new List<NodeState>();
        foreach (var name in names)
        {
            states.Add(Enum.TryParse<NodeState>(name, ignoreCase: true, out var state) ? state : throw RestFault.BadRequest($"Invalid node state {name}; the states are {string.Join(", ", Enum.GetNames<NodeState>())}"));
        }

        return await site.Engine.AskAsync<List<NodeReport>>(new GetClusterNodesRequest { Ticket = 1, User = UserOf(context), States = states }).ConfigureAwait(false);
    }
}
