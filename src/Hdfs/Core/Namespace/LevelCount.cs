using System.Runtime.InteropServices;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Namespace;

/// <summary>
/// Counts how deep a directory is, a piece at a time. <see cref="DirectoryNode.Levels"/> is raised as inodes come and not lowered as they
/// go, for that would cost a look at all children of all directories above. Between two pieces the tree may change: of what has come
/// meanwhile the levels are added (<see cref="TreeJournal"/>), so that what is known of a directory is never less than there is.
/// </summary>
/// <param name="tree">Its levels change, nothing else.</param>
/// <param name="top">A directory.</param>
/// <param name="allowed">Levels that it may have, not negative. When it has more indeed it is found out that it has, not how many.</param>
internal sealed class LevelCount(NameTree tree, int top, int allowed) : IDisposable
{
    // A directory is looked at three times, as a child twice and at its end; and some more, for small trees and what changes on the way.
    private readonly long _most = (4 * tree.DirectoryOf(top).Below.Inodes) + TreeJournal.Limit;
    private readonly List<Level> _open = [new Level { Id = tree[top].Id, Handle = top, Allowed = allowed }];

    /// <summary>Where the directories of <see cref="_open"/> are in it, by their handles in this piece.</summary>
    private readonly Dictionary<int, int> _placeOf = [];
    private long _seen;
    private long _read;
    private bool _watching;

    private struct Level
    {
        public long Id;
        public int Handle;
        public int Allowed;

        /// <summary>The next child to look at.</summary>
        public Children.Place Place;

        /// <summary>Its name, between two pieces; null: none is left.</summary>
        public byte[]? Next;

        /// <summary>Of the children that were looked at.</summary>
        public int Levels;
    }

    /// <summary>Id of the directory.</summary>
    public long TopId { get; } = tree[top].Id;

    /// <summary>Levels that it may have.</summary>
    public int Allowed => allowed;

    /// <summary>Looks at some children; below what is known to be no deeper than allowed nothing is looked at.</summary>
    /// <returns>Whether that is all: what is known of the directory is no more than allowed, or it has more.</returns>
    /// <exception cref="HdfsFault">The tree changes faster than it can be counted.</exception>
    public bool Run(int budget)
    {
        var before = _seen;
        if (_watching && !Resume(budget))
        {
            return false;
        }

        while (_open.Count > 0)
        {
            if (_seen - before >= budget)
            {
                Pause();
                return false;
            }

            Look();
        }

        return true;
    }

    public void Dispose()
    {
        if (_watching)
        {
            _watching = false;
            tree.Journal.Unwatch();
        }
    }

    private void Look()
    {
        _seen++;
        ref var at = ref CollectionsMarshal.AsSpan(_open)[^1];
        var child = tree.Children.At(ref tree.DirectoryOf(at.Handle), ref at.Place);
        if (child == 0)
        {
            ref var levels = ref tree.DirectoryOf(at.Handle).Levels;
            levels = Math.Min(levels, at.Levels);
            _open.RemoveAt(_open.Count - 1); // the one above looks at it once more
        }
        else if (at.Allowed <= 0)
        {
            _open.Clear(); // too deep indeed
        }
        else if (tree.LevelsBelow(child) < at.Allowed)
        {
            at.Levels = Math.Max(at.Levels, tree.LevelsBelow(child) + 1);
            at.Place.Index++;
        }
        else
        {
            _open.Add(new Level { Id = tree[child].Id, Handle = child, Allowed = at.Allowed - 1 });
        }
    }

    // Places are good for one step only: names stay.
    private void Pause()
    {
        if (_seen > _most)
        {
            throw new HdfsFault(
                HdfsError.Retriable,
                $"The directory {tree.PathOf(tree.Find(TopId))} changes faster than its levels can be counted. Try again later.");
        }

        foreach (ref var level in CollectionsMarshal.AsSpan(_open))
        {
            var child = tree.Children.At(ref tree.DirectoryOf(level.Handle), ref level.Place);
            level.Next = child == 0 ? null : tree.NameOf(child).ToArray();
        }

        if (!_watching)
        {
            _watching = true;
            _read = tree.Journal.Watch();
        }
    }

    /// <returns>False: more has changed than fits into this piece.</returns>
    private bool Resume(int budget)
    {
        if (!tree.Journal.Has(_read))
        {
            BeginAnew();
            return true;
        }

        _placeOf.Clear();
        for (var i = 0; i < _open.Count; i++)
        {
            ref var level = ref CollectionsMarshal.AsSpan(_open)[i];
            level.Handle = tree.Find(level.Id);
            if (level.Handle == 0 || (i > 0 && tree[level.Handle].Parent != _open[i - 1].Handle))
            {
                _open.RemoveRange(i, _open.Count - i); // gone, or elsewhere, where the journal tells of it
                break;
            }

            _placeOf[level.Handle] = i;
            ref var node = ref tree.DirectoryOf(level.Handle);
            if (level.Next is null)
            {
                level.Place = Children.End(ref node);
            }
            else
            {
                tree.Children.Find(ref node, level.Next, out level.Place);
            }
        }

        var before = _seen;
        while (tree.Journal.TryRead(ref _read, out var change))
        {
            if (change.Came && tree.Find(change.Id) is var came and not 0)
            {
                Raise(came);
            }

            if (++_seen - before >= budget)
            {
                return false;
            }
        }

        return true;
    }

    // What has come counts for the innermost directory above it that is being counted: it may be where that was looked at already. Those
    // in between know of it.
    private void Raise(int came)
    {
        var levels = tree.LevelsBelow(came) + 1;
        for (var above = tree[came].Parent; above != 0; above = tree[above].Parent)
        {
            _seen++;
            if (_placeOf.TryGetValue(above, out var place))
            {
                ref var level = ref CollectionsMarshal.AsSpan(_open)[place];
                level.Levels = Math.Max(level.Levels, levels);
                return;
            }

            levels = Math.Max(levels, tree.LevelsBelow(above)) + 1;
        }
    }

    private void BeginAnew()
    {
        _open.Clear();
        _open.Add(new Level { Id = TopId, Handle = tree.Find(TopId), Allowed = allowed });
        tree.Journal.Unwatch();
        _read = tree.Journal.Watch();
    }
}
