namespace Hathi.Hdfs.Protocol.DataTransfer;

/// <summary>What a peer asks of a DataNode: the third byte of an operation header. Source: Apache <c>Op</c>.</summary>
public enum DataTransferOp : byte
{
    /// <summary>Begin or resume a write pipeline; body <see cref="OpWriteBlockProto"/>.</summary>
    WriteBlock = 80,

    /// <summary>Read a range of a block; body <see cref="OpReadBlockProto"/>.</summary>
    ReadBlock = 81,

    /// <summary>Numbered but used by nobody.</summary>
    ReadMetadata = 82,

    /// <summary>Fetch a block from another DataNode (balancer); body <see cref="OpReplaceBlockProto"/>.</summary>
    ReplaceBlock = 83,

    /// <summary>Send a whole block (balancer); body <see cref="OpCopyBlockProto"/>.</summary>
    CopyBlock = 84,

    /// <summary>Checksum of a block's checksums; body <see cref="OpBlockChecksumProto"/>.</summary>
    BlockChecksum = 85,

    /// <summary>Copy a replica to further DataNodes (pipeline recovery); body <see cref="OpTransferBlockProto"/>.</summary>
    TransferBlock = 86,

    /// <summary>File descriptors of a local replica; body <see cref="OpRequestShortCircuitAccessProto"/>.</summary>
    RequestShortCircuitFds = 87,

    /// <summary>Give such descriptors back; body <see cref="ReleaseShortCircuitAccessRequestProto"/>.</summary>
    ReleaseShortCircuitFds = 88,

    /// <summary>A shared memory segment; body <see cref="ShortCircuitShmRequestProto"/>.</summary>
    RequestShortCircuitShm = 89,

    /// <summary>Checksum of an erasure-coded block group; body <see cref="OpBlockGroupChecksumProto"/>.</summary>
    BlockGroupChecksum = 90,

    /// <summary>For private extensions; body <see cref="OpCustomProto"/>.</summary>
    Custom = 127,
}
