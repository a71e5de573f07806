using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>Makes a directory (mkdirs). Answer: bool, true also when it was there.</summary>
public sealed class MkdirsRequest : ClientRequest, IAsk<bool>
{
    /// <summary>Absolute path, or /.reserved/.inodes/ID.</summary>
    public required string Path { get; init; }

    /// <summary>Permission bits with the client's umask applied.</summary>
    public required ushort Masked { get; init; }

    /// <summary>Permission bits before the umask; equal to <see cref="Masked"/> when the client sends none.</summary>
    public required ushort Unmasked { get; init; }

    /// <summary>Missing parents are made.</summary>
    public required bool CreateParent { get; init; }
}

internal static class Mkdirs
{
    public static bool Run(OperationContext context, MkdirsRequest request)
    {
        context.RequireNoSafeMode("Cannot create directory ", request.Path);
        var path = context.Paths.New(request.Caller, request.Path, second: false);
        if (path.Last != 0)
        {
            return context.Tree[path.Last].IsDirectory
                ? true
                : throw new HdfsFault(HdfsError.FileAlreadyExists, "Path is not a directory: " + request.Path);
        }

        context.Permissions.CheckAncestorWrite(path, request.Caller);
        if (!request.CreateParent)
        {
            NewNames.RequireParent(context, path);
        }

        NewNames.Check(context, path, fills: false, below: 0);
        NewNames.MakeParents(context, path, request.Caller.User, request.Masked);
        NewNames.MakeDirectory(context, path, request.Caller.User, (ushort)(request.Masked & NewNames.ModeMask));
        return true;
    }
}
