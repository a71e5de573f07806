using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Namespace;
using Hathi.Hdfs.Core.Options;

namespace Hathi.Hdfs.Core.Permissions;

/// <summary>
/// Who may do what: owner, group and others, the sticky bit, the superuser. Source: FSPermissionChecker; its messages are what users know.
/// </summary>
internal sealed class PermissionChecker(NameTree tree, NameNodeOptions options)
{
    private const int Sticky = 0x200;

    public bool Enabled => options.PermissionsEnabled;

    public bool IsSuperUser(Caller caller) => caller.User == options.SuperUser || IsMember(caller, options.SuperGroup);

    public static bool IsMember(Caller caller, string group)
    {
        for (var i = 0; i < caller.Groups.Count; i++)
        {
            if (caller.Groups[i] == group)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Refuses whoever is not a superuser, unless permissions are off.</summary>
    public void RequireSuperUser(Caller caller, string operation)
    {
        if (Enabled && !IsSuperUser(caller))
        {
            throw new HdfsFault(
                HdfsError.AccessControl,
                $"Access denied for user {caller.User}. Superuser privilege is required for operation {operation}");
        }
    }

    /// <summary>
    /// Every component before the last must be a directory, and one that the caller may search. A null caller is asked nothing.
    /// </summary>
    public void CheckTraverse(ResolvedPath path, Caller? caller)
    {
        var free = caller == null || !Enabled || IsSuperUser(caller);
        var last = Math.Min(path.Existing, path.Count - 1);
        for (var i = 0; i < last; i++)
        {
            if (!tree[path[i]].IsDirectory)
            {
                throw new HdfsFault(HdfsError.ParentNotDirectory, path.TextTo(i) + " (is not a directory)");
            }

            if (!free)
            {
                Check(path, i, caller!, FsAction.Execute);
            }
        }
    }

    /// <summary>The caller may do this to what the path names.</summary>
    public void CheckPath(ResolvedPath path, Caller caller, FsAction action)
    {
        if (Enabled && !IsSuperUser(caller))
        {
            CheckTraverse(path, caller);
            Check(path, path.Count - 1, caller, action);
        }
    }

    /// <summary>
    /// The caller may write to the directory nearest to the end of the path that is there: something is to be made below it.
    /// </summary>
    public void CheckAncestorWrite(ResolvedPath path, Caller caller)
    {
        if (Enabled && !IsSuperUser(caller) && path.Count > 1)
        {
            CheckTraverse(path, caller);
            Check(path, Math.Min(path.Existing, path.Count - 1) - 1, caller, FsAction.Write);
        }
    }

    /// <summary>The caller may take the last component out of its directory: write access there, and the sticky bit obeyed.</summary>
    public void CheckParentWrite(ResolvedPath path, Caller caller)
    {
        if (!Enabled || IsSuperUser(caller) || path.Count <= 1)
        {
            return;
        }

        CheckTraverse(path, caller);
        if (path.Last != 0)
        {
            CheckSticky(path.Parent, path.Last, caller);
        }

        Check(path, path.Count - 2, caller, FsAction.Write);
    }

    /// <summary>The caller owns it. Asked also when permissions are off.</summary>
    public void CheckOwner(ResolvedPath path, Caller caller)
    {
        if (path.Last == 0)
        {
            throw new HdfsFault(HdfsError.FileNotFound, "Directory/File does not exist " + path.Text);
        }

        if (!IsSuperUser(caller) && tree.AttributesOf(path.Last).Owner != caller.User)
        {
            throw new HdfsFault(HdfsError.AccessControl, $"Permission denied. user={caller.User} is not the owner of inode={path.Text}");
        }
    }

    /// <summary>Whether the caller may do this to one inode, its place in the tree aside.</summary>
    public bool Allows(int handle, Caller caller, FsAction action)
    {
        ref readonly var attributes = ref tree.AttributesOf(handle);
        var shift = attributes.Owner == caller.User ? 6 : IsMember(caller, attributes.Group) ? 3 : 0;
        return ((FsAction)(attributes.Mode >> shift) & action) == action;
    }

    public static bool IsSticky(in Attributes attributes) => (attributes.Mode & Sticky) != 0;

    /// <summary>The caller may take this out of its directory as far as the sticky bit is concerned.</summary>
    public void CheckSticky(int parent, int inode, Caller caller)
    {
        ref readonly var above = ref tree.AttributesOf(parent);
        ref readonly var own = ref tree.AttributesOf(inode);
        if (!IsSticky(above) || above.Owner == caller.User || own.Owner == caller.User)
        {
            return;
        }

        throw new HdfsFault(
            HdfsError.AccessControl,
            $"Permission denied by sticky bit: user={caller.User}, path=\"{tree.PathOf(inode)}\":{Describe(inode)}, "
            + $"parent=\"{tree.PathOf(parent)}\":{Describe(parent)}");
    }

    private void Check(ResolvedPath path, int index, Caller caller, FsAction action)
    {
        if (path[index] != 0)
        {
            CheckOne(path[index], caller, action);
        }
    }

    /// <summary>The caller may do this to one inode, its place in the tree aside.</summary>
    public void CheckOne(int handle, Caller caller, FsAction action)
    {
        if (!Allows(handle, caller, action))
        {
            throw new HdfsFault(
                HdfsError.AccessControl,
                $"Permission denied: user={caller.User}, access={ModeText.Of(action)}, inode=\"{tree.PathOf(handle)}\":{Describe(handle)}");
        }
    }

    private string Describe(int handle)
    {
        ref readonly var attributes = ref tree.AttributesOf(handle);
        return $"{attributes.Owner}:{attributes.Group}:{(tree[handle].IsDirectory ? 'd' : '-')}{ModeText.Of(attributes.Mode)}";
    }
}
