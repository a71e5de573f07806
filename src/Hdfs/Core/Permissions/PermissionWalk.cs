using System.Runtime.InteropServices;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Namespace;

namespace Hathi.Hdfs.Core.Permissions;

/// <summary>What a walk asks of a subtree.</summary>
/// <param name="Action">Of every directory.</param>
/// <param name="IgnoreEmpty">Directories without children do not matter.</param>
/// <param name="InOrder">
/// Directories are asked in the order of names and sticky bits do not count; otherwise they count, and the last of siblings is asked first.
/// </param>
internal readonly record struct WalkRules(FsAction Action, bool IgnoreEmpty, bool InOrder);

/// <summary>
/// Asks every directory below another whether a caller may do something to it, a piece at a time. Between two pieces the tree may change:
/// what has come into the subtree meanwhile, or has other attributes, is asked again (<see cref="TreeJournal"/>), so that the answer holds
/// for the tree as it is when the walk ends.
/// </summary>
internal sealed class PermissionWalk(
    NameTree tree, PermissionChecker checker, int top, Caller caller, WalkRules rules, long seenBefore) : IDisposable
{
    private readonly List<Level> _levels = [];
    private readonly Queue<TreeJournal.Change> _again = new([new TreeJournal.Change(tree[top].Id, Came: true)]);

    // Twice, for what changes on the way; and some more, for small trees.
    private readonly long _most = seenBefore + (2 * tree.DirectoryOf(top).Below.Inodes) + TreeJournal.Limit;
    private long _read;
    private bool _watching;

    private struct Level
    {
        public long Id;
        public int Handle;

        /// <summary>The next child to look at; going backwards, the one behind it.</summary>
        public Children.Place Place;

        /// <summary>Name of the next child to look at, between two pieces; null: none is left.</summary>
        public byte[]? Next;

        /// <summary>The children are asked about the sticky bit of this directory, before any is gone into.</summary>
        public bool AtSticky;

        /// <summary>The directory itself only.</summary>
        public bool Alone;
    }

    /// <summary>Id of the directory it began at.</summary>
    public long TopId { get; } = tree[top].Id;

    /// <summary>Inodes looked at, by walks of this call that had to begin anew too.</summary>
    public long Seen { get; private set; } = seenBefore;

    /// <summary>Looks at some inodes.</summary>
    /// <returns>Whether the walk has ended: the caller may.</returns>
    /// <exception cref="HdfsFault">The caller may not; or the tree changes faster than it can be walked.</exception>
    public bool Run(int budget)
    {
        if (_watching)
        {
            Resume(ref budget);
        }

        var before = Seen;
        while (Seen - before < budget)
        {
            if (_levels.Count > 0)
            {
                Look();
            }
            else if (!EnterNext())
            {
                return true;
            }
        }

        if (Seen > _most)
        {
            throw new HdfsFault(
                HdfsError.Retriable,
                $"The directory {tree.PathOf(tree.Find(TopId))} changes faster than its permissions can be checked. Try again later.");
        }

        Pause();
        return false;
    }

    public void Dispose()
    {
        if (_watching)
        {
            _watching = false;
            tree.Journal.Unwatch();
        }
    }

    private bool EnterNext()
    {
        while (_again.TryDequeue(out var next))
        {
            Seen++;
            if (tree.Find(next.Id) is var handle and not 0 && tree[handle].IsDirectory && IsBelow(handle))
            {
                Enter(handle, alone: !next.Came);
                return true;
            }
        }

        return false;
    }

    private void Enter(int directory, bool alone)
    {
        ref var node = ref tree.DirectoryOf(directory);
        if (node.Count > 0 || !rules.IgnoreEmpty)
        {
            checker.CheckOne(directory, caller, rules.Action);
        }

        var sticky = !rules.InOrder && PermissionChecker.IsSticky(tree.AttributesOf(directory)) && node.Count > 0;
        if (sticky || (node.Below.Directories > 0 && !alone))
        {
            _levels.Add(new Level
            {
                Id = tree[directory].Id, Handle = directory, AtSticky = sticky, Alone = alone, Place = sticky ? default : Begin(ref node),
            });
        }
    }

    private Children.Place Begin(ref DirectoryNode node) => rules.InOrder ? default : Children.End(ref node);

    // One child of the innermost directory.
    private void Look()
    {
        Seen++;
        ref var level = ref CollectionsMarshal.AsSpan(_levels)[^1];
        ref var node = ref tree.DirectoryOf(level.Handle);
        if (level.AtSticky)
        {
            if (tree.Children.At(ref node, ref level.Place) is var child and not 0)
            {
                checker.CheckSticky(level.Handle, child, caller);
                level.Place.Index++;
                return;
            }

            level.AtSticky = false;
            level.Place = Begin(ref node);
        }

        var next = level.Alone || node.Below.Directories == 0 ? 0 : Step(ref node, ref level.Place);
        if (next == 0)
        {
            _levels.RemoveAt(_levels.Count - 1);
        }
        else if (tree[next].IsDirectory)
        {
            Enter(next, alone: false);
        }
    }

    private int Step(ref DirectoryNode node, ref Children.Place place)
    {
        if (!rules.InOrder)
        {
            return tree.Children.Before(ref node, ref place);
        }

        var child = tree.Children.At(ref node, ref place);
        place.Index++;
        return child;
    }

    private bool IsBelow(int handle)
    {
        var topHandle = tree.Find(TopId);
        while (handle != topHandle && handle != 0)
        {
            handle = tree[handle].Parent;
        }

        return handle != 0;
    }

    // Places are good for one step only: names stay.
    private void Pause()
    {
        foreach (ref var level in CollectionsMarshal.AsSpan(_levels))
        {
            ref var node = ref tree.DirectoryOf(level.Handle);
            var place = level.Place;
            var child = level.AtSticky || rules.InOrder ? tree.Children.At(ref node, ref place) : tree.Children.Before(ref node, ref place);
            level.Next = child == 0 ? null : tree.NameOf(child).ToArray();
        }

        if (!_watching)
        {
            _watching = true;
            _read = tree.Journal.Watch();
        }
    }

    private void Resume(ref int budget)
    {
        if (!tree.Journal.Has(_read))
        {
            BeginAnew();
            return;
        }

        for (var i = 0; i < _levels.Count; i++)
        {
            ref var level = ref CollectionsMarshal.AsSpan(_levels)[i];
            level.Handle = tree.Find(level.Id);
            if (level.Handle == 0 || !(i == 0 ? IsBelow(level.Handle) : tree[level.Handle].Parent == _levels[i - 1].Handle))
            {
                // It is gone, or has moved: where it has come to, the journal tells.
                _levels.RemoveRange(i, _levels.Count - i);
                break;
            }

            level.Place = PlaceOf(ref tree.DirectoryOf(level.Handle), level);
        }

        while (budget > 0 && tree.Journal.TryRead(ref _read, out var change))
        {
            budget--;
            Seen++;
            AskAgain(change);
        }

        if (_again.Count > TreeJournal.Limit)
        {
            BeginAnew();
        }
    }

    private Children.Place PlaceOf(ref DirectoryNode node, in Level level)
    {
        var forward = level.AtSticky || rules.InOrder;
        if (level.Next is null)
        {
            return forward ? Children.End(ref node) : default;
        }

        var found = tree.Children.Find(ref node, level.Next, out var place);
        place.Index += found != 0 && !forward ? 1 : 0;
        return place;
    }

    private void AskAgain(in TreeJournal.Change change)
    {
        var handle = tree.Find(change.Id);
        if (handle == 0 || !IsBelow(handle))
        {
            return;
        }

        var parent = tree[handle].Parent;
        if (change.Id != TopId)
        {
            // A directory that was passed over while it was empty is not any more.
            checker.CheckOne(parent, caller, rules.Action);
            if (!rules.InOrder)
            {
                checker.CheckSticky(parent, handle, caller);
            }
        }

        if (tree[handle].IsDirectory)
        {
            _again.Enqueue(change);
        }
    }

    private void BeginAnew()
    {
        _levels.Clear();
        _again.Clear();
        _again.Enqueue(new TreeJournal.Change(TopId, Came: true));
        tree.Journal.Unwatch();
        _read = tree.Journal.Watch();
    }
}
