using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Namespace;
using Hathi.Hdfs.Core.Permissions;

namespace Hathi.Hdfs.Core.Steps;

/// <summary>
/// Who may do something to every directory of a subtree. A large one takes more than one step, and the walk goes on from
/// <see cref="Progress"/>.
/// </summary>
internal sealed class SubtreePermissions(NameTree tree, PermissionChecker checker, int inodesPerPiece, Progress progress)
{
    /// <summary>
    /// The caller may do this to every directory of a subtree, sticky bits obeyed; the last of siblings is asked first.
    /// Source: checkSubAccess.
    /// </summary>
    /// <param name="top">A directory; nothing is checked of a file, nor of 0.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="action">For example All: the tree is to be deleted.</param>
    /// <param name="ignoreEmpty">Directories without children do not matter (a deletion).</param>
    /// <returns>False: there is more to ask than fits into this step.</returns>
    public bool Check(int top, Caller caller, FsAction action, bool ignoreEmpty) =>
        top == 0 || Walk(top, caller, new WalkRules(action, ignoreEmpty, InOrder: false));

    /// <summary>
    /// The caller may list and pass every directory of a subtree; they are asked in order. Source: INodeDirectory.computeContentSummary.
    /// </summary>
    /// <param name="top">A directory; nothing is checked of a file.</param>
    /// <param name="caller">Who asks.</param>
    /// <returns>False: there is more to ask than fits into this step.</returns>
    public bool CheckListable(int top, Caller caller) =>
        Walk(top, caller, new WalkRules(FsAction.ReadExecute, IgnoreEmpty: false, InOrder: true));

    private bool Walk(int top, Caller caller, WalkRules rules)
    {
        if (!checker.Enabled || checker.IsSuperUser(caller) || !tree[top].IsDirectory)
        {
            return true;
        }

        var walk = progress.Cursor as PermissionWalk;
        if (walk is null || walk.TopId != tree[top].Id)
        {
            var seen = walk?.Seen ?? 0;
            progress.End();
            progress.Cursor = walk = new PermissionWalk(tree, checker, top, caller, rules, seen);
        }

        return walk.Run(progress.Budget(inodesPerPiece));
    }
}
