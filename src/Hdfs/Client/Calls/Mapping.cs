using System.Text;
using Hathi.Base;
using Hathi.Hdfs.Client.Transfer;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.Client.Calls;

/// <summary>Messages of the NameNode to what users of the library see.</summary>
internal static class Mapping
{
    /// <param name="status">
    /// As the NameNode describes it; its path is relative to <paramref name="parent"/>, or empty for that itself.
    /// </param>
    /// <param name="parent">What was asked for.</param>
    /// <exception cref="IOException">The name is none: followed, it would lead elsewhere.</exception>
    internal static FileStatus Status(HdfsFileStatusProto status, string parent)
    {
        var name = status.Path.Length == 0 ? "" : Encoding.UTF8.GetString(status.Path.Span);
        if (name is "." or ".." || name.AsSpan().ContainsAny('/', '\0'))
        {
            throw new EnvironmentException(
                $"The NameNode calls something in {parent} \"{name.Replace('\0', '?')}\", which is no name of a file: "
                + "nothing is done with it.");
        }

        var path = name.Length == 0 ? parent : parent == "/" ? "/" + name : $"{parent}/{name}";
        return new FileStatus(
            path,
            status.FileType == HdfsFileStatusProto.Types.FileType.IsDir,
            (long)status.Length,
            (short)status.BlockReplication,
            (long)status.Blocksize,
            (long)status.ModificationTime,
            (long)status.AccessTime,
            status.Owner,
            status.Group,
            (int)(status.Permission?.Perm ?? 0),
            status.ChildrenNum,
            (long)status.FileId)
        {
            HasAcl = (status.Flags & (uint)HdfsFileStatusProto.Types.Flags.HasAcl) != 0,
        };
    }

    internal static ContentSummary Summary(ContentSummaryProto s) =>
        new((long)s.Length, (long)s.FileCount, (long)s.DirectoryCount, (long)s.SpaceConsumed, (long)s.Quota, (long)s.SpaceQuota)
        {
            SnapshotLength = (long)s.SnapshotLength,
            SnapshotFileCount = (long)s.SnapshotFileCount,
            SnapshotDirectoryCount = (long)s.SnapshotDirectoryCount,
            SnapshotSpaceConsumed = (long)s.SnapshotSpaceConsumed,
            ErasureCodingPolicy = s.ErasureCodingPolicy,
            TypeQuotas = s.TypeQuotaInfos is null
                ? []
                : [.. s.TypeQuotaInfos.TypeQuotaInfo.Select(
                    t => new StorageTypeQuota(StorageType(t.Type), (long)t.Quota, (long)t.Consumed))],
        };

    internal static BlockLocation Location(LocatedBlockProto block) => new(
        (long)block.Offset,
        (long)block.B.NumBytes,
        [.. block.Locs.Select(n => n.Id.HostName)],
        [.. block.Locs.Select(n => DataNodeAddress.Name(n.Id))],
        [.. block.Locs.Select(n => n.Location)],
        block.Corrupt);

    internal static FileBlock Block(LocatedBlockProto block)
    {
        var replicas = new BlockReplica[block.Locs.Count];
        for (var i = 0; i < replicas.Length; i++)
        {
            replicas[i] = new BlockReplica(
                DataNodeAddress.Name(block.Locs[i].Id),
                block.Locs[i].Id.HostName,
                block.Locs[i].Location,
                i < block.StorageIDs.Count ? block.StorageIDs[i] : "",
                i < block.StorageTypes.Count ? StorageType(block.StorageTypes[i]) : "DISK");
        }

        return new FileBlock(
            block.B.PoolId, (long)block.B.BlockId, (long)block.B.GenerationStamp, (long)block.Offset, (long)block.B.NumBytes, block.Corrupt,
            replicas);
    }

    internal static DataNodeReport DataNode(DatanodeInfoProto node) => new()
    {
        Address = node.Id.IpAddr,
        HostName = node.Id.HostName,
        Uuid = node.Id.DatanodeUuid,
        TransferPort = (int)node.Id.XferPort,
        InfoPort = (int)node.Id.InfoPort,
        IpcPort = (int)node.Id.IpcPort,
        Rack = node.Location,
        State = (DataNodeAdminState)node.AdminState,
        Capacity = (long)node.Capacity,
        Used = (long)node.DfsUsed,
        NonDfsUsed = node.HasNonDfsUsed
            ? (long)node.NonDfsUsed
            : Math.Max(0, (long)node.Capacity - (long)node.DfsUsed - (long)node.Remaining),
        Remaining = (long)node.Remaining,
        BlockPoolUsed = (long)node.BlockPoolUsed,
        CacheCapacity = (long)node.CacheCapacity,
        CacheUsed = (long)node.CacheUsed,
        Transfers = (int)node.XceiverCount,
        LastContact = (long)node.LastUpdate,
        LastBlockReport = (long)node.LastBlockReportTime,
        BlockCount = (int)node.NumBlocks,
    };

    private static string StorageType(StorageTypeProto type) => type switch
    {
        StorageTypeProto.Ssd => "SSD",
        StorageTypeProto.Archive => "ARCHIVE",
        StorageTypeProto.RamDisk => "RAM_DISK",
        StorageTypeProto.Provided => "PROVIDED",
        StorageTypeProto.Nvdimm => "NVDIMM",
        _ => "DISK",
    };
}
