using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>One page of a directory in byte order of the names (getListing). Answer: <see cref="DirectoryListing"/>, null when there is nothing.</summary>
public sealed class GetListingRequest : ClientRequest
{
    /// <summary>Absolute path, or /.reserved/.inodes/ID.</summary>
    public required string Path { get; init; }

    /// <summary>UTF-8 name after which the page starts; empty: from the start. A path /.reserved/.inodes/ID stands for that inode's name.</summary>
    public required ReadOnlyMemory<byte> StartAfter { get; init; }

    /// <summary>Block locations of files are wanted too.</summary>
    public required bool NeedLocation { get; init; }
}
