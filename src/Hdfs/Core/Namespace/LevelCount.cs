namespace Hathi.Hdfs.Core.Namespace;

/// <summary>
/// Counts how deep a directory is. <see cref="DirectoryNode.Levels"/> is raised as inodes come and not lowered as they go, for that would cost a look at all children
/// of all directories above.
/// </summary>
internal static class LevelCount
{
    /// <summary>Lowers what is known of a directory where it is more than <paramref name="allowed"/>; below what is known to be no more nothing is looked at.</summary>
    /// <param name="tree">Its levels change, nothing else.</param>
    /// <param name="directory">Handle.</param>
    /// <param name="allowed">Levels that it may have. When it has more indeed it is found out that it has, not how many.</param>
    /// <param name="looks">Children at most. What was counted to its end is kept: the next try has less to do.</param>
    public static void Lower(NameTree tree, int directory, int allowed, ref int looks)
    {
        var open = new Stack<Counted>();
        open.Push(new Counted(directory, allowed));
        while (open.TryPop(out var at))
        {
            var child = tree.Children.At(ref tree.DirectoryOf(at.Directory), ref at.Place);
            if (child == 0)
            {
                tree.DirectoryOf(at.Directory).Levels = at.Levels;
                continue;
            }

            if (--looks < 0 || at.Allowed <= 0)
            {
                return; // too deep indeed, or too much to count
            }

            if (tree.LevelsBelow(child) < at.Allowed)
            {
                at.Levels = Math.Max(at.Levels, tree.LevelsBelow(child) + 1);
                at.Place.Index++;
                open.Push(at);
            }
            else
            {
                open.Push(at); // looked at once more when it has been counted
                open.Push(new Counted(child, at.Allowed - 1));
            }
        }
    }

    private struct Counted(int directory, int allowed)
    {
        public readonly int Directory = directory;
        public readonly int Allowed = allowed;
        public Children.Place Place;
        public int Levels;
    }
}
