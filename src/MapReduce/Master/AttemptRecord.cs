using Hathi.MapReduce.Core;

namespace Hathi.MapReduce.Master;

/// <summary>One attempt, as its master knows it.</summary>
internal sealed class AttemptRecord(AttemptRef id, string container, string host, Locality locality, long startedAt)
{
    internal AttemptRef Id { get; } = id;

    internal string Container { get; } = container;

    internal string Host { get; } = host;

    internal Locality Locality { get; } = locality;

    /// <summary>Milliseconds since 1970.</summary>
    internal long StartedAt { get; } = startedAt;

    internal long EndedAt { get; set; }

    /// <summary>When a reduce had all that it takes, by the master's clock; before its end.</summary>
    internal long ShuffledAt { get; set; }

    /// <summary>When its last merge began.</summary>
    internal long SortedAt { get; set; }

    internal Outcome? Outcome { get; set; }

    internal string Message { get; set; } = "";

    internal string Status { get; set; } = "";

    internal float Progress { get; set; }

    internal long Bytes { get; set; }

    internal long Spilled { get; set; }

    internal JobCounters Counters { get; set; } = new();
}
