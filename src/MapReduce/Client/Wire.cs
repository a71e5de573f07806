using Hathi.MapReduce.Protocol.Umbilical;

namespace Hathi.MapReduce.Client;

/// <summary>The engine's ids, splits and counters as messages, and back.</summary>
internal static class Wire
{
    internal static AttemptProto ToMessage(this TaskAttemptId attempt) =>
        new() { Type = (int)attempt.Task.Kind, Task = attempt.Task.Number, Number = attempt.Number };

    internal static TaskAttemptId ToAttempt(this AttemptProto attempt, JobId job) => new(new TaskId(job, (TaskKind)attempt.Type, attempt.Task), attempt.Number);

    internal static SplitProto ToMessage(this InputSplit split) => split switch
    {
        FileSplit file => new SplitProto { Path = file.Path, Start = file.Start, Length = file.SplitLength, Hosts = { file.SplitHosts } },
        RangeSplit range => new SplitProto { Path = "", Start = range.First, Length = range.Count, Kind = SplitProto.Types.Kind.Range },
        _ => throw new JobDefinitionException($"{split.GetType().Name} cannot travel to another process: input formats of jobs on a cluster give FileSplits or RangeSplits."),
    };

    internal static InputSplit ToSplit(this SplitProto split) => split.Kind switch
    {
        SplitProto.Types.Kind.Range => new RangeSplit(split.Start, split.Length),
        _ => new FileSplit(split.Path, split.Start, split.Length, [.. split.Hosts]),
    };

    internal static CounterSetsProto ToMessage(this JobCounters counters)
    {
        var message = new CounterSetsProto();
        foreach (var group in counters)
        {
            var groupMessage = new CounterSetProto { Name = group.Name };
            foreach (var counter in group)
            {
                groupMessage.Counters.Add(new CounterValueProto { Name = counter.Name, Value = counter.Value });
            }

            message.Groups.Add(groupMessage);
        }

        return message;
    }

    internal static JobCounters ToCounters(this CounterSetsProto? message)
    {
        var counters = new JobCounters();
        foreach (var group in message?.Groups ?? [])
        {
            foreach (var counter in group.Counters)
            {
                counters[group.Name][counter.Name].Increment(counter.Value);
            }
        }

        return counters;
    }
}
