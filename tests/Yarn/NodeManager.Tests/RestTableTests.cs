using Hathi.Web.Tests;
using Hathi.Yarn.NodeManager.Http;
using Hathi.Yarn.NodeManager.Tests.Support;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.NodeManager.Tests;

/// <summary>Every resource of <c>/ws/v1/node</c> in every way that it can be asked.</summary>
public sealed class RestTableTests
{
    private static readonly string[] s_files = ["containers/{containerid}/logs/{filename}", "containerlogs/{containerid}/{filename}"];

    [Fact]
    public async Task Each_answers_GET_HEAD_and_XML_and_refuses_other_methods_other_ids_and_parameters_that_make_no_sense()
    {
        await using var node = await TestNode.StartAsync();
        var id = await node.StartAsync(TestNode.Bash("echo hello"));
        await node.Manager.EndOf(id);
        using var http = new HttpClient();
        var values = new Dictionary<string, string>
        {
            ["appid"] = id.Application().ToText(), ["containerid"] = id.ToText(), ["filename"] = "stdout",
        };
        var routes = new NodePages(null!, null!, null!, null!).Routes;
        var table = new RestTable(http, new Uri($"http://{node.Server.WebEndPoint}"), routes, values, s_files);
        Assert.Equal(9, await table.CheckAsync());

        const string Bad = "BadRequestException";
        const string State = "No enum constant org.apache.hadoop.yarn.server.nodemanager.containermanager.application.ApplicationState.";
        await table.CheckParametersAsync(
        [
            ("/ws/v1/node/apps?state=nonsense", "IllegalArgumentException", State + "nonsense"),
            ("/ws/v1/node/apps?state=running", "IllegalArgumentException", State + "running"),
            ("/ws/v1/node/apps?user=", Bad, "Error: You must specify a non-empty string for the user"),
            ("/ws/v1/node/containers/nonsense", Bad, "invalid container id, nonsense"),
            ("/ws/v1/node/containers/nonsense/logs", Bad, "invalid container id, nonsense"),
            ($"/ws/v1/node/containers/{id.ToText()}/logs/stdout?size=many", "NumberFormatException", "For input string: \"many\""),
            ($"/ws/v1/node/containerlogs/{id.ToText()}/stdout?size=99999999999999999999", "NumberFormatException",
                "For input string: \"99999999999999999999\""),
        ]);
        Assert.EndsWith(
            "hello\n",
            (await http.GetStringAsync(
                $"http://{node.Server.WebEndPoint}/ws/v1/node/containers/{id.ToText()}/logs/stdout?size=-9223372036854775808")).Split(
                    "\nEnd of")[0],
            StringComparison.Ordinal);
        Assert.Contains(
            "ContainersRunning",
            await http.GetStringAsync($"http://{node.Server.WebEndPoint}/jmx?qry=Hadoop:service=NodeManager,name=NodeManagerMetrics"),
            StringComparison.Ordinal);
        Assert.Contains("<configuration>", await http.GetStringAsync($"http://{node.Server.WebEndPoint}/conf"), StringComparison.Ordinal);
    }
}
