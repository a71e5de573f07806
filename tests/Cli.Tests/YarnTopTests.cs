using Hathi.Yarn.Protocol;

namespace Hathi.Cli.Tests;

public sealed class YarnTopTests : IAsyncDisposable
{
    private readonly YarnInProcess _yarn = new();

    public ValueTask DisposeAsync() => _yarn.DisposeAsync();

    /// <summary>The one command that needs no words.</summary>
    [Theory]
    [InlineData("top")]
    [InlineData("top -once")]
    [InlineData("top -rows 5")]
    public async Task TopShowsWhatRuns(string words)
    {
        _yarn.On(
            "getClusterMetrics",
            GetClusterMetricsRequestProto.Parser,
            static _ => new GetClusterMetricsResponseProto { ClusterMetrics = new YarnClusterMetricsProto { NumNodeManagers = 3 } })
            .On("getClusterNodes", GetClusterNodesRequestProto.Parser, static _ => new GetClusterNodesResponseProto())
            .On("getApplications", GetApplicationsRequestProto.Parser, static _ => new GetApplicationsResponseProto());
        var answer = await _yarn.RunAsync([], words.Split(' '));
        Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        Assert.StartsWith("NodeManager(s): 3 total", answer.Output);
    }

    [Fact]
    public async Task OthersShowHowTheyAreUsed()
    {
        var answer = await _yarn.RunAsync([], "node");
        Assert.Equal(255, answer.ExitCode);
        Assert.StartsWith("usage: node", answer.Output);
    }
}
