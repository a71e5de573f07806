using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Protocol;
using Hathi.Yarn.ResourceManager.Mapping;

namespace Hathi.Yarn.ResourceManager.Tests;

public sealed class LogReportsTests
{
    [Theory]
    [InlineData(LogAggregationStatusProto.LogNotStart)]
    [InlineData(LogAggregationStatusProto.LogNotStart, LogAggregationStatusProto.LogNotStart)]
    [InlineData(LogAggregationStatusProto.LogRunning, LogAggregationStatusProto.LogRunning, LogAggregationStatusProto.LogSucceeded)]
    [InlineData(LogAggregationStatusProto.LogRunningWithFailure, LogAggregationStatusProto.LogRunning, LogAggregationStatusProto.LogFailed)]
    [InlineData(LogAggregationStatusProto.LogSucceeded, LogAggregationStatusProto.LogSucceeded, LogAggregationStatusProto.LogSucceeded)]
    [InlineData(LogAggregationStatusProto.LogFailed, LogAggregationStatusProto.LogSucceeded, LogAggregationStatusProto.LogFailed)]
    [InlineData(LogAggregationStatusProto.LogTimeOut, LogAggregationStatusProto.LogSucceeded, LogAggregationStatusProto.LogTimeOut)]
    public void An_applications_logs_are_as_far_as_its_nodes_are(
        LogAggregationStatusProto expected, params LogAggregationStatusProto[] nodes)
    {
        var id = new Core.Model.ApplicationId(1, 2);
        var reports = new LogReports();
        for (var i = 0; i < nodes.Length; i++)
        {
            reports.Take(new NodeId("n", i), [(id, nodes[i])]);
        }

        Assert.Equal(expected, reports.Of(id));
    }
}
