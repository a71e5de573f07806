using Hathi.Base;
using Hathi.Hadoop.Rpc.Protocol;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.Client.Calls;

/// <summary>The calls of ClientProtocol that streams make, one method each. The exceptions are those of <see cref="IRpcCaller"/>.</summary>
internal sealed class NameNodeCalls(IRpcCaller caller, string clientName)
{
    internal string ClientName => clientName;

    internal IRpcCaller Caller => caller;

    /// <summary>Null when there is no such path.</summary>
    internal async Task<HdfsFileStatusProto?> GetFileInfoAsync(string path, CancellationToken cancellationToken) =>
        (await caller.CallAsync(
            "getFileInfo", new GetFileInfoRequestProto { Src = path }, GetFileInfoResponseProto.Parser,
            cancellationToken).ConfigureAwait(false)).Fs;

    internal async Task<LocatedBlocksProto> GetBlockLocationsAsync(
        string path, long offset, long length, CancellationToken cancellationToken)
    {
        var request = new GetBlockLocationsRequestProto { Src = path, Offset = (ulong)offset, Length = (ulong)length };
        var response = await caller.CallAsync(
            "getBlockLocations", request, GetBlockLocationsResponseProto.Parser, cancellationToken).ConfigureAwait(false);
        return response.Locations ?? throw new FileNotFoundException($"File does not exist: {path}", path);
    }

    internal async Task<HdfsFileStatusProto> CreateAsync(CreateRequestProto request, CancellationToken cancellationToken) =>
        (await caller.CallAsync("create", request, CreateResponseProto.Parser, cancellationToken).ConfigureAwait(false)).Fs
        ?? throw new EnvironmentException($"The NameNode created {request.Src} but did not describe it.");

    internal Task<AppendResponseProto> AppendAsync(string path, bool newBlock, CancellationToken cancellationToken)
    {
        var flags = (uint)CreateFlagProto.Append | (newBlock ? (uint)CreateFlagProto.NewBlock : 0);
        var request = new AppendRequestProto { Src = path, ClientName = clientName, Flag = flags };
        return caller.CallAsync("append", request, AppendResponseProto.Parser, cancellationToken);
    }

    internal async Task<LocatedBlockProto> AddBlockAsync(
        string path, long fileId, ExtendedBlockProto? previous, IEnumerable<DatanodeInfoProto> excluded,
        CancellationToken cancellationToken)
    {
        var request = new AddBlockRequestProto { Src = path, ClientName = clientName, Previous = previous, FileId = (ulong)fileId };
        request.ExcludeNodes.AddRange(excluded);
        return (await caller.CallAsync("addBlock", request, AddBlockResponseProto.Parser, cancellationToken).ConfigureAwait(false)).Block;
    }

    internal Task AbandonBlockAsync(string path, long fileId, ExtendedBlockProto block, CancellationToken cancellationToken)
    {
        var request = new AbandonBlockRequestProto { Src = path, B = block, Holder = clientName, FileId = (ulong)fileId };
        return caller.CallAsync("abandonBlock", request, AbandonBlockResponseProto.Parser, cancellationToken);
    }

    internal async Task<bool> CompleteAsync(string path, long fileId, ExtendedBlockProto? last, CancellationToken cancellationToken)
    {
        var request = new CompleteRequestProto { Src = path, ClientName = clientName, Last = last, FileId = (ulong)fileId };
        return (await caller.CallAsync("complete", request, CompleteResponseProto.Parser, cancellationToken).ConfigureAwait(false)).Result;
    }

    /// <param name="path">Of the file.</param>
    /// <param name="fileId">Of the file.</param>
    /// <param name="lastBlockLength">Makes this length known; -1 leaves it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal Task FsyncAsync(string path, long fileId, long lastBlockLength, CancellationToken cancellationToken)
    {
        var request = new FsyncRequestProto { Src = path, Client = clientName, LastBlockLength = lastBlockLength, FileId = (ulong)fileId };
        return caller.CallAsync("fsync", request, FsyncResponseProto.Parser, cancellationToken);
    }

    internal async Task<LocatedBlockProto> UpdateBlockForPipelineAsync(ExtendedBlockProto block, CancellationToken cancellationToken)
    {
        var request = new UpdateBlockForPipelineRequestProto { Block = block, ClientName = clientName };
        return (await caller.CallAsync(
            "updateBlockForPipeline", request, UpdateBlockForPipelineResponseProto.Parser, cancellationToken).ConfigureAwait(false)).Block;
    }

    internal Task UpdatePipelineAsync(
        ExtendedBlockProto oldBlock, ExtendedBlockProto newBlock, IEnumerable<DatanodeIDProto> nodes, IEnumerable<string> storageIds,
        CancellationToken cancellationToken)
    {
        var request = new UpdatePipelineRequestProto { ClientName = clientName, OldBlock = oldBlock, NewBlock = newBlock };
        request.NewNodes.AddRange(nodes);
        request.StorageIDs.AddRange(storageIds);
        return caller.CallAsync("updatePipeline", request, UpdatePipelineResponseProto.Parser, cancellationToken);
    }

    internal async Task<LocatedBlockProto> GetAdditionalDatanodeAsync(
        GetAdditionalDatanodeRequestProto request, CancellationToken cancellationToken) =>
        (await caller.CallAsync(
            "getAdditionalDatanode", request, GetAdditionalDatanodeResponseProto.Parser, cancellationToken).ConfigureAwait(false)).Block;

    internal Task RenewLeaseAsync(CancellationToken cancellationToken) =>
        caller.CallAsync(
            "renewLease", new RenewLeaseRequestProto { ClientName = clientName }, RenewLeaseResponseProto.Parser, cancellationToken);

    internal Task ReportBadBlockAsync(
        ExtendedBlockProto block, DatanodeInfoProto node, string? storageId, CancellationToken cancellationToken)
    {
        var bad = new LocatedBlockProto { B = block, Offset = 0, Corrupt = false, BlockToken = TokenProto.Empty() };
        bad.Locs.Add(node);
        if (storageId is not null)
        {
            bad.StorageIDs.Add(storageId);
        }

        var request = new ReportBadBlocksRequestProto();
        request.Blocks.Add(bad);
        return caller.CallAsync("reportBadBlocks", request, ReportBadBlocksResponseProto.Parser, cancellationToken);
    }
}
