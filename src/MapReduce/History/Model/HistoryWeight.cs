using Hathi.MapReduce.Protocol.History;

namespace Hathi.MapReduce.History.Model;

/// <summary>About what becomes of an event in memory, bytes: counters, of which names are shared, and texts.</summary>
internal static class HistoryWeight
{
    /// <summary>A task or attempt with its ids and entries in tables.</summary>
    private const int Each = 600;

    private const int Counter = 48;

    private const int Group = 120;

    public static long Of(HistoryEvent happened) => Each + happened switch
    {
        JobSubmitted e => Texts(e.JobName, e.User, e.ConfPath, e.Queue) + e.Acls.Sum(static a => 100L + Texts(a.Key, a.Value)),
        AmStarted e => Texts(e.AttemptId, e.ContainerId, e.Host),
        TaskStarted e => Texts(e.TaskId),
        TaskFinished e => Of(e.Counters) + Texts(e.TaskId, e.SuccessfulAttempt),
        TaskFailed e => Of(e.Counters) + Texts(e.TaskId, e.Error, e.Status),
        AttemptStarted e => Texts(e.AttemptId, e.TrackerName, e.ContainerId),
        MapAttemptFinished e => Of(e.Counters) + Texts(e.AttemptId, e.Host, e.Rack, e.State),
        ReduceAttemptFinished e => Of(e.Counters) + Texts(e.AttemptId, e.Host, e.Rack, e.State),
        AttemptUnsuccessful e => Of(e.Counters) + Texts(e.AttemptId, e.Host, e.Rack, e.Status, e.Error),
        JobFinished e => Of(e.Total) + Of(e.Map) + Of(e.Reduce),
        JobUnsuccessful e => Texts(e.Status, e.Diagnostics),
        _ => 0,
    };

    public static long Of(HistoryCounters? counters)
    {
        var sum = 0L;
        foreach (var group in counters?.Groups ?? [])
        {
            sum += Group + ((long)Counter * group.Counters.Count);
        }

        return sum;
    }

    private static long Texts(params ReadOnlySpan<string?> texts)
    {
        var sum = 0L;
        foreach (var text in texts)
        {
            sum += sizeof(char) * (long)(text?.Length ?? 0);
        }

        return sum;
    }
}
