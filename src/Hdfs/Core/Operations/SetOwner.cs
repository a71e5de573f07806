using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>chown and chgrp (setOwner). No answer.</summary>
public sealed class SetOwnerRequest : ClientRequest
{
    /// <summary>Absolute path, or /.reserved/.inodes/ID.</summary>
    public required string Path { get; init; }

    /// <summary>Null or empty: unchanged.</summary>
    public required string? Owner { get; init; }

    /// <summary>Null or empty: unchanged.</summary>
    public required string? Group { get; init; }
}
