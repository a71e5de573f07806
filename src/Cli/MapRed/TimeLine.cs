using Hathi.MapReduce.Protocol.History;

namespace Hathi.Cli.MapRed;

/// <summary>One attempt on the time line.</summary>
/// <param name="Id">attempt_…</param>
/// <param name="IsMap">Map or reduce.</param>
/// <param name="Host">Where it ran.</param>
/// <param name="Start">Milliseconds since the job was submitted, as all times here.</param>
/// <param name="ShuffleEnd">Of a reduce that succeeded; otherwise its start.</param>
/// <param name="SortEnd">Of a reduce that succeeded; otherwise its start.</param>
/// <param name="End">When it ended.</param>
/// <param name="Status">SUCCEEDED, FAILED or KILLED.</param>
internal sealed record TimeLineAttempt(
    string Id, bool IsMap, string Host, long Start, long ShuffleEnd, long SortEnd, long End, string Status);

/// <summary>A job's attempts in time.</summary>
internal sealed record TimeLine(
    string JobId, string Name, string User, string Status, long SubmitTime, long Elapsed, string Diagnostics,
    IReadOnlyList<TimeLineAttempt> Attempts)
{
    /// <summary>Draws events together as they come.</summary>
    public static async Task<TimeLine> OfAsync(IAsyncEnumerable<HistoryEvent> events)
    {
        JobSubmitted? submitted = null;
        var from = 0L;
        var started = new Dictionary<string, AttemptStarted>(StringComparer.Ordinal);
        var attempts = new List<TimeLineAttempt>();
        var (status, end, diagnostics) = ("RUNNING", 0L, "");
        await foreach (var happened in events.ConfigureAwait(false))
        {
            switch (happened)
            {
                case JobSubmitted e:
                    (submitted, from) = (e, e.SubmitTime); // before all attempts
                    break;
                case AttemptStarted e:
                    started[e.AttemptId] = e;
                    break;
                case MapAttemptFinished e when started.TryGetValue(e.AttemptId, out var s):
                    attempts.Add(new(
                        e.AttemptId, true, s.TrackerName, s.StartTime - from, s.StartTime - from, s.StartTime - from, e.FinishTime - from,
                        "SUCCEEDED"));
                    break;
                case ReduceAttemptFinished e when started.TryGetValue(e.AttemptId, out var s):
                    attempts.Add(new(
                        e.AttemptId, false, s.TrackerName, s.StartTime - from, e.ShuffleFinishTime - from, e.SortFinishTime - from,
                        e.FinishTime - from, "SUCCEEDED"));
                    break;
                case AttemptUnsuccessful e when started.TryGetValue(e.AttemptId, out var s):
                    attempts.Add(new(
                        e.AttemptId, e.TaskType == "MAP", s.TrackerName, s.StartTime - from, s.StartTime - from, s.StartTime - from,
                        e.FinishTime - from, e.Status));
                    break;
                case JobFinished e:
                    (status, end) = ("SUCCEEDED", e.FinishTime);
                    break;
                case JobUnsuccessful e:
                    (status, end, diagnostics) = (e.Status, e.FinishTime, e.Diagnostics);
                    break;
            }
        }

        return new TimeLine(
            submitted?.JobId ?? "", submitted?.JobName ?? "", submitted?.User ?? "", status, from,
            Math.Max(1, Math.Max(end - from, attempts.Select(a => a.End).DefaultIfEmpty(1).Max())), diagnostics,
            [.. attempts.OrderBy(a => a.Start).ThenBy(a => a.Id, StringComparer.Ordinal)]);
    }
}
