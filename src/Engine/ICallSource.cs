namespace Hathi.Engine;

/// <summary>
/// Who brings calls to a Core and takes its answers away, as far as an engine has to know it: a server, whose answers may
/// leave together. Any thread.
/// </summary>
public interface ICallSource
{
    /// <summary>
    /// Whether this thread brings a call of which nothing follows but the encoding of its answer: that may happen on any thread then, the
    /// one that lets answers go too.
    /// </summary>
    bool IsInvoking { get; }

    /// <summary>
    /// From here until <see cref="EndAnswers"/>, on the same thread, answers may be held back, so that those for one connection leave
    /// together. May be nested.
    /// </summary>
    void BeginAnswers();

    /// <summary>Sends what was held back; once for each beginning, on its thread.</summary>
    void EndAnswers();

    /// <summary>What a caller is told of a fault of ours.</summary>
    /// <param name="call">The kind of call that failed.</param>
    /// <param name="fault">What was thrown.</param>
    Exception Unforeseen(string call, Exception fault);
}
