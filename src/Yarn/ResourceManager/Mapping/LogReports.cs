using System.Collections.Concurrent;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.ResourceManager.Mapping;

/// <summary>
/// How far nodes have come with putting the logs of applications together, as they tell it in their heartbeats. Not kept over restarts:
/// nodes tell it again. Safe from any thread. Source: Apache's <c>RMAppLogAggregation</c>.
/// </summary>
internal sealed class LogReports
{
    /// <summary>Applications remembered; the table starts anew when it is full.</summary>
    private const int MaxApplications = 10_000;

    /// <summary>What nodes have said remembered, over all applications: of about a hundred bytes each.</summary>
    private const int MaxReports = 1_000_000;

    private int _entries;
    private readonly ConcurrentDictionary<ApplicationId, ConcurrentDictionary<NodeId, LogAggregationStatusProto>> _reports = new();

    /// <summary>What a node says.</summary>
    public void Take(NodeId node, IReadOnlyCollection<(ApplicationId Application, LogAggregationStatusProto Status)> reports)
    {
        foreach (var (application, status) in reports)
        {
            if (_reports.Count >= MaxApplications || Volatile.Read(ref _entries) >= MaxReports)
            {
                _reports.Clear();
                Volatile.Write(ref _entries, 0);
            }

            var nodes = _reports.GetOrAdd(application, static _ => new());
            if (nodes.TryAdd(node, status))
            {
                Interlocked.Increment(ref _entries);
            }
            else
            {
                nodes[node] = status;
            }
        }
    }

    /// <summary>How far an application's logs are, over all its nodes.</summary>
    public LogAggregationStatusProto Of(ApplicationId id)
    {
        if (!_reports.TryGetValue(id, out var nodes))
        {
            return LogAggregationStatusProto.LogNotStart;
        }

        var all = nodes.Values;
        var failed = all.Any(static s => s is LogAggregationStatusProto.LogFailed or LogAggregationStatusProto.LogRunningWithFailure);
        return all.All(IsOver)
            ? failed ? LogAggregationStatusProto.LogFailed
            : all.Contains(LogAggregationStatusProto.LogTimeOut) ? LogAggregationStatusProto.LogTimeOut
            : LogAggregationStatusProto.LogSucceeded
            : all.All(static s => s == LogAggregationStatusProto.LogNotStart) ? LogAggregationStatusProto.LogNotStart
            : failed ? LogAggregationStatusProto.LogRunningWithFailure
            : LogAggregationStatusProto.LogRunning;
    }

    private static bool IsOver(LogAggregationStatusProto status) =>
        status is LogAggregationStatusProto.LogSucceeded or LogAggregationStatusProto.LogFailed or LogAggregationStatusProto.LogTimeOut;
}
