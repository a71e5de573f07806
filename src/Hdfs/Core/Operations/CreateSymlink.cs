using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>Refused: symlinks are off, as in Apache by default (createSymlink).</summary>
public sealed class CreateSymlinkRequest : ClientRequest, IAsk<Done>
{
    public required string Target { get; init; }

    public required string Link { get; init; }
}

internal static class CreateSymlink
{
    public static void Run(OperationContext context, CreateSymlinkRequest request)
    {
        throw new HdfsFault(HdfsError.UnsupportedOperation, $"Symlinks not supported: {request.Link} to {request.Target}");
    }
}
