using Hathi.Hdfs.Core.Edits;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Namespace;
using Hathi.Hdfs.Core.Paths;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>Makes a file and opens it for writing (create). Answer: <see cref="FileStatus"/>. At most once.</summary>
public sealed class CreateRequest : HolderRequest, IAsk<FileStatus>, IAtMostOnce
{
    /// <inheritdoc/>
    public required CallKey Key { get; init; }

    /// <summary>Absolute path, or /.reserved/.inodes/ID.</summary>
    public required string Path { get; init; }

    /// <summary>Permission bits with the client's umask applied.</summary>
    public required ushort Masked { get; init; }

    /// <summary>Permission bits before the umask, for default ACLs; equal to <see cref="Masked"/> when the client sends none.</summary>
    public required ushort Unmasked { get; init; }

    /// <summary>What to do when the file exists.</summary>
    public required CreateFlags Flags { get; init; }

    /// <summary>Missing parents are made.</summary>
    public required bool CreateParent { get; init; }

    /// <summary>Replicas wanted; 0: the server's default is refused as Apache does, below the minimum or above the maximum too.</summary>
    public required int Replication { get; init; }

    /// <summary>Bytes; below the server's minimum is refused.</summary>
    public required long BlockSize { get; init; }
}

/// <summary>CreateFlagProto.</summary>
[Flags]
public enum CreateFlags
{
    None = 0,
    Create = 0x01,
    Overwrite = 0x02,
    Append = 0x04,
    LazyPersist = 0x10,
    NewBlock = 0x20,
    ShouldReplicate = 0x80,
}

internal static class Create
{
    public static FileStatus Run(OperationContext context, CreateRequest request)
    {
        CheckPath(request.Path);
        context.RequireNoSafeMode("Cannot create file", request.Path);
        var path = context.Paths.New(request.Caller, request.Path, second: false);
        CheckTarget(context, request, path);
        CheckLayout(context, request, path);
        var parentMode = context.Tree.AttributesOf(path.LastExisting).Mode;
        var attributes = NewNames.AttributesFor(context, path, request.Caller.User, (ushort)(request.Masked & NewNames.ModeMask));
        if (path.Last != 0)
        {
            MakeWay(context, request, path);
        }
        else
        {
            NewNames.Check(context, path, fills: false, below: 0);
        }

        NewNames.MakeParents(context, path, request.Caller.User, parentMode);
        return Add(context, request, path, attributes);
    }

    private static void CheckPath(string path)
    {
        var reserved = path.StartsWith(PathRules.Reserved + "/", StringComparison.Ordinal)
            && !path.StartsWith(PathRules.Reserved + "/raw", StringComparison.Ordinal)
            && !path.StartsWith(PathRules.Inodes, StringComparison.Ordinal);
        if (!PathRules.IsValidNew(path) || path == PathRules.Reserved || reserved)
        {
            throw PathRules.Invalid(path);
        }
    }

    private static void CheckTarget(OperationContext context, CreateRequest request, ResolvedPath path)
    {
        context.Permissions.CheckAncestorWrite(path, request.Caller);
        if (path.Last == 0)
        {
            if (!request.CreateParent)
            {
                NewNames.RequireParent(context, path);
            }

            if (!request.Flags.HasFlag(CreateFlags.Create))
            {
                throw new HdfsFault(HdfsError.FileNotFound, "Can't overwrite non-existent " + request.Path);
            }
        }
        else if (context.Tree[path.Last].IsDirectory)
        {
            throw new HdfsFault(HdfsError.FileAlreadyExists, path.Text + " already exists as a directory");
        }
        else if (request.Flags.HasFlag(CreateFlags.Overwrite))
        {
            context.Permissions.CheckPath(path, request.Caller, FsAction.Write);
        }
    }

    private static void CheckLayout(OperationContext context, CreateRequest request, ResolvedPath path)
    {
        if (request.BlockSize < context.Options.MinBlockSize)
        {
            throw new HdfsFault(
                HdfsError.Io,
                $"Specified block size {request.BlockSize} is less than configured minimum value "
                + $"dfs.namenode.fs-limits.min-block-size={context.Options.MinBlockSize}");
        }

        SetReplication.Check(context, request.Replication, $"{path.Text}, clientName={request.Caller.Address}");
    }

    // Somebody's file is there: it is replaced, or it is in the way.
    private static void MakeWay(OperationContext context, CreateRequest request, ResolvedPath path)
    {
        if (!request.Flags.HasFlag(CreateFlags.Overwrite))
        {
            LeaseRecovery.Recover(context, "CREATE_FILE", path.Last, request.Caller, request.ClientName, force: false);
            throw new HdfsFault(HdfsError.FileAlreadyExists, $"{path.Text} for client {request.Caller.Address} already exists");
        }

        context.Commit(new Removed(context.Tree[path.Last].Id, context.Now.WallMilliseconds));
        path.SetLast(0);
    }

    private static FileLayout Layout(CreateRequest request) => new(request.BlockSize, (short)request.Replication, StoragePolicy: 0);

    private static FileStatus Add(OperationContext context, CreateRequest request, ResolvedPath path, in Attributes attributes)
    {
        var tree = context.Tree;
        var id = context.Space.LastInodeId + 1;
        context.Commit(new FileCreated(
            tree[path.Parent].Id, id, path.LastName, attributes, Layout(request), context.Now.WallMilliseconds, request.ClientName,
            request.Caller.Address));
        return Statuses.Of(context, tree.Find(id), []);
    }
}
