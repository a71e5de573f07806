using Hathi.Web.Tests;
using Hathi.Yarn.Protocol;
using Hathi.Yarn.ResourceManager.Http;

namespace Hathi.Yarn.ResourceManager.Tests;

/// <summary>Every resource of <c>/ws/v1/cluster</c> in every way that it can be asked.</summary>
public sealed class RestTableTests
{
    private const string Bad = "BadRequestException";
    private const string Illegal = "IllegalArgumentException";

    // Method and path as RMWebServices has them; what is not here yet is listed in the changelog.
    private static readonly string[] s_expected =
    [
        "GET ", "GET info", "GET userinfo", "GET metrics", "GET scheduler", "GET nodes", "GET nodes/{nodeId}", "GET appstatistics",
        "GET apps", "POST apps", "POST apps/new-application",
        "GET apps/{appid}", "GET apps/{appid}/state", "PUT apps/{appid}/state", "GET apps/{appid}/queue", "PUT apps/{appid}/queue",
        "GET apps/{appid}/priority", "PUT apps/{appid}/priority",
        "GET apps/{appid}/timeouts", "GET apps/{appid}/timeouts/{type}", "PUT apps/{appid}/timeout", "GET apps/{appid}/appattempts",
        "GET apps/{appid}/appattempts/{appattemptid}",
        "GET apps/{appid}/appattempts/{appattemptid}/containers", "GET apps/{appid}/appattempts/{appattemptid}/containers/{containerid}",
        "POST containers/{containerid}/signal/{command}",
    ];

    [Fact]
    public async Task Each_answers_GET_HEAD_and_XML_and_refuses_other_methods_other_ids_and_bodies_that_are_none()
    {
        var routes = new ClusterRest(null!).Routes;
        Assert.Equal(
            s_expected.Order(StringComparer.Ordinal),
            routes.All.Select(static r => $"{r.Method} {r.Template}").Order(StringComparer.Ordinal));

        await using var rm = await TestResourceManager.StartAsync();
        await using var node = await FakeNode.StartAsync(rm);
        var id = await rm.SubmitAsync();
        var container = node.CheckContainerToken((await node.NextStartAsync()).ContainerToken).ContainerId;
        var values = new Dictionary<string, string>
        {
            ["appid"] = id.ToText(),
            ["appattemptid"] = container.AppAttemptId.ToText(),
            ["containerid"] = container.ToText(),
            ["nodeId"] = node.Id.ToText(),
            ["type"] = "lifetime",
            ["command"] = "output_thread_dump",
        };
        Assert.Equal(s_expected.Length, await new RestTable(rm.Web, rm.Url(""), routes, values, plain: []).CheckAsync());
    }

    [Fact]
    public async Task Parameters_that_make_no_sense_are_refused_in_Apaches_words()
    {
        await using var rm = await TestResourceManager.StartAsync();
        var id = (await rm.SubmitAsync()).ToText();
        const string States = "It should be one of [NEW, NEW_SAVING, SUBMITTED, ACCEPTED, RUNNING, FINISHED, FAILED, KILLED]";
        const string Fields =
            "It should be one of [resourceRequests, timeouts, appNodeLabelExpression, amNodeLabelExpression, resourceInfo]";
        const string Apps = "/ws/v1/cluster/apps";
        (string Path, string Exception, string Message)[] table =
        [
            ($"{Apps}?states=nonsense", Bad, $"Invalid application-state nonsense specified. {States}"),
            ($"{Apps}?states=RUNNING,3", Bad, $"Invalid application-state 3 specified. {States}"),
            ($"{Apps}?state=FINISHING", Bad, $"Invalid application-state FINISHING specified. {States}"),
            ($"{Apps}?states=newsaving", Bad, $"Invalid application-state newsaving specified. {States}"),
            ($"{Apps}?finalStatus=nonsense", Illegal,
                "No enum constant org.apache.hadoop.yarn.api.records.FinalApplicationStatus.nonsense"),
            ($"{Apps}?finalStatus=1", Illegal, "No enum constant org.apache.hadoop.yarn.api.records.FinalApplicationStatus.1"),
            ($"{Apps}?queue=nonsense", Bad, "Unknown queue: nonsense"),
            ($"{Apps}?limit=many", Bad, "limit value must be a number!"),
            ($"{Apps}?limit=99999999999999999999", Bad, "limit value must be a number!"),
            ($"{Apps}?limit=0", Bad, "limit value must be greater then 0"),
            ($"{Apps}?limit=-1", Bad, "limit value must be greater then 0"),
            ($"{Apps}?startedTimeBegin=x", Bad, "startedTimeBegin value must be a number!"),
            ($"{Apps}?startedTimeEnd=x", Bad, "startedTimeEnd value must be a number!"),
            ($"{Apps}?startedTimeBegin=-1", Bad, "startedTimeBegin must be greater than 0"),
            ($"{Apps}?startedTimeEnd=-1", Bad, "startedTimeEnd must be greater than 0"),
            ($"{Apps}?startedTimeBegin=2&startedTimeEnd=1", Bad, "startedTimeEnd must be greater than startTimeBegin"),
            ($"{Apps}?finishedTimeBegin=x", Bad, "finishedTimeBegin value must be a number!"),
            ($"{Apps}?finishedTimeEnd=x", Bad, "finishedTimeEnd value must be a number!"),
            ($"{Apps}?finishedTimeBegin=-1", Bad, "finishTimeBegin must be greater than 0"),
            ($"{Apps}?finishedTimeEnd=-1", Bad, "finishTimeEnd must be greater than 0"),
            ($"{Apps}?finishedTimeBegin=2&finishedTimeEnd=1", Bad, "finishTimeEnd must be greater than finishTimeBegin"),
            ($"{Apps}?deSelects=nonsense", Bad, $"Invalid deSelects string nonsense specified. {Fields}"),
            ($"{Apps}/{id}?deSelects=timeouts,nonsense", Bad, $"Invalid deSelects string nonsense specified. {Fields}"),
            ($"{Apps}/{id}/timeouts/nonsense", Bad, "Invalid application-state nonsense specified. It should be one of [LIFETIME]"),
            ("/ws/v1/cluster/appstatistics?states=nonsense", Bad, $"Invalid application-state nonsense specified. {States}"),
            ("/ws/v1/cluster/appstatistics?applicationTypes=a,b", Bad,
                "# of applicationTypes = 2, we temporarily support at most one applicationType"),
            ("/ws/v1/cluster/nodes?states=nonsense", Illegal, "No enum constant org.apache.hadoop.yarn.api.records.NodeState.NONSENSE"),
            ("/ws/v1/cluster/nodes?states=1", Illegal, "No enum constant org.apache.hadoop.yarn.api.records.NodeState.1"),
            ("/ws/v1/cluster/nodes?states=", Illegal, "No enum constant org.apache.hadoop.yarn.api.records.NodeState."),
            ("/ws/v1/cluster/nodes/nobody", Illegal, "Invalid NodeId [nobody]. Expected host:port"),
            ("/ws/v1/cluster/nodes/nobody:x", Illegal, "For input string: \"x\""),
        ];
        await new RestTable(
            rm.Web, rm.Url(""), new ClusterRest(null!).Routes, new Dictionary<string, string>(), plain: []).CheckParametersAsync(table);
    }
}
