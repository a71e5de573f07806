using System.Collections.Concurrent;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.NodeManager.Logs;

/// <summary>What has become of the logs of applications, until the ResourceManager has heard it. Safe from any thread.</summary>
internal sealed class LogReports
{
    /// <summary>Reports that wait for a ResourceManager that is away; the oldest are dropped.</summary>
    private const int Most = 1_000;

    private readonly ConcurrentQueue<LogAggregationReportProto> _pending = new();

    internal void Add(ApplicationIdProto application, LogAggregationStatusProto status, string diagnostics)
    {
        _pending.Enqueue(
            new LogAggregationReportProto { ApplicationId = application, LogAggregationStatus = status, Diagnostics = diagnostics });
        while (_pending.Count > Most && _pending.TryDequeue(out _))
        {
            // Dropped.
        }
    }

    internal IEnumerable<LogAggregationReportProto> Pending() => _pending.ToArray();

    /// <summary>The first so many were heard.</summary>
    internal void Heard(int count)
    {
        while (count-- > 0 && _pending.TryDequeue(out _))
        {
            // Heard.
        }
    }
}
