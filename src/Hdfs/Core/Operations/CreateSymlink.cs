using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>Refused: symlinks are off, as in Apache by default (createSymlink).</summary>
public sealed class CreateSymlinkRequest : ClientRequest
{
    public required string Target { get; init; }

    public required string Link { get; init; }
}
