using System.Text.Json;
using Hathi.Web.Faults;
using Hathi.Web.Figures;
using Hathi.Web.Pages;
using Hathi.Web.Rest;
using Hathi.Yarn.NodeManager.Applications;
using Hathi.Yarn.NodeManager.Logs;
using Hathi.Yarn.NodeManager.State;
using Hathi.Yarn.Protocol;
using Microsoft.AspNetCore.Http;

namespace Hathi.Yarn.NodeManager.Http;

/// <summary>What is asked over HTTP, and which page answers. Source: NMWebServices, ContainerLogsPage.</summary>
internal sealed class NodePages
{
    private const string JavaState = "org.apache.hadoop.yarn.server.nodemanager.containermanager.application.ApplicationState";

    // Those of Apache's ApplicationState; an application of ours is in two of them.
    private static readonly string[] States =
    [
        "NEW", "INITING", "RUNNING", "FINISHING_CONTAINERS_WAIT", "APPLICATION_RESOURCES_CLEANINGUP", "FINISHED",
    ];

    private readonly NodeJson _json;
    private readonly LogPages _logs;
    private readonly ApplicationTable _applications;
    private readonly Func<IReadOnlyList<ConfProperty>> _configuration;

    /// <param name="json">Writes the node.</param>
    /// <param name="logs">Writes files.</param>
    /// <param name="applications">What runs here.</param>
    /// <param name="configuration">What <c>/conf</c> shows.</param>
    internal NodePages(NodeJson json, LogPages logs, ApplicationTable applications, Func<IReadOnlyList<ConfProperty>> configuration)
    {
        _json = json;
        _logs = logs;
        _applications = applications;
        _configuration = configuration;
        Routes = new RestRoutes("/ws/v1/node")
            .Get("", (context, _) => Json.AnswerAsync(context, json.Node))
            .Get("info", (context, _) => Json.AnswerAsync(context, json.Node))
            .Get("apps", (context, _) => ApplicationsAsync(context))
            .Get("apps/{appid}", (context, v) => ApplicationAsync(context, v[0]))
            .Get("containers", (context, _) => ContainersAsync(context))
            .Get("containers/{containerid}", (context, v) => ContainerAsync(context, v[0]))
            .Get("containers/{containerid}/logs", (context, v) => LogsAsync(context, FindLog(v[0])))
            .Get("containers/{containerid}/logs/{filename}", (context, v) => logs.FileAsync(context, FindLog(v[0]), v[1]))
            .Get("containerlogs/{containerid}/{filename}", (context, v) => logs.FileAsync(context, FindLog(v[0]), v[1]));
    }

    /// <summary>All resources of REST.</summary>
    internal RestRoutes Routes { get; }

    internal Task AnswerAsync(HttpContext context)
    {
        var text = context.Request.Path.Value ?? "/";
        var path = text.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return path switch
        {
            _ when Routes.Holds(text) => Routes.AnswerAsync(context),
            ["node", "containerlogs", var id, ..] => _logs.BrowseAsync(context, FindLog(id), path.Length > 4 ? path[4] : null),
            [] or ["node", ..] => Json.AnswerAsync(context, _json.Node),
            _ when text == JmxReply.Path => JmxReply.SendAsync(context, [Figures(), JmxBean.Process("NodeManager")]),
            _ when text == ConfReply.Path => ConfReply.SendAsync(context, _configuration()),
            _ => throw RestFault.NotFound("There are /ws/v1/node, /node/containerlogs, /jmx and /conf here."),
        };
    }

    private JmxBean Figures()
    {
        var containers = _applications.All.SelectMany(static a => a.Containers.Values).ToList();
        return new JmxBean("Hadoop:service=NodeManager,name=NodeManagerMetrics", "NodeManagerMetrics",
        [
            ("ContainersRunning", containers.Count(static c => c.State == ContainerState.Running)),
            ("ContainersIniting",
                containers.Count(static c => c.State is ContainerState.New or ContainerState.Localizing or ContainerState.Scheduled)),
            ("ApplicationsRunning", _applications.All.Count(static a => !a.IsFinishing)),
        ]);
    }

    private Task ApplicationsAsync(HttpContext context)
    {
        var (state, user) = (RestQuery.Text(context, "state"), RestQuery.Raw(context, "user"));
        if (state is not null && !States.Contains(state))
        {
            throw RestFault.NoConstant(JavaState, state);
        }

        if (user?.Length == 0)
        {
            throw RestFault.BadRequest("Error: You must specify a non-empty string for the user");
        }

        var wanted = _applications.All.Where(a => (state is null || a.State == state) && (user is null || a.User == user));
        return Json.AnswerAsync(
            context,
            w => List(w, "apps", "app", wanted.OrderBy(static a => a.Text, StringComparer.Ordinal), a => NodeJson.Application(w, a)));
    }

    private Task ApplicationAsync(HttpContext context, string id)
    {
        try
        {
            YarnIds.ParseApplication(id);
        }
        catch (FormatException e)
        {
            throw RestFault.BadRequest(e.Message);
        }

        var application = _applications.Find(id) ?? throw RestFault.NotFound($"app with id {id} not found");
        return Json.AnswerAsync(context, w => Named(w, "app", () => NodeJson.Application(w, application)));
    }

    private Task ContainerAsync(HttpContext context, string id)
    {
        var container = _applications.Find(Id(id).Application().ToText())?.Containers.GetValueOrDefault(id) ?? throw Missing(id);
        return Json.AnswerAsync(context, w => Named(w, "container", () => _json.Container(w, container)));
    }

    private Task ContainersAsync(HttpContext context)
    {
        var all = _applications.All.SelectMany(static a => a.Containers.Values);
        return Json.AnswerAsync(
            context,
            w => List(w, "containers", "container", all.OrderBy(static c => c.Id, StringComparer.Ordinal), c => _json.Container(w, c)));
    }

    private Task LogsAsync(HttpContext context, ContainerLog container) => Json.AnswerAsync(context, "containerLogsInfoes", w =>
    {
        // A list of one is its element; what was moved to the file system is not here.
        w.WriteStartObject();
        w.WriteStartObject("containerLogsInfo");
        _json.Logs(w, container);
        w.WriteEndObject();
        w.WriteEndObject();
    });

    private ContainerLog FindLog(string id) => _applications.FindLog(Id(id)) ?? throw Missing(id);

    private static RestFault Missing(string id) => RestFault.NotFound($"container with id, {id}, not found");

    private static ContainerIdProto Id(string text)
    {
        try
        {
            return YarnIds.ParseContainer(text);
        }
        catch (FormatException)
        {
            throw RestFault.BadRequest($"invalid container id, {text}");
        }
    }

    private static void Named(Utf8JsonWriter w, string name, Action write)
    {
        w.WriteStartObject();
        w.WritePropertyName(name);
        write();
        w.WriteEndObject();
    }

    private static void List<T>(Utf8JsonWriter w, string name, string one, IEnumerable<T> items, Action<T> write)
    {
        w.WriteStartObject();
        w.WriteStartObject(name);
        var all = items.ToList();
        if (all.Count > 0)
        {
            w.WriteStartArray(one);
            all.ForEach(write);
            w.WriteEndArray();
        }

        w.WriteEndObject();
        w.WriteEndObject();
    }
}
