namespace Hathi.Hdfs.Core.Model;

/// <summary>HdfsFileStatusProto.FileType.</summary>
public enum FileKind : byte
{
    Directory = 1,
    File = 2,
    Symlink = 3,
}

/// <summary>What is known of a file or directory (HdfsFileStatusProto). A snapshot.</summary>
public sealed record FileStatus
{
    public required FileKind Kind { get; init; }

    /// <summary>Last component of the path in UTF-8; empty where the caller knows it (getFileInfo, create).</summary>
    public required ReadOnlyMemory<byte> Name { get; init; }

    /// <summary>Bytes; of a file under construction what is known so far. 0 for a directory.</summary>
    public required long Length { get; init; }

    /// <summary>Permission bits, 0 … 01777.</summary>
    public required ushort Mode { get; init; }

    public required string Owner { get; init; }

    public required string Group { get; init; }

    /// <summary>Milliseconds since 1970.</summary>
    public required long ModificationTime { get; init; }

    /// <summary>Milliseconds since 1970; 0 for a directory.</summary>
    public required long AccessTime { get; init; }

    /// <summary>Replicas wanted; 0 for a directory.</summary>
    public required short Replication { get; init; }

    /// <summary>Bytes; 0 for a directory.</summary>
    public required long BlockSize { get; init; }

    public required long InodeId { get; init; }

    /// <summary>Entries of a directory; 0 for a file.</summary>
    public required int Children { get; init; }

    /// <summary>Block storage policy id; 0: unspecified.</summary>
    public required byte StoragePolicy { get; init; }

    /// <summary>Only when asked for, and only for files.</summary>
    public required LocatedBlocks? Locations { get; init; }
}
