namespace Hathi.Yarn.NodeManager.Localize;

/// <summary>
/// How many bytes a cache holds, and what of it goes first when they are too many: what nobody uses, the oldest first, but nothing of an
/// application, which goes with it. Each call takes as long as a look into a tree, however much there is. Whoever has it sees to it that
/// one thread at a time is in here. Source: LocalCacheCleaner, whose order this is.
/// </summary>
/// <param name="targetBytes">What it may hold beside that which is in use.</param>
internal sealed class CacheRoom(long targetBytes)
{
    // By last use. A resource that is used is in none of its places.
    private readonly SortedDictionary<long, LocalizedResource> _unused = [];
    private long _uses;

    /// <summary>Bytes of all that is kept.</summary>
    internal long Bytes { get; private set; }

    /// <summary>It has come, and counts with its bytes.</summary>
    internal void Keep(LocalizedResource resource)
    {
        resource.IsKept = true;
        Bytes += resource.Bytes;
    }

    /// <summary>It came before a restart, later than those that were told before it, and nobody is known to use it.</summary>
    internal void KeepUnused(LocalizedResource resource)
    {
        Keep(resource);
        Offer(resource);
    }

    /// <summary>It goes, or has gone; nothing when it never came.</summary>
    internal void Drop(LocalizedResource resource)
    {
        if (resource.IsKept)
        {
            resource.IsKept = false;
            Bytes -= resource.Bytes;
            _unused.Remove(resource.LastUse);
        }
    }

    /// <summary>One more uses it.</summary>
    internal void Use(LocalizedResource resource)
    {
        if (resource.Users++ == 0)
        {
            _unused.Remove(resource.LastUse);
        }
    }

    /// <summary>One less uses it.</summary>
    internal void Release(LocalizedResource resource)
    {
        if (--resource.Users == 0 && resource.IsKept)
        {
            Offer(resource);
        }
    }

    /// <summary>What is to go now; null: all fits, or is in use.</summary>
    internal LocalizedResource? Next()
    {
        if (Bytes > targetBytes)
        {
            foreach (var (_, oldest) in _unused)
            {
                return oldest;
            }
        }

        return null;
    }

    private void Offer(LocalizedResource resource)
    {
        resource.LastUse = ++_uses;
        if (!resource.Key.Scope.StartsWith("application/", StringComparison.Ordinal))
        {
            _unused.Add(resource.LastUse, resource);
        }
    }
}
