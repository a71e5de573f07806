namespace Hathi.Ring.Node.Http;

/// <summary>A node in numbers.</summary>
/// <param name="Connections">Open ones of clients.</param>
/// <param name="Listeners">Those whose clients want to be told of events.</param>
/// <param name="Requests">That were begun since the start.</param>
/// <param name="Prepared">Statements that are prepared.</param>
/// <param name="Evicted">Prepared ones that had to go.</param>
/// <param name="HeldBytes">Bytes of requests that arrive or are under way, and of answers that wait to be read.</param>
/// <param name="StoreBytes">Bytes of memory that rows take.</param>
/// <param name="Tables">That users have declared.</param>
/// <param name="Failure">Why nothing is written any more; null: it is.</param>
internal sealed record RingFigures(
    int Connections,
    int Listeners,
    long Requests,
    int Prepared,
    long Evicted,
    long HeldBytes,
    long StoreBytes,
    int Tables,
    string? Failure);
