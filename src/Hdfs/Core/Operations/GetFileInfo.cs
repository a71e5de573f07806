using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Namespace;
using Hathi.Hdfs.Core.Paths;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>
/// A file's or directory's status (getFileInfo, getFileLinkInfo). Answer: <see cref="FileStatus"/>, null when there is
/// nothing. Its name is empty.
/// </summary>
public sealed class GetFileInfoRequest : ClientRequest, IAsk<FileStatus?>
{
    /// <summary>Absolute path, or /.reserved/.inodes/ID.</summary>
    public required string Path { get; init; }

    /// <summary>False for getFileLinkInfo.</summary>
    public required bool ResolveLink { get; init; }
}

internal static class GetFileInfo
{
    public static FileStatus? Run(OperationContext context, GetFileInfoRequest request)
    {
        return Find(context, request.Caller, request.Path, out _);
    }

    /// <summary>
    /// The status of what a path names, or null, and the inode, 0 where there is none. A superuser gets null also where a file is among the
    /// directories, as with Apache.
    /// </summary>
    public static FileStatus? Find(OperationContext context, Caller caller, string path, out int handle)
    {
        handle = 0;
        ResolvedPath resolved;
        try
        {
            resolved = context.Paths.Existing(caller, path, write: false);
        }
        catch (HdfsFault fault) when (fault.Error == HdfsError.AccessControl && context.Permissions.IsSuperUser(caller))
        {
            return null;
        }

        if (resolved.Last == 0)
        {
            return path == PathRules.Reserved ? ReservedTop() : null;
        }

        handle = resolved.Last;
        return Statuses.Of(context, handle, []);
    }

    /// <summary>What /.reserved lists. Source: FSDirectory.createReservedStatuses.</summary>
    public static FileStatus ReservedEntry(OperationContext context, ReadOnlySpan<byte> name) =>
        Reserved(name.ToArray(), 0x1F8, context.Options.SuperGroup, context.Options.FormattedAt); // 0770

    private static FileStatus ReservedTop() => Reserved([], 0x3F8, "", 0); // 01770

    // A directory that is not in the tree.
    private static FileStatus Reserved(byte[] name, ushort mode, string group, long time) => new()
    {
        Kind = FileKind.Directory,
        Name = name,
        Length = 0,
        Mode = mode,
        Owner = "",
        Group = group,
        ModificationTime = time,
        AccessTime = time,
        Replication = 0,
        BlockSize = 0,
        InodeId = 0,
        Children = 0,
        StoragePolicy = 0,
        Locations = null,
    };
}
