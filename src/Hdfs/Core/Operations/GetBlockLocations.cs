using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>Which blocks cover a range of a file and where they are (getBlockLocations). Answer: <see cref="LocatedBlocks"/>. Moves the access time when it is older than the precision.</summary>
public sealed class GetBlockLocationsRequest : ClientRequest
{
    /// <summary>Absolute path, or /.reserved/.inodes/ID.</summary>
    public required string Path { get; init; }

    /// <summary>First byte wanted; negative is refused.</summary>
    public required long Offset { get; init; }

    /// <summary>Bytes wanted; negative is refused.</summary>
    public required long Length { get; init; }
}
