using System.Runtime.CompilerServices;
using Hathi.Hdfs.Client.Calls;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.Client;

/// <summary>
/// What only HDFS has: the cluster's nodes and blocks, safe mode, checkpoints, leases. Most calls need the superuser. Errors are those of
/// <see cref="FileSystem"/>. Safe for use by several threads at once.
/// </summary>
public sealed class HdfsAdmin
{
    private readonly NameNodeCalls _nameNode;

    internal HdfsAdmin(NameNodeCalls nameNode) => _nameNode = nameNode;

    private IRpcCaller Caller => _nameNode.Caller;

    /// <summary>The DataNodes of a kind.</summary>
    public async Task<IReadOnlyList<DataNodeReport>> GetDataNodeReportAsync(DataNodeReportType type, CancellationToken cancellationToken)
    {
        var request = new GetDatanodeReportRequestProto { Type = (DatanodeReportTypeProto)type };
        var response = await Caller.CallAsync(
            "getDatanodeReport", request, GetDatanodeReportResponseProto.Parser, cancellationToken).ConfigureAwait(false);
        return [.. response.Di.Select(Mapping.DataNode)];
    }

    public async Task<HdfsStatistics> GetStatisticsAsync(CancellationToken cancellationToken)
    {
        var s = await Caller.CallAsync(
            "getFsStats", new GetFsStatusRequestProto(), GetFsStatsResponseProto.Parser, cancellationToken).ConfigureAwait(false);
        return new HdfsStatistics(
            (long)s.Capacity, (long)s.Used, (long)s.Remaining, (long)s.UnderReplicated, (long)s.CorruptBlocks, (long)s.MissingBlocks,
            (long)s.MissingReplOneBlocks, (long)s.PendingDeletionBlocks);
    }

    /// <summary>The state of the blocks of replicated files.</summary>
    public async Task<BlockStatistics> GetReplicatedBlockStatisticsAsync(CancellationToken cancellationToken)
    {
        var request = new GetFsReplicatedBlockStatsRequestProto();
        var s = await Caller.CallAsync(
            "getFsReplicatedBlockStats", request, GetFsReplicatedBlockStatsResponseProto.Parser, cancellationToken).ConfigureAwait(false);
        return new BlockStatistics((long)s.LowRedundancy, (long)s.CorruptBlocks, (long)s.MissingBlocks, (long)s.PendingDeletionBlocks)
        {
            MissingWithReplicationOne = (long)s.MissingReplOneBlocks,
            BadlyDistributed = s.HasBadlyDistributedBlocks ? (long)s.BadlyDistributedBlocks : null,
            HighestPriority = s.HasHighestPrioLowRedundancyBlocks ? (long)s.HighestPrioLowRedundancyBlocks : null,
            BytesInFuture = (long)s.BlocksInFuture,
        };
    }

    /// <summary>The state of the block groups of erasure coded files.</summary>
    public async Task<BlockStatistics> GetErasureCodedBlockStatisticsAsync(CancellationToken cancellationToken)
    {
        var request = new GetFsECBlockGroupStatsRequestProto();
        var s = await Caller.CallAsync(
            "getFsECBlockGroupStats", request, GetFsECBlockGroupStatsResponseProto.Parser, cancellationToken).ConfigureAwait(false);
        return new BlockStatistics((long)s.LowRedundancy, (long)s.CorruptBlocks, (long)s.MissingBlocks, (long)s.PendingDeletionBlocks)
        {
            BadlyDistributed = s.HasBadlyDistributedBlocks ? (long)s.BadlyDistributedBlocks : null,
            HighestPriority = s.HasHighestPrioLowRedundancyBlocks ? (long)s.HighestPrioLowRedundancyBlocks : null,
            BytesInFuture = (long)s.BlocksInFuture,
        };
    }

    /// <summary>Whether the NameNode is in safe mode, after the action.</summary>
    public async Task<bool> SetSafeModeAsync(SafeModeAction action, CancellationToken cancellationToken)
    {
        var request = new SetSafeModeRequestProto { Action = (SafeModeActionProto)action, Checked = false };
        return (await Caller.CallAsync(
            "setSafeMode", request, SetSafeModeResponseProto.Parser, cancellationToken).ConfigureAwait(false)).Result;
    }

    /// <summary>Makes the NameNode read its lists of nodes again.</summary>
    public Task RefreshNodesAsync(CancellationToken cancellationToken) =>
        Caller.CallAsync("refreshNodes", new RefreshNodesRequestProto(), RefreshNodesResponseProto.Parser, cancellationToken);

    /// <summary>Makes the NameNode write what it knows of blocks to a file in its log directory.</summary>
    public Task MetaSaveAsync(string fileName, CancellationToken cancellationToken) =>
        Caller.CallAsync("metaSave", new MetaSaveRequestProto { Filename = fileName }, MetaSaveResponseProto.Parser, cancellationToken);

