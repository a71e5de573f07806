using System.Net;

namespace Hathi.Hdfs.DataNode.Transfer;

/// <summary>
/// How much of what a node has so many of, threads or connections, each remote address holds. One address never gets more than half: what one client
/// takes, by mistake or on purpose, leaves as much for all others. Safe from any thread.
/// </summary>
/// <param name="limit">Of all together.</param>
internal sealed class PeerShare(int limit)
{
    /// <summary>So few are not shared out: half of them would be too little for one honest client.</summary>
    private const int NeverBelow = 64;

    private readonly Dictionary<IPAddress, int> _held = [];

    /// <summary>The most that one address holds.</summary>
    internal int Most { get; } = limit <= NeverBelow ? int.MaxValue : Math.Max(limit / 2, NeverBelow);

    /// <summary>Takes one.</summary>
    /// <returns>False: the address has its share.</returns>
    internal bool TryTake(IPAddress peer)
    {
        lock (_held)
        {
            var held = _held.GetValueOrDefault(peer);
            if (held >= Most)
            {
                return false;
            }

            _held[peer] = held + 1;
            return true;
        }
    }

    /// <summary>Gives one back.</summary>
    internal void Give(IPAddress peer)
    {
        lock (_held)
        {
            var held = _held.GetValueOrDefault(peer) - 1;
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
