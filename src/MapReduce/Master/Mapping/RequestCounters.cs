using Hathi.Hadoop.Rpc;
using Hathi.MapReduce.Protocol.Umbilical;

namespace Hathi.MapReduce.Master.Mapping;

/// <summary>Counters that workers report.</summary>
internal static class RequestCounters
{
    /// <exception cref="RpcFault">There are too many, in the words of Apache's Limits.</exception>
    internal static JobCounters Of(CounterSetsProto? sent)
    {
        var counters = new JobCounters();
        var count = 0;
        foreach (var group in sent?.Groups ?? [])
        {
            count += group.Counters.Count;
            if (count > RequestLimits.Counters)
            {
                throw new RpcFault("org.apache.hadoop.mapreduce.counters.LimitExceededException", $"Too many counters: {count} max={RequestLimits.Counters}");
            }

            var name = RequestTexts.CounterName(group.Name);
            foreach (var counter in group.Counters)
            {
                counters[name][RequestTexts.CounterName(counter.Name)].Increment(counter.Value);
            }
        }

        return counters;
    }
}