    /// <summary>Makes the NameNode write a checkpoint; it must be in safe mode. False when a recent one was good enough.</summary>
    public async Task<bool> SaveNamespaceAsync(CancellationToken cancellationToken) =>
        (await Caller.CallAsync(
            "saveNamespace", new SaveNamespaceRequestProto(), SaveNamespaceResponseProto.Parser,
            cancellationToken).ConfigureAwait(false)).Saved;

    /// <summary>Starts a new edit log segment; its first transaction.</summary>
    public async Task<long> RollEditsAsync(CancellationToken cancellationToken) =>
        (long)(await Caller.CallAsync(
            "rollEdits", new RollEditsRequestProto(), RollEditsResponseProto.Parser,
            cancellationToken).ConfigureAwait(false)).NewSegmentTxId;

    /// <summary>Gives up what was kept for a downgrade.</summary>
    public Task FinalizeUpgradeAsync(CancellationToken cancellationToken) =>
        Caller.CallAsync("finalizeUpgrade", new FinalizeUpgradeRequestProto(), FinalizeUpgradeResponseProto.Parser, cancellationToken);

    /// <summary>Bytes a second that each DataNode may use for balancing.</summary>
    public Task SetBalancerBandwidthAsync(long bytesPerSecond, CancellationToken cancellationToken) =>
        Caller.CallAsync(
            "setBalancerBandwidth",
            new SetBalancerBandwidthRequestProto { Bandwidth = bytesPerSecond },
            SetBalancerBandwidthResponseProto.Parser,
            cancellationToken);

    /// <summary>
    /// Takes the lease of a file from its writer. True when the file is closed now; otherwise its last block is being recovered: ask again.
    /// </summary>
    public async Task<bool> RecoverLeaseAsync(string path, CancellationToken cancellationToken)
    {
        var request = new RecoverLeaseRequestProto { Src = path, ClientName = _nameNode.ClientName };
        return (await Caller.CallAsync(
            "recoverLease", request, RecoverLeaseResponseProto.Parser, cancellationToken).ConfigureAwait(false)).Result;
    }

    /// <summary>Whether nobody writes the file.</summary>
    public async Task<bool> IsFileClosedAsync(string path, CancellationToken cancellationToken) =>
        (await Caller.CallAsync(
            "isFileClosed",
            new IsFileClosedRequestProto { Src = path },
            IsFileClosedResponseProto.Parser,
            cancellationToken).ConfigureAwait(false)).Result;

    public async Task<ServerDefaults> GetServerDefaultsAsync(CancellationToken cancellationToken)
    {
        var response = await Caller.CallAsync(
            "getServerDefaults",
            new GetServerDefaultsRequestProto(),
            GetServerDefaultsResponseProto.Parser,
            cancellationToken).ConfigureAwait(false);
        var d = response.ServerDefaults;
        return new ServerDefaults(
            (long)d.BlockSize, (int)d.BytesPerChecksum, (int)d.WritePacketSize, (short)d.Replication, (long)d.TrashInterval);
    }

    /// <summary>All blocks of a file with their replicas.</summary>
    public async Task<FileBlocks> GetFileBlocksAsync(string path, CancellationToken cancellationToken)
    {
        var located = await _nameNode.GetBlockLocationsAsync(path, 0, long.MaxValue, cancellationToken).ConfigureAwait(false);
        return new FileBlocks(
            (long)located.FileLength, located.UnderConstruction, located.IsLastBlockComplete, [.. located.Blocks.Select(Mapping.Block)]);
    }

    /// <summary>Files below a path with blocks that no good replica is known of.</summary>
    public async IAsyncEnumerable<string> ListCorruptFilesAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListCorruptFileBlocksRequestProto { Path = path };
        while (true)
        {
            var response = await Caller.CallAsync(
                "listCorruptFileBlocks", request, ListCorruptFileBlocksResponseProto.Parser, cancellationToken).ConfigureAwait(false);
            if (response.Corrupt.Files.Count == 0)
            {
                yield break;
            }

            foreach (var file in response.Corrupt.Files)
            {
                yield return file;
            }

            request = new ListCorruptFileBlocksRequestProto { Path = path, Cookie = response.Corrupt.Cookie };
        }
    }

    /// <summary>Files below a path that somebody writes.</summary>
    public async IAsyncEnumerable<OpenFile> ListOpenFilesAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long id = 0;
        while (true)
        {
            var request = new ListOpenFilesRequestProto { Id = id, Path = path };
            request.Types_.Add(OpenFilesTypeProto.AllOpenFiles);
            var response = await Caller.CallAsync(
                "listOpenFiles", request, ListOpenFilesResponseProto.Parser, cancellationToken).ConfigureAwait(false);
            foreach (var entry in response.Entries)
            {
                id = entry.Id;
                yield return new OpenFile(entry.Id, entry.Path, entry.ClientName, entry.ClientMachine);
            }

            if (!response.HasMore || response.Entries.Count == 0)
            {
                yield break;
            }
        }
    }
}
