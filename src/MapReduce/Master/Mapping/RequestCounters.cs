using Hathi.MapReduce.Protocol.Umbilical;

namespace Hathi.MapReduce.Master.Mapping;

/// <summary>
/// Counters that workers report: as many as are kept for each attempt. Those beyond are left out and the report is taken: an attempt whose
/// end is refused for its counters could never end. A worker of ours makes no more (<see cref="JobCounters.Most"/>).
/// </summary>
internal static class RequestCounters
{
    internal static JobCounters Of(CounterSetsProto? sent)
    {
        var counters = new JobCounters();
        var left = RequestLimits.Counters;
        foreach (var group in sent?.Groups ?? [])
        {
            if (left == 0)
            {
                break;
            }

            if (group.Counters.Count == 0)
            {
                continue;
            }

            var kept = counters[RequestTexts.CounterName(group.Name)];
            foreach (var counter in group.Counters.Take(left))
            {
                kept[RequestTexts.CounterName(counter.Name)].Increment(counter.Value);
                left--;
            }
        }

        return counters;
    }
}
