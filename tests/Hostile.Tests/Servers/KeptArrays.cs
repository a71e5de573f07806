using System.Collections.Concurrent;
using System.Diagnostics.Tracing;

namespace Hathi.Hostile.Tests.Servers;

/// <summary>
/// Hears of every array that goes back to a shared pool: the pools keep it, for each thread one of each length, so a long one is memory
/// that a call leaves behind, also where it is not yet enough to be seen in the heap.
/// </summary>
internal sealed class KeptArrays : EventListener
{
    /// <summary>Elements; nothing that is meant to be kept is longer.</summary>
    private const int MaxLength = 1024 * 1024;

    private const string Pools = "System.Buffers.ArrayPoolEventSource";
    private const string Returned = "BufferReturned";
    private const string Length = "bufferSize";
    private const int FramesTold = 12;

    private readonly ConcurrentDictionary<string, int> _returned = new(StringComparer.Ordinal);

    /// <summary>Who gave long arrays back since the last time, and how long they were.</summary>
    public IEnumerable<string> Take()
    {
        foreach (var (who, length) in _returned)
        {
            _returned.TryRemove(who, out _);
            yield return $"an array of {length} elements went to a shared pool, which keeps it:\n{who}";
        }
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == Pools)
        {
            EnableEvents(eventSource, EventLevel.Verbose);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventName == Returned
            && eventData.PayloadNames!.IndexOf(Length) is var at and >= 0
            && eventData.Payload![at] is int length and > MaxLength)
        {
            _returned[Who()] = length;
        }
    }

    private static string Who() => string.Join(
        '\n',
        Environment.StackTrace.Split('\n').SkipWhile(static f => !f.Contains("ArrayPool", StringComparison.Ordinal)).Take(FramesTold));
}
