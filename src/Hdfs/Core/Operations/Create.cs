using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>Makes a file and opens it for writing (create). Answer: <see cref="FileStatus"/>. At most once.</summary>
public sealed class CreateRequest : ClientRequest
{
    /// <summary>Absolute path, or /.reserved/.inodes/ID.</summary>
    public required string Path { get; init; }

    /// <summary>Permission bits with the client's umask applied.</summary>
    public required ushort Masked { get; init; }

    /// <summary>Permission bits before the umask, for default ACLs; equal to <see cref="Masked"/> when the client sends none.</summary>
    public required ushort Unmasked { get; init; }

    /// <summary>Holder of the lease, as the client names itself.</summary>
    public required string ClientName { get; init; }

    /// <summary>What to do when the file exists.</summary>
    public required CreateFlags Flags { get; init; }

    /// <summary>Missing parents are made.</summary>
    public required bool CreateParent { get; init; }

    /// <summary>Replicas wanted; 0: the server's default is refused as Apache does, below the minimum or above the maximum too.</summary>
    public required short Replication { get; init; }

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
