using System.Collections.Frozen;
using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Operations;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.NameNode;

/// <summary>What carries out a kind of call: gives the answer, or throws <see cref="HdfsFault"/>.</summary>
internal static class Operation
{
    /// <summary>All calls, one line each.</summary>
    public static readonly FrozenDictionary<Type, Func<OperationContext, NameNodeInput, object?>> All =
        new OperationTable<OperationContext, NameNodeInput>()
        .Add<AbandonBlockRequest>(AbandonBlock.Run)
        .Add<AddBlockRequest, LocatedBlock>(AddBlock.Run)
        .Add<AppendRequest, AppendResult>(Append.Run)
        .Add<CheckAccessRequest>(CheckAccess.Run)
        .Add<CheckSuperUserRequest>(CheckSuperUser.Run)
        .Add<CommitBlockSynchronizationRequest>(CommitBlockSynchronization.Run)
        .Add<CompleteRequest, bool>(Complete.Run)
        .Add<CreateRequest, FileStatus>(Create.Run)
        .Add<CreateSymlinkRequest>(CreateSymlink.Run)
        .AddLong<DeleteRequest, bool>(Delete.Run)
        .Add<FsckBlockRequest, FsckBlockOwner?>(FsckOfBlock.Run)
        .AddLong<FsckRequest, FsckPage>(Fsck.Run)
        .Add<FsyncRequest>(Fsync.Run)
        .Add<GetAdditionalDatanodeRequest, LocatedBlock>(GetAdditionalDatanode.Run)
        .AddLong<GetBlockLocationsRequest, LocatedBlocks>(GetBlockLocations.Run)
        .AddLong<GetContentSummaryRequest, ContentSummary>(GetContentSummary.Run)
        .Add<GetDatanodeReportRequest, IReadOnlyList<DataNodeInfo>>(GetDatanodeReport.Run)
        .Add<GetDatanodeStorageReportRequest, IReadOnlyList<DataNodeStorages>>(GetDatanodeStorageReport.Run)
        .Add<GetFileInfoRequest, FileStatus?>(GetFileInfo.Run)
        .Add<GetLinkTargetRequest, string>(GetLinkTarget.Run)
        .AddLong<GetListingRequest, DirectoryListing?>(GetListing.Run)
        .AddLong<GetLocatedFileInfoRequest, FileStatus?>(GetLocatedFileInfo.Run)
        .Add<GetPreferredBlockSizeRequest, long>(GetPreferredBlockSize.Run)
        .AddLong<GetQuotaUsageRequest, QuotaUsage>(GetQuotaUsage.Run)
        .Add<GetServerDefaultsRequest, ServerDefaults>(GetServerDefaults.Run)
        .Add<GetStatsRequest, ClusterStats>(GetStats.Run)
        .Add<GetTopologyRequest, IReadOnlyList<(string Rack, IReadOnlyList<DataNodeInfo> Nodes)>>(GetTopology.Run)
        .Add<IsFileClosedRequest, bool>(IsFileClosed.Run)
        .AddLong<ListCorruptFileBlocksRequest, CorruptFileBlocks>(ListCorruptFileBlocks.Run)
        .AddLong<ListOpenFilesRequest, OpenFilesPage>(ListOpenFiles.Run)
        .AddLong<MetaSaveRequest, string>(MetaSave.Run)
        .Add<MkdirsRequest, bool>(Mkdirs.Run)
        .Add<RecoverLeaseRequest, bool>(RecoverLease.Run)
        .Add<RefreshNodesRequest, bool>(RefreshNodes.Run)
        .AddLong<RenameRequest, bool>(Rename.Run)
        .AddLong<Rename2Request, Done>(Rename2.Run)
        .Add<RenewLeaseRequest>(RenewLease.Run)
        .Add<ReportBadBlocksRequest>(ReportBadBlocks.Run)
        .Add<RollEditsRequest, bool>(RollEdits.Run)
        .Add<SaveNamespaceRequest, bool>(SaveNamespace.Run)
        .Add<SetBalancerBandwidthRequest>(SetBalancerBandwidth.Run)
        .Add<SetOwnerRequest>(SetOwner.Run)
        .Add<SetPermissionRequest>(SetPermission.Run)
        .Add<SetReplicationRequest, bool>(SetReplication.Run)
        .Add<SetSafeModeRequest, bool>(SetSafeMode.Run)
        .Add<SetTimesRequest>(SetTimes.Run)
        .Add<UpdateBlockForPipelineRequest, LocatedBlock>(UpdateBlockForPipeline.Run)
        .Add<UpdatePipelineRequest>(UpdatePipeline.Run)
        .Freeze();
}
