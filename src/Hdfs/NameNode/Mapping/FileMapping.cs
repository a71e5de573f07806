using Google.Protobuf;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.NameNode.Mapping;

/// <summary>Files, listings and totals from the Core's types to the wire's.</summary>
internal static class FileMapping
{
    public static HdfsFileStatusProto ToProto(FileStatus status, BlockMapping blocks)
    {
        var proto = new HdfsFileStatusProto
        {
            FileType = (HdfsFileStatusProto.Types.FileType)status.Kind,
            Path = UnsafeByteOperations.UnsafeWrap(status.Name),
            Length = (ulong)status.Length,
            Permission = new FsPermissionProto { Perm = status.Mode },
            Owner = status.Owner,
            Group = status.Group,
            ModificationTime = (ulong)status.ModificationTime,
            AccessTime = (ulong)status.AccessTime,
            BlockReplication = (uint)status.Replication,
            Blocksize = (ulong)status.BlockSize,
            FileId = (ulong)status.InodeId,
            ChildrenNum = status.Children,
            StoragePolicy = status.StoragePolicy,
        };
        if (status.Locations is { } locations)
        {
            proto.Locations = blocks.ToProto(locations);
        }

        return proto;
    }

    public static DirectoryListingProto ToProto(DirectoryListing listing, BlockMapping blocks)
    {
        var proto = new DirectoryListingProto { RemainingEntries = (uint)listing.Remaining };
        foreach (var entry in listing.Entries)
        {
            proto.PartialListing.Add(ToProto(entry, blocks));
        }

        return proto;
    }

    public static ContentSummaryProto ToProto(ContentSummary summary) => new()
    {
        Length = (ulong)summary.Length,
        FileCount = (ulong)summary.Files,
        DirectoryCount = (ulong)summary.Directories,
        Quota = (ulong)summary.Quota,
        SpaceConsumed = (ulong)summary.SpaceConsumed,
        SpaceQuota = (ulong)summary.SpaceQuota,
        SnapshotLength = 0,
        SnapshotFileCount = 0,
        SnapshotDirectoryCount = 0,
        SnapshotSpaceConsumed = 0,
        // Apache names a policy for a file only, and of a file that is not erasure-coded this one.
        ErasureCodingPolicy = summary.Directories == 0 ? "Replicated" : "",
    };

    public static QuotaUsageProto ToProto(QuotaUsage usage) => new()
    {
        FileAndDirectoryCount = (ulong)usage.FilesAndDirectories,
        Quota = (ulong)usage.Quota,
        SpaceConsumed = (ulong)usage.SpaceConsumed,
        SpaceQuota = (ulong)usage.SpaceQuota,
    };

    public static FsServerDefaultsProto ToProto(ServerDefaults defaults) => new()
    {
        BlockSize = (ulong)defaults.BlockSize,
        BytesPerChecksum = (uint)defaults.BytesPerChecksum,
        WritePacketSize = (uint)defaults.WritePacketSize,
        Replication = (uint)defaults.Replication,
        FileBufferSize = (uint)defaults.FileBufferSize,
        EncryptDataTransfer = false,
        TrashInterval = (ulong)defaults.TrashIntervalMinutes,
        ChecksumType = ChecksumTypeProto.ChecksumCrc32C,
        KeyProviderUri = "",
        PolicyId = 0,
    };
}
