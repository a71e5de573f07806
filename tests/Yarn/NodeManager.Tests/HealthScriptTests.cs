using Hathi.Yarn.NodeManager.Monitor;
using Hathi.Yarn.NodeManager.Options;
using Hathi.Yarn.NodeManager.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.Yarn.NodeManager.Tests;

/// <summary>Scripts that look at a node's health; which end means what is NodeHealthScriptRunner's.</summary>
public sealed class HealthScriptTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("hathi-health-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData("echo fine; echo ERROR the fan; echo more", "fine\nERROR the fan\nmore")]
    [InlineData("echo no ERROR at the begin", "")]
    [InlineData("echo ERROR the script is wrong; exit 3", "")]
    [InlineData("echo \"ERROR $1 $2\"", "ERROR one two")]
    [InlineData("sleep 600", "Node health script timed out")]
    public async Task What_it_says_is_the_nodes_health(string body, string report)
    {
        var script = Script(body);
        var patience = body.StartsWith("sleep", StringComparison.Ordinal) ? TimeSpan.FromMilliseconds(100) : TimeSpan.FromSeconds(60);
        Assert.Equal(report, await LookAsync(Options(script) with { Arguments = ["one", "two"], Timeout = patience }));
    }

    [Fact]
    public async Task One_that_cannot_be_run_makes_the_node_unhealthy()
    {
        var script = Script("echo fine");
        File.SetUnixFileMode(script, UnixFileMode.UserRead);
        Assert.StartsWith($"{script} cannot be run: ", await LookAsync(Options(script)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_node_tells_the_ResourceManager_at_once()
    {
        var script = Script("echo ERROR hot");
        await using var node = await TestNode.StartAsync(o => o with { HealthScripts = [Options(script)] });
        Assert.Equal("ERROR hot", (await node.Manager.Unhealthy).HealthReport);
    }

    private static HealthScriptOptions Options(string script) => new() { Path = script };

    private static Task<string> LookAsync(HealthScriptOptions options) =>
        new HealthScript(options, static () => { }, NullLogger.Instance).LookAsync(TestContext.Current.CancellationToken);

    private string Script(string body)
    {
        var path = Path.Combine(_directory.FullName, "script");
        File.WriteAllText(path, $"#!/bin/sh\n{body}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return path;
    }
}
