using Hathi.Platform.Net;
using Hathi.Ring.Node.Options;

namespace Hathi.Ring.Node.Memory;

/// <summary>
/// What the connections of a server may keep in memory, all together. Nobody waits in a circle: who has room for a segment may wait for
/// that of a message, who has that for that of a request, and requests under way end by themselves.
/// </summary>
internal sealed class ServerMemory(ConnectionLimits limits)
{
    /// <summary>Segments of version 5 that have not wholly arrived, or are being worked through.</summary>
    public WaitingBudget Segments { get; } = new(limits.MaxBytesOfSegments);

    /// <summary>Messages that have not wholly arrived.</summary>
    public WaitingBudget Arriving { get; } = new(limits.MaxBytesArriving);

    /// <summary>Requests that are not answered.</summary>
    public WaitingBudget UnderWay { get; } = new(limits.MaxBytesUnderWay);

    /// <summary>Answers that wait to be read.</summary>
    public FairBudget Unread { get; } = new(limits.MaxBytesUnread);
}
