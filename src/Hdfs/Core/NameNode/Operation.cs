using System.Collections.Frozen;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Operations;

namespace Hathi.Hdfs.Core.NameNode;

/// <summary>What carries out a kind of call.</summary>
/// <param name="Run">Gives the answer, or throws <see cref="HdfsFault"/>.</param>
/// <param name="AtMostOnce">A retry must get the first answer (@AtMostOnce in ClientProtocol).</param>
internal sealed record Operation(Func<OperationContext, NameNodeInput, object?> Run, bool AtMostOnce)
{
    /// <summary>What it can take long over is where the blocks of files are: see <see cref="Progress.Locating"/>.</summary>
    public bool Locates { get; init; }

    /// <summary>All calls, one line each.</summary>
    public static readonly FrozenDictionary<Type, Operation> All = new Dictionary<Type, Operation>
    {
        [typeof(AbandonBlockRequest)] = Of<AbandonBlockRequest>(AbandonBlock.Run),
        [typeof(AddBlockRequest)] = Of<AddBlockRequest>(AddBlock.Run),
        [typeof(AppendRequest)] = Once<AppendRequest>(Append.Run),
        [typeof(CheckAccessRequest)] = Of<CheckAccessRequest>(CheckAccess.Run),
        [typeof(CheckSuperUserRequest)] = Of<CheckSuperUserRequest>(CheckSuperUser.Run),
        [typeof(CommitBlockSynchronizationRequest)] = Of<CommitBlockSynchronizationRequest>(CommitBlockSynchronization.Run),
        [typeof(CompleteRequest)] = Of<CompleteRequest>(Complete.Run),
        [typeof(CreateRequest)] = Once<CreateRequest>(Create.Run),
        [typeof(CreateSymlinkRequest)] = Of<CreateSymlinkRequest>(CreateSymlink.Run),
        [typeof(DeleteRequest)] = Once<DeleteRequest>(Delete.Run),
        [typeof(FsckBlockRequest)] = Of<FsckBlockRequest>(FsckOfBlock.Run),
        [typeof(FsckRequest)] = Of<FsckRequest>(Fsck.Run),
        [typeof(FsyncRequest)] = Of<FsyncRequest>(Fsync.Run),
        [typeof(GetAdditionalDatanodeRequest)] = Of<GetAdditionalDatanodeRequest>(GetAdditionalDatanode.Run),
        [typeof(GetBlockLocationsRequest)] = Locating<GetBlockLocationsRequest>(GetBlockLocations.Run),
        [typeof(GetContentSummaryRequest)] = Of<GetContentSummaryRequest>(GetContentSummary.Run),
        [typeof(GetDatanodeReportRequest)] = Of<GetDatanodeReportRequest>(GetDatanodeReport.Run),
        [typeof(GetDatanodeStorageReportRequest)] = Of<GetDatanodeStorageReportRequest>(GetDatanodeStorageReport.Run),
        [typeof(GetFileInfoRequest)] = Of<GetFileInfoRequest>(GetFileInfo.Run),
        [typeof(GetLinkTargetRequest)] = Of<GetLinkTargetRequest>(GetLinkTarget.Run),
        [typeof(GetListingRequest)] = Locating<GetListingRequest>(GetListing.Run),
        [typeof(GetLocatedFileInfoRequest)] = Locating<GetLocatedFileInfoRequest>(GetLocatedFileInfo.Run),
        [typeof(GetPreferredBlockSizeRequest)] = Of<GetPreferredBlockSizeRequest>(GetPreferredBlockSize.Run),
        [typeof(GetQuotaUsageRequest)] = Of<GetQuotaUsageRequest>(GetQuotaUsage.Run),
        [typeof(GetServerDefaultsRequest)] = Of<GetServerDefaultsRequest>(GetServerDefaults.Run),
        [typeof(GetStatsRequest)] = Of<GetStatsRequest>(GetStats.Run),
        [typeof(GetTopologyRequest)] = Of<GetTopologyRequest>(GetTopology.Run),
        [typeof(IsFileClosedRequest)] = Of<IsFileClosedRequest>(IsFileClosed.Run),
        [typeof(ListCorruptFileBlocksRequest)] = Of<ListCorruptFileBlocksRequest>(ListCorruptFileBlocks.Run),
        [typeof(ListOpenFilesRequest)] = Of<ListOpenFilesRequest>(ListOpenFiles.Run),
        [typeof(MetaSaveRequest)] = Of<MetaSaveRequest>(MetaSave.Run),
        [typeof(MkdirsRequest)] = Of<MkdirsRequest>(Mkdirs.Run),
        [typeof(RecoverLeaseRequest)] = Of<RecoverLeaseRequest>(RecoverLease.Run),
        [typeof(RefreshNodesRequest)] = Of<RefreshNodesRequest>(RefreshNodes.Run),
        [typeof(RenameRequest)] = Once<RenameRequest>(Rename.Run),
        [typeof(Rename2Request)] = Once<Rename2Request>(Rename2.Run),
        [typeof(RenewLeaseRequest)] = Of<RenewLeaseRequest>(RenewLease.Run),
        [typeof(ReportBadBlocksRequest)] = Of<ReportBadBlocksRequest>(ReportBadBlocks.Run),
        [typeof(RollEditsRequest)] = Of<RollEditsRequest>(RollEdits.Run),
        [typeof(SaveNamespaceRequest)] = Of<SaveNamespaceRequest>(SaveNamespace.Run),
        [typeof(SetBalancerBandwidthRequest)] = Of<SetBalancerBandwidthRequest>(SetBalancerBandwidth.Run),
        [typeof(SetOwnerRequest)] = Of<SetOwnerRequest>(SetOwner.Run),
        [typeof(SetPermissionRequest)] = Of<SetPermissionRequest>(SetPermission.Run),
        [typeof(SetReplicationRequest)] = Of<SetReplicationRequest>(SetReplication.Run),
        [typeof(SetSafeModeRequest)] = Of<SetSafeModeRequest>(SetSafeMode.Run),
        [typeof(SetTimesRequest)] = Of<SetTimesRequest>(SetTimes.Run),
        [typeof(UpdateBlockForPipelineRequest)] = Of<UpdateBlockForPipelineRequest>(UpdateBlockForPipeline.Run),
        [typeof(UpdatePipelineRequest)] = Once<UpdatePipelineRequest>(UpdatePipeline.Run),
    }.ToFrozenDictionary();

    private static Operation Of<TRequest>(Func<OperationContext, TRequest, object?> run)
        where TRequest : NameNodeInput => new((context, input) => run(context, (TRequest)input), AtMostOnce: false);

    private static Operation Locating<TRequest>(Func<OperationContext, TRequest, object?> run)
        where TRequest : NameNodeInput => Of(run) with { Locates = true };

    private static Operation Once<TRequest>(Func<OperationContext, TRequest, object?> run)
        where TRequest : NameNodeInput => new((context, input) => run(context, (TRequest)input), AtMostOnce: true);
}
