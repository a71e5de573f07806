namespace Hathi.Ring.Client.Wire;

/// <summary>What requests of a connection may have and take.</summary>
/// <param name="MaxInFlight">Streams, 32,768 at most.</param>
/// <param name="Timeout">From when a request is sent until it is answered, and before that until it can be sent.</param>
/// <param name="CompletesInline">Who waits goes on on the thread that has read the answer.</param>
/// <param name="Time">By which waits end.</param>
internal sealed record RequestLimits(int MaxInFlight, TimeSpan Timeout, bool CompletesInline, TimeProvider Time)
{
    /// <summary>
    /// Answers that a server may owe for which nobody waits any more: their streams cannot be used, and who owes so many will hardly answer
    /// the others.
    /// </summary>
    internal int MaxUnanswered { get; } = Math.Max(1, MaxInFlight / 2);
}
