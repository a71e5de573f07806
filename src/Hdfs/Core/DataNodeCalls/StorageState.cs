namespace Hathi.Hdfs.Core.DataNodeCalls;

/// <summary>State of one storage by Apache's DatanodeStorageProto.StorageState numbers.</summary>
public enum StorageState : byte
{
    Normal = 0,
    ReadOnlyShared = 1,

    /// <summary>The NameNode's own mark: the volume is gone or cannot be read.</summary>
    Failed = 2,
}
