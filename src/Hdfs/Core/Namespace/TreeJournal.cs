namespace Hathi.Hdfs.Core.Namespace;

/// <summary>
/// What has changed in the tree while somebody walks it in pieces: inodes that came into a directory, and those with other attributes. Only
/// as long as there is such a walk; a ring, so that a walk that falls too far behind loses what it has not read and must begin anew.
/// </summary>
internal sealed class TreeJournal
{
    /// <summary>Changes kept: many times what happens between two pieces of a walk.</summary>
    public const int Limit = 65_536;

    private Change[]? _ring;
    private int _watchers;
    private long _next;

    /// <summary>One change.</summary>
    /// <param name="Id">The inode.</param>
    /// <param name="Came">It came with all below it into a directory; otherwise only its attributes are others.</param>
    internal readonly record struct Change(long Id, bool Came);

    /// <summary>From now on changes are kept.</summary>
    /// <returns>Where to read from.</returns>
    public long Watch()
    {
        _ring ??= new Change[Limit];
        _watchers++;
        return _next;
    }

    public void Unwatch()
    {
        if (--_watchers == 0)
        {
            _ring = null;
        }
    }

    public void Add(long id, bool came)
    {
        if (_ring is { } ring)
        {
            ring[_next++ % Limit] = new Change(id, came);
        }
    }

    /// <summary>Whether what happened from a place on is still there.</summary>
    public bool Has(long from) => _next - from <= Limit;

    /// <summary>The change at a place, which moves on; false: none is left.</summary>
    public bool TryRead(ref long from, out Change change)
    {
        if (from == _next)
        {
            change = default;
            return false;
        }

        change = _ring![from++ % Limit];
        return true;
    }
}
