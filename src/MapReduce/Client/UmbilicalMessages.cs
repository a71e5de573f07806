using Hathi.MapReduce.Protocol.Umbilical;

namespace Hathi.MapReduce.Client;

/// <summary>The engine's ids, splits and counters as messages, and back.</summary>
internal static class UmbilicalMessages
{
    internal static AttemptProto ToMessage(this TaskAttemptId attempt) =>
        new() { Type = (int)attempt.Task.Kind, Task = attempt.Task.Number, Number = attempt.Number };

    internal static TaskAttemptId ToAttempt(this AttemptProto attempt, JobId job) =>
        new(new TaskId(job, (TaskKind)attempt.Type, attempt.Task), attempt.Number);

    internal static SplitProto ToMessage(this InputSplit split)
    {
        switch (split)
        {
            case SourceSplit tagged:
                var message = tagged.Inner.ToMessage();
                message.Source = tagged.Source;
                return message;
            case FileSplit file:
                return new SplitProto { Path = file.Path, Start = file.Start, Length = file.SplitLength, Hosts = { file.SplitHosts } };
            case RangeSplit range:
                return new SplitProto { Path = "", Start = range.First, Length = range.Count, Kind = SplitProto.Types.Kind.Range };
            case CombinedSplit combined:
                return new SplitProto
                {
                    Path = "",
                    Start = 0,
                    Length = combined.Length,
                    Hosts = { combined.Hosts },
                    Kind = SplitProto.Types.Kind.Combined,
                    Parts = { combined.Parts.Select(p => p.ToMessage()) },
                };
            default:
                throw new JobDefinitionException(
                    $"{split.GetType().Name} cannot travel to another process: "
                    + "input formats of jobs on a cluster give FileSplits, CombinedSplits or RangeSplits.");
        }
    }

    /// <exception cref="InvalidDataException">A part of a combined split is no stretch of a file.</exception>
    internal static InputSplit ToSplit(this SplitProto split)
    {
        InputSplit inner = split.Kind switch
        {
            SplitProto.Types.Kind.Range => new RangeSplit(split.Start, split.Length),
            SplitProto.Types.Kind.Combined => new CombinedSplit(ToParts(split), [.. split.Hosts]),
            _ => new FileSplit(split.Path, split.Start, split.Length, [.. split.Hosts]),
        };
        return split.HasSource ? new SourceSplit(split.Source, inner) : inner;
    }

    private static List<FileSplit> ToParts(SplitProto split)
    {
        var (parts, left) = (new List<FileSplit>(), long.MaxValue);
        foreach (var part in split.Parts)
        {
            parts.Add(part.ToSplit() is FileSplit { SplitLength: >= 0 } file && file.SplitLength <= left
                ? file
                : throw new InvalidDataException(
                    $"The splits of the job are damaged: {part.Start}+{part.Length} of {part.Path} is no part of a combined split."));
            left -= part.Length;
        }

        return parts;
    }

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
