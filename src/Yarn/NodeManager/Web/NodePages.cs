using System.Text.Json;
using Hathi.Yarn.NodeManager.Applications;
using Hathi.Yarn.NodeManager.Containers;
using Hathi.Yarn.NodeManager.Logs;
using Hathi.Yarn.Protocol;
using Microsoft.AspNetCore.Http;

namespace Hathi.Yarn.NodeManager.Web;

/// <summary>What is asked over HTTP, and which page answers. Source: NMWebServices, ContainerLogsPage.</summary>
internal sealed class NodePages(NodeJson json, LogPages logs, ApplicationTable applications)
{
    private const string NotFound = "NotFoundException";

    internal Task AnswerAsync(HttpContext context)
    {
        var path = (context.Request.Path.Value ?? "/").Split('/', StringSplitOptions.RemoveEmptyEntries);
        return path switch
        {
            ["ws", "v1", "node", .. var rest] => RestAsync(context, rest),
            ["node", "containerlogs", var id, ..] when FindLog(id) is { } container => logs.BrowseAsync(context, container, path.Length > 4 ? path[4] : null),
            ["node", "containerlogs", var id, ..] => MissingAsync(context, id),
            [] or ["node", ..] => Json.AnswerAsync(context, json.Node),
            _ => Json.RefuseAsync(context, StatusCodes.Status404NotFound, NotFound, "There are /ws/v1/node and /node/containerlogs here."),
        };
    }

    private Task RestAsync(HttpContext context, string[] path) => path switch
    {
        [] or ["info"] => Json.AnswerAsync(context, json.Node),
        ["apps"] => ApplicationsAsync(context),
        ["apps", var id] when applications.Find(id) is { } application => Json.AnswerAsync(context, w => Named(w, "app", () => NodeJson.Application(w, application))),
        ["apps", var id] => Json.RefuseAsync(context, StatusCodes.Status404NotFound, NotFound, $"app with id {id} not found"),
        ["containers"] => ContainersAsync(context),
        ["containers", var id] when Find(id) is { } container => Json.AnswerAsync(context, w => Named(w, "container", () => json.Container(w, container))),
        ["containers", var id, "logs"] when FindLog(id) is { } container => LogsAsync(context, container),
        ["containers", var id, "logs", var file] when FindLog(id) is { } container => logs.FileAsync(context, container, file),
        ["containerlogs", var id, var file] when FindLog(id) is { } container => logs.FileAsync(context, container, file),
        ["containers" or "containerlogs", var id, ..] => MissingAsync(context, id),
        _ => Json.RefuseAsync(context, StatusCodes.Status404NotFound, NotFound, $"There is no {context.Request.Path} here."),
    };

    private Task ApplicationsAsync(HttpContext context)
    {
        var (state, user) = (context.Request.Query["state"].ToString(), context.Request.Query["user"].ToString());
        var wanted = applications.All.Where(a => (state.Length == 0 || a.State == state) && (user.Length == 0 || a.User == user));
        return Json.AnswerAsync(context, w => List(w, "apps", "app", wanted.OrderBy(static a => a.Text, StringComparer.Ordinal), a => NodeJson.Application(w, a)));
    }

    private Task ContainersAsync(HttpContext context)
    {
        var all = applications.All.SelectMany(static a => a.Containers.Values);
        return Json.AnswerAsync(context, w => List(w, "containers", "container", all.OrderBy(static c => c.Id, StringComparer.Ordinal), c => json.Container(w, c)));
    }

    private Task LogsAsync(HttpContext context, ContainerLog container) => Json.AnswerAsync(context, "containerLogsInfoes", w =>
    {
        w.WriteStartObject();
        w.WriteStartArray("containerLogsInfo");
        w.WriteStartObject();
        json.Logs(w, container);
        w.WriteEndObject();
        w.WriteEndArray();
        w.WriteEndObject();
    });

    private static Task MissingAsync(HttpContext context, string id) =>
        Json.RefuseAsync(context, StatusCodes.Status404NotFound, NotFound, $"container with id, {id}, not found");

    private Container? Find(string id) => Id(id) is { } container ? applications.Find(container.Application().ToText())?.Containers.GetValueOrDefault(id) : null;

    private ContainerLog? FindLog(string id) => Id(id) is { } container ? applications.FindLog(container) : null;

    private static ContainerIdProto? Id(string text)
    {
        try
        {
            return YarnIds.ParseContainer(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static void Named(Utf8JsonWriter w, string name, Action write)
    {
        w.WriteStartObject();
        w.WritePropertyName(name);
        write();
        w.WriteEndObject();
    }

    // Apache's JSON has null for an empty list.
    private static void List<T>(Utf8JsonWriter w, string name, string one, IEnumerable<T> items, Action<T> write)
    {
        w.WriteStartObject();
        var all = items.ToList();
        if (all.Count == 0)
        {
            w.WriteNull(name);
        }
        else
        {
            w.WriteStartObject(name);
            w.WriteStartArray(one);
            all.ForEach(write);
            w.WriteEndArray();
            w.WriteEndObject();
        }

        w.WriteEndObject();
    }
}
