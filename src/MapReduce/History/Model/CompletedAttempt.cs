using Hathi.MapReduce.Protocol.History;

namespace Hathi.MapReduce.History.Model;

/// <summary>One try at a task, as its events tell.</summary>
/// <param name="id">attempt_…</param>
internal sealed class CompletedAttempt(string id)
{
    public string Id => id;

    /// <summary>SUCCEEDED, FAILED, KILLED; RUNNING when its end was never written.</summary>
    public string Status { get; set; } = "RUNNING";

    public long StartTime { get; set; }

    public long FinishTime { get; set; }

    /// <summary>Of a map: when its output was complete.</summary>
    public long MapFinishTime { get; set; }

    public long ShuffleFinishTime { get; set; }

    public long SortFinishTime { get; set; }

    public string Host { get; set; } = "";

    public int Port { get; set; }

    public int HttpPort { get; set; }

    /// <summary>The node that it started on.</summary>
    public string TrackerName { get; set; } = "";

    public string Rack { get; set; } = "";

    public string ContainerId { get; set; } = "";

    /// <summary>What the task last said of itself.</summary>
    public string State { get; set; } = "";

    /// <summary>Why it did not succeed.</summary>
    public string Error { get; set; } = "";

    public HistoryCounters Counters { get; set; } = HistoryCounters.Empty;
}
