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
    public async Task WhatNodesSayIsAddedUp()
    {
        var all = new ResourceProto { Memory = long.MaxValue, VirtualCores = int.MaxValue };
        var node = new NodeReportProto { Used = all, Capability = all, NumContainers = int.MaxValue };
        _yarn.On(
            "getClusterMetrics",
            GetClusterMetricsRequestProto.Parser,
            static _ => new GetClusterMetricsResponseProto { ClusterMetrics = new YarnClusterMetricsProto { NumNodeManagers = 2 } })
            .On("getClusterNodes", GetClusterNodesRequestProto.Parser, _ => new GetClusterNodesResponseProto
            {
                NodeReports = { node, node },
            })
            .On("getApplications", GetApplicationsRequestProto.Parser, static _ => new GetApplicationsResponseProto());
        var answer = await _yarn.RunAsync([], "top", "-once");
        Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        Assert.Contains(
            "18446744073709551614 of 18446744073709551614 in use, VCores: 4294967294 of 4294967294, containers: 4294967294",
            answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OthersShowHowTheyAreUsed()
    {
        var answer = await _yarn.RunAsync([], "node");
        Assert.Equal(255, answer.ExitCode);
        Assert.StartsWith("usage: node", answer.Output);
    }
}
