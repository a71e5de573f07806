using System.Buffers.Text;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Namespace;
using Hathi.Hdfs.Core.Permissions;

namespace Hathi.Hdfs.Core.Paths;

/// <summary>
/// From the path of a call to inodes (FSDirectory.resolvePath). Two paths at a time: the second is for the destination of a rename.
/// </summary>
internal sealed class PathResolver(NameTree tree, PermissionChecker permissions)
{
    private const int ReservedPrefix = 3; // root, .reserved, .inodes or raw
    private readonly ResolvedPath _first = new();
    private readonly ResolvedPath _second = new();
    private readonly ResolvedPath _scratch = new();
    private readonly List<int> _chain = [];

    /// <summary>
    /// A path that is read or changed. A file where a directory should be is AccessControl, as Apache has it for all but creating calls.
    /// </summary>
    public ResolvedPath Existing(Caller caller, string path, bool write)
    {
        Resolve(_first, path);
        CheckRaw(_first, caller, write);
        CheckTraverse(_first, caller, creates: false);
        return _first;
    }

    /// <summary>A path that is made.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="path">As the call gives it.</param>
    /// <param name="second">Another path of this call is in use.</param>
    public ResolvedPath New(Caller caller, string path, bool second)
    {
        if (!PathRules.IsValidNew(path))
        {
            throw PathRules.Invalid("Invalid file name: " + path);
        }

        var resolved = second ? _second : _first;
        Resolve(resolved, path);
        CheckRaw(resolved, caller, write: true);
        CheckTraverse(resolved, caller, creates: true);
        return resolved;
    }

    /// <summary>A path whose permissions are looked at by the operation.</summary>
    public ResolvedPath Unchecked(string path)
    {
        Resolve(_first, path);
        CheckTraverse(_first, null, creates: false);
        return _first;
    }

    /// <summary>
    /// The file that a writer means: by the id it was given, whose permissions the operation looks at, or by path when it sends none.
    /// </summary>
    public ResolvedPath Open(Caller caller, string path, long fileId)
    {
        if (fileId == 0)
        {
            return Existing(caller, path, write: true);
        }

        var handle = tree.Find(fileId);
        if (handle != 0 && tree.IsReachable(handle))
        {
            return Of(handle);
        }

        PathRules.CheckAbsolute(path);
        _first.Reset(tree.Root);
        _first.AddAll(path);
        return _first;
    }

    /// <summary>The path of an inode that can be reached; nobody is asked whether the caller may go there.</summary>
    public ResolvedPath Of(int handle)
    {
        FromInode(_first, handle);
        return _first;
    }

    /// <summary>Looks up what follows the components that are known.</summary>
    public void Walk(ResolvedPath path)
    {
        while (path.Existing < path.Count)
        {
            var at = path.LastExisting;
            var child = tree[at].IsDirectory ? tree.FindChild(at, path.Name(path.Existing)) : 0;
            if (child == 0)
            {
                return;
            }

            path.Found(child);
        }
    }

    /// <summary>Fills in the path of an inode that can be reached.</summary>
    public void FromInode(ResolvedPath path, int handle)
    {
        path.Reset(tree.Root);
        _chain.Clear();
        for (var at = handle; at != tree.Root; at = tree[at].Parent)
        {
            _chain.Add(at);
        }

        for (var i = _chain.Count - 1; i >= 0; i--)
        {
            path.Add(tree.NameOf(_chain[i]));
            path.Found(_chain[i]);
        }
    }

    private void Resolve(ResolvedPath path, string text)
    {
        PathRules.CheckAbsolute(text);
        path.Reset(tree.Root);
        path.AddAll(text);
        if (path.Count >= ReservedPrefix && path.Name(1).SequenceEqual(PathRules.ReservedName))
        {
            ResolveReserved(path);
        }

        Walk(path);
    }

    private void ResolveReserved(ResolvedPath path)
    {
        if (path.Name(2).SequenceEqual(PathRules.InodesName))
        {
            if (path.Count > ReservedPrefix)
            {
                ResolveInodes(path);
            }
        }
        else if (path.Name(2).SequenceEqual(PathRules.RawName)
            && !(path.Count == ReservedPrefix + 1 && path.Name(3).SequenceEqual(PathRules.ReservedName)))
        {
            _scratch.Reset(tree.Root);
            path.ReplaceStart(ReservedPrefix, _scratch);
            path.IsRaw = true;
        }
    }

    private void ResolveInodes(ResolvedPath path)
    {
        var text = path.Name(3);
        if (!Utf8Parser.TryParse(text, out long id, out var taken) || taken != text.Length)
        {
            throw new HdfsFault(HdfsError.FileNotFound, "Invalid inode path: " + path.Text);
        }

        var handle = tree.Find(id);
        if (handle == 0 || !tree.IsReachable(handle))
        {
            throw new HdfsFault(HdfsError.FileNotFound, "File for given inode path does not exist: " + path.Text);
        }

        // ".." after the id is how an NFS gateway asks for the parent.
        if (path.Count > ReservedPrefix + 1 && path.Name(4).SequenceEqual(".."u8))
        {
            if (path.Count > ReservedPrefix + 2)
            {
                throw PathRules.Invalid("Nothing may follow \"..\": " + path.Text);
            }

            FromInode(_scratch, handle == tree.Root ? handle : tree[handle].Parent);
            path.Reset(tree.Root);
            path.ReplaceStart(1, _scratch);
            return;
        }

        FromInode(_scratch, handle);
        path.ReplaceStart(ReservedPrefix + 1, _scratch);
    }

    private void CheckRaw(ResolvedPath path, Caller caller, bool write)
    {
        if (path.IsRaw && write)
        {
            permissions.RequireSuperUser(caller, "raw access");
        }
    }

    private void CheckTraverse(ResolvedPath path, Caller? caller, bool creates)
    {
        try
        {
            permissions.CheckTraverse(path, caller);
        }
        catch (HdfsFault fault) when (fault.Error == HdfsError.ParentNotDirectory && !creates)
        {
            throw new HdfsFault(HdfsError.AccessControl, fault.Message);
        }
    }
}
