using Hathi.Base;
using Hathi.Yarn.NodeManager.Recovery;

namespace Hathi.Yarn.NodeManager.Calls;

/// <summary>
/// The containers that were started here and whose tokens could still start them again: until each token expires. Safe from any thread.
/// Source: NMContainerTokenSecretManager.
/// </summary>
internal sealed class RecentContainers(StateStore state, IClock clock)
{
    private const string Prefix = "started/";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _expiry = new(StringComparer.Ordinal);
    private readonly PriorityQueue<string, long> _order = new();

    internal void Recover()
    {
        foreach (var (key, value) in state.Below(Prefix))
        {
            Add(key[Prefix.Length..], BitConverter.ToInt64(value));
        }
    }

    internal void Started(string id, long tokenExpiry)
    {
        lock (_gate)
        {
            Add(id, tokenExpiry);
            state.Put(Prefix + id, BitConverter.GetBytes(tokenExpiry));
            var now = clock.Read().WallMilliseconds;
            while (_order.TryPeek(out var oldest, out var expiry) && expiry < now)
            {
                _order.Dequeue();
                _expiry.Remove(oldest);
                state.Delete(Prefix + oldest);
            }
        }
    }

    internal bool WasStarted(string id)
    {
        lock (_gate)
        {
            return _expiry.ContainsKey(id);
        }
    }

    private void Add(string id, long expiry)
    {
        if (_expiry.TryAdd(id, expiry))
        {
            _order.Enqueue(id, expiry);
        }
    }
}
