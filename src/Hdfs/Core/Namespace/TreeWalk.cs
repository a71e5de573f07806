using System.Text;

namespace Hathi.Hdfs.Core.Namespace;

/// <summary>
/// Depth first through a subtree in the order of names, a directory before what is in it. Can go on from where an earlier walk stopped,
/// also when that place is gone by now. Not to be used across changes.
/// </summary>
internal sealed class TreeWalk
{
    private readonly NameTree _tree;
    private readonly Stack<(int Directory, Children.Place Place)> _open = new();
    private int _top;

    /// <param name="tree">The tree.</param>
    /// <param name="top">Where the walk begins; comes first.</param>
    /// <param name="after">Path, below <paramref name="top"/> or of it, of the last inode that came before; null: from the start.</param>
    public TreeWalk(NameTree tree, int top, string? after)
    {
        _tree = tree;
        _top = top;
        if (after != null)
        {
            Resume(top, after);
        }
    }

    /// <summary>The directories in which the walk is, the innermost first.</summary>
    public IEnumerable<int> Inside => _open.Select(static level => level.Directory);

    /// <summary>Nothing is left.</summary>
    public bool IsAtEnd
    {
        get
        {
            if (_top != 0)
            {
                return false;
            }

            while (_open.TryPop(out var level))
            {
                if (_tree.Children.At(ref _tree.DirectoryOf(level.Directory), ref level.Place) != 0)
                {
                    _open.Push(level);
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>The next inode; 0 at the end.</summary>
    public int Next()
    {
        var next = _top;
        if (next == 0)
        {
            if (IsAtEnd)
            {
                return 0;
            }

            var level = _open.Pop();
            next = _tree.Children.At(ref _tree.DirectoryOf(level.Directory), ref level.Place);
            level.Place.Index++;
            _open.Push(level);
        }

        _top = 0;
        if (_tree[next].IsDirectory)
        {
            _open.Push((next, default));
        }

        return next;
    }

    private void Resume(int top, string after)
    {
        var topPath = _tree.PathOf(top);
        var rest = after.Length > topPath.Length ? after[topPath.Length..] : "";
        _top = 0;
        var at = top;
        foreach (var component in rest.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!_tree[at].IsDirectory)
            {
                return;
            }

            var found = _tree.Children.Find(ref _tree.DirectoryOf(at), Encoding.UTF8.GetBytes(component), out var place);
            place.Index += found != 0 ? 1 : 0;
            _open.Push((at, place));
            if (found == 0)
            {
                return;
            }

            at = found;
        }

        if (_tree[at].IsDirectory)
        {
            _open.Push((at, default));
        }
    }
}
