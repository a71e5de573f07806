using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>The old rename: into an existing directory, false instead of most errors (rename). Answer: bool. At most once.</summary>
public sealed class RenameRequest : ClientRequest
{
    public required string Source { get; init; }

    public required string Destination { get; init; }
}
