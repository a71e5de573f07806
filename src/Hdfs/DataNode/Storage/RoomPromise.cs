using System.Net;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>
/// Room that a volume keeps for one replica that is being written; given back by whoever writes it. Changed under its volume's lock only.
/// </summary>
/// <param name="claimant">Who says that it will write so much.</param>
/// <param name="bytes">Bytes still to come.</param>
internal sealed class RoomPromise(IPAddress claimant, long bytes)
{
    /// <summary>Who has not gone on for so many milliseconds may never do; nor who has not begun.</summary>
    internal const long Patience = 60_000;

    /// <summary>Fewer bytes in that time are no writing: one byte a minute keeps no room from others.</summary>
    internal const long LeastGrowth = 1 << 20;

    private long _until = long.MinValue;
    private long _grown;

    internal IPAddress Claimant { get; } = claimant;

    /// <summary>Bytes still to come.</summary>
    internal long Bytes { get; private set; } = bytes;

    /// <summary>Whether its replica has lately grown: a claim alone is no writing.</summary>
    internal bool IsWritten(long at) => at < _until;

    /// <summary>Some of the bytes have come.</summary>
    /// <returns>How many of them were promised.</returns>
    internal long Grow(long grown, long at)
    {
        _grown += grown;
        if (_grown >= LeastGrowth)
        {
            (_grown, _until) = (0, at + Patience);
        }

        var kept = Math.Min(grown, Bytes);
        Bytes -= kept;
        return kept;
    }

    /// <summary>None will come any more.</summary>
    internal void End() => Bytes = 0;
}
