using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>chmod (setPermission). No answer.</summary>
public sealed class SetPermissionRequest : ClientRequest
{
    /// <summary>Absolute path, or /.reserved/.inodes/ID.</summary>
    public required string Path { get; init; }

    /// <summary>Permission bits, 0 … 01777.</summary>
    public required ushort Mode { get; init; }
}
