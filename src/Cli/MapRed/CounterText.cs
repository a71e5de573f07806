using Hathi.Cli.Kit;
using Hathi.MapReduce.Protocol;

namespace Hathi.Cli.MapRed;

/// <summary>Counters as Hadoop prints them.</summary>
internal static class CounterText
{
    public static void Write(CountersProto counters, ShellStreams streams)
    {
        streams.Out.Line($"Counters: {counters.CounterGroups.Sum(g => g.Value.Counters.Count)}");
        foreach (var group in counters.CounterGroups)
        {
            streams.Out.Line($"\t{group.Value.DisplayName}");
            foreach (var counter in group.Value.Counters)
            {
                streams.Out.Line($"\t\t{counter.Value.DisplayName}={counter.Value.Value}");
            }
        }
    }
}
