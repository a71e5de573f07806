using System.Net;

namespace Hathi.Hdfs.DataNode.Transfer;

/// <summary>
/// How much of what a node has so many of, threads or connections, each remote address holds. When little is left, one address gets no more than half: what one
/// client takes, by mistake or on purpose, leaves something for all others, and a gateway or a region server that is alone has nearly all. Safe from any thread.
/// </summary>
/// <param name="limit">Of all together.</param>
internal sealed class PeerShare(int limit)
{
    /// <summary>So few are not shared out: half of them would be too little for one honest client.</summary>
    private const int NeverBelow = 64;

    /// <summary>What is shared out: the last eighth.</summary>
    private readonly int _short = limit - Math.Max(1, limit / 8);

    private readonly Dictionary<IPAddress, int> _held = [];
    private int _all;

    /// <summary>The most that one address holds once little is left.</summary>
    internal int Most { get; } = limit <= NeverBelow ? int.MaxValue : Math.Max(limit / 2, NeverBelow);

    /// <summary>Takes one.</summary>
    /// <returns>False: little is left, and the address has its share.</returns>
    internal bool TryTake(IPAddress peer)
    {
        lock (_held)
        {
            var held = _held.GetValueOrDefault(peer);
            if (held >= Most && _all >= _short)
            {
                return false;
            }

            _held[peer] = held + 1;
            _all++;
            return true;
        }
    }

    /// <summary>Gives one back.</summary>
    internal void Give(IPAddress peer)
    {
        lock (_held)
        {
            var held = _held.GetValueOrDefault(peer) - 1;
            _all--;
            if (held > 0)
            {
                _held[peer] = held;
            }
            else
            {
                _held.Remove(peer);
            }
        }
    }
}
