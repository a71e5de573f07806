using System.Net;

namespace Hathi.Platform.Net;

/// <summary>
/// How much of what a server has so many of, threads or connections, each remote address holds: at most twice what it leaves to others, as
/// of a server's memory. What one client takes, by mistake or on purpose, leaves something for whoever comes next, however many came
/// before, and a gateway or a region server that is alone has two thirds. Safe from any thread.
/// </summary>
/// <param name="limit">Of all together.</param>
public sealed class PeerShare(int limit)
{
    /// <summary>So few are not shared out: a part of them would be too little for one honest client.</summary>
    private const int NeverBelow = 64;

    private readonly Dictionary<IPAddress, int> _held = [];
    private int _all;

    /// <summary>The most that one address holds when it is alone.</summary>
    public int Most { get; } = limit <= NeverBelow ? limit : (int)(2L * limit / 3);

    /// <summary>Takes one.</summary>
    /// <returns>False: the address has its share.</returns>
    public bool TryTake(IPAddress peer)
    {
        lock (_held)
        {
            var held = _held.GetValueOrDefault(peer);
            if (limit > NeverBelow && held + 1 > 2L * (limit - _all - 1))
            {
                return false;
            }

            _held[peer] = held + 1;
            _all++;
            return true;
        }
    }

    /// <summary>Gives one back.</summary>
    public void Give(IPAddress peer)
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
