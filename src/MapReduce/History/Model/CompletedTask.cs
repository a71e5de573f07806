using Hathi.MapReduce.Protocol.History;

namespace Hathi.MapReduce.History.Model;

/// <summary>A task with its attempts, as their events tell.</summary>
/// <param name="id">task_…</param>
/// <param name="isMap">Map or reduce.</param>
internal sealed class CompletedTask(string id, bool isMap)
{
    private readonly List<CompletedAttempt> _attempts = [];

    public string Id => id;

    public bool IsMap => isMap;

    /// <summary>SUCCEEDED, FAILED, KILLED; RUNNING when its end was never written.</summary>
    public string Status { get; set; } = "RUNNING";

    public long StartTime { get; set; }

    public long FinishTime { get; set; }

    /// <summary>Why it did not succeed.</summary>
    public string Error { get; set; } = "";

    /// <summary>attempt_…; empty when none did.</summary>
    public string SuccessfulAttempt { get; set; } = "";

    public HistoryCounters Counters { get; set; } = HistoryCounters.Empty;

    /// <summary>In the order in which they started.</summary>
    public IReadOnlyList<CompletedAttempt> Attempts => _attempts;

    public CompletedAttempt Attempt(string attemptId)
    {
        var found = _attempts.Find(a => a.Id == attemptId);
        if (found is null)
        {
            _attempts.Add(found = new CompletedAttempt(attemptId));
        }

        return found;
    }
}
