using System.Net;
using System.Net.NetworkInformation;
using Hathi.Base;
using Hathi.Hadoop.Rpc.Protocol;
using Hathi.Hdfs.Client.Transfer;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.DataTransfer;
using Stage = Hathi.Hdfs.Protocol.OpWriteBlockProto.Types.BlockConstructionStage;

namespace Hathi.Hdfs.Client.Writing;

/// <summary>
/// Sets the pipeline of a block up again: after a fault, without the node at fault and perhaps with another in its place, or to append. The
/// block gets a new generation stamp, so that a node which was left out cannot come back with old data. Used by the streamer only. Source:
/// Apache <c>DataStreamer.setupPipelineForAppendOrRecovery</c>, <c>ReplaceDatanodeOnFailure</c>.
/// </summary>
internal sealed class PipelineRebuild(HdfsClient client, string path, HdfsFileStatusProto file, ChunkChecksum checksum)
{
    /// <summary>Other nodes tried when one cannot take the replica over.</summary>
    private const int MaxReplacements = 3;

    /// <summary>Replication from which the default policy replaces nodes.</summary>
    private const int ReplicationToProtect = 3;

    /// <summary>How often a restarting node is tried.</summary>
    private static readonly TimeSpan RestartPause = TimeSpan.FromSeconds(4);

    /// <summary>A node that copies a replica to a new one answers when it is done: so much longer for each 12.8 MB.</summary>
    private const int BytesPerExtraTimeout = 200 * (64 << 10);

    /// <summary>Data of this file was flushed: readers count on it, so lost nodes are replaced earlier.</summary>
    internal bool IsFlushed { get; set; }

    /// <param name="block">The block; its nodes change.</param>
    /// <param name="fault">What happened; null to append.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A connection that takes packets, or, for a block that was closing, one whose nodes have closed it.</returns>
    /// <exception cref="IOException">No node is left, or the NameNode refuses.</exception>
    internal async Task<DataNodeConnection> RebuildAsync(BlockInProgress block, PipelineFault? fault, CancellationToken cancellationToken)
    {
        if (block.Nodes.Count == 0)
        {
            throw new EnvironmentException(
                $"No live DataNode holds the last block {block.Name} of {path}; it cannot be appended to before one is back.");
        }

        var recovery = fault is not null;
        var restartDeadline = 0L;
        while (true)
        {
            if (fault is { IsRestarting: true } && IsWorthWaitingFor(block, fault.Node) && NotYet(ref restartDeadline))
            {
                client.Warn($"{fault.Cause.Message} Waiting for DataNode {block.Nodes[fault.Node].Name} to come back.");
                await Task.Delay(
                    Shorter(RestartPause, client.Options.DataNodeRestartTimeout), client.Time, cancellationToken).ConfigureAwait(false);
            }
            else if (fault is not null)
            {
                Remove(block, fault);
                client.Warn($"{fault.Cause.Message} Rebuilding the pipeline of {block.Name} with "
                    + $"{string.Join(", ", block.Nodes.Select(n => n.Name))}.");
                restartDeadline = 0;
            }

            await ReplaceIfWantedAsync(block, recovery, cancellationToken).ConfigureAwait(false);
            var renewed = await client.NameNode.UpdateBlockForPipelineAsync(
                block.AsAcknowledged(), cancellationToken).ConfigureAwait(false);
            block.Token = renewed.BlockToken;
            try
            {
                var stamp = renewed.B.GenerationStamp;
                var connection = await Pipeline.ConnectAsync(
                    client, block, checksum, StageOf(block, recovery), stamp, (long)file.Blocksize,
                    cancellationToken).ConfigureAwait(false);
                return await AnnounceAsync(block, stamp, connection, cancellationToken).ConfigureAwait(false);
            }
            catch (PipelineSetupException e)
            {
                // While a node restarts it does not answer: that is no other fault.
                fault = e.Fault.Node == fault?.Node && restartDeadline > 0 ? fault : e.Fault;
                recovery = true;
            }
        }
    }

    private bool NotYet(ref long deadline)
    {
        var now = client.Time.Milliseconds();
        deadline = deadline == 0 ? now + (long)client.Options.DataNodeRestartTimeout.TotalMilliseconds : deadline;
        return now < deadline;
    }

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static Stage StageOf(BlockInProgress block, bool recovery) => block switch
    {
        { IsClosing: true } => Stage.PipelineCloseRecovery,
        { HasStreamed: true } => Stage.PipelineSetupStreamingRecovery,
        _ => recovery ? Stage.PipelineSetupAppendRecovery : Stage.PipelineSetupAppend,
    };

    private async Task<DataNodeConnection> AnnounceAsync(
        BlockInProgress block, ulong stamp, DataNodeConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            var old = block.AsAcknowledged();
            block.Renew(stamp);
            await client.NameNode.UpdatePipelineAsync(
                old, block.AsAcknowledged(), block.Nodes.Select(n => n.Info.Id), block.Nodes.Select(n => n.StorageId),
                cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void Remove(BlockInProgress block, PipelineFault fault)
    {
        if (block.Nodes.Count <= 1)
        {
            throw new EnvironmentException(
                $"All DataNodes of {block.Name} are bad, the last one {block.Nodes[0].Name}: {fault.Cause.Message}", fault.Cause);
        }

        block.Failed.Add(block.Nodes[fault.Node].Info);
        block.Nodes = [.. block.Nodes.Where((_, i) => i != fault.Node)];
    }

    /// <summary>A restart is waited for when the node is the only one, or on this machine.</summary>
    private static bool IsWorthWaitingFor(BlockInProgress block, int node) =>
        block.Nodes.Count == 1 || IsLocal(block.Nodes[node].Info.Id.IpAddr);

    private static bool IsLocal(string address) => IPAddress.TryParse(address, out var ip)
        && (IPAddress.IsLoopback(ip)
            || NetworkInterface.GetAllNetworkInterfaces().Any(n => n.GetIPProperties().UnicastAddresses.Any(a => a.Address.Equals(ip))));

    private async Task ReplaceIfWantedAsync(BlockInProgress block, bool recovery, CancellationToken cancellationToken)
    {
        if (!recovery || !WantsReplacement(block))
        {
            return;
        }

        try
        {
            await ReplaceAsync(block, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException e) when (client.Options.ReplaceNodeBestEffort
            || (client.Options.ReplaceNodeMinReplication > 0 && block.Nodes.Count >= client.Options.ReplaceNodeMinReplication))
        {
            client.Warn($"{e.Message} Going on with {block.Nodes.Count} DataNodes.");

            // The user prefers fewer replicas to a failed write; the NameNode adds the missing ones when the block is complete.
        }
    }

    private bool WantsReplacement(BlockInProgress block)
    {
        var wanted = (int)file.BlockReplication;
        return block.Nodes.Count < wanted && client.Options.ReplaceNode switch
        {
            ReplaceNodePolicy.Always => true,
            ReplaceNodePolicy.Default => wanted >= ReplicationToProtect && (block.Nodes.Count <= wanted / 2 || block.IsAppend || IsFlushed),
            _ => false,
        };
    }

    private async Task ReplaceAsync(BlockInProgress block, CancellationToken cancellationToken)
    {
        var excluded = new List<DatanodeInfoProto>(block.Failed);
        for (var tried = 0; ; tried++)
        {
            var request = new GetAdditionalDatanodeRequestProto
            {
                Src = path,
                FileId = file.FileId,
                Blk = block.AsAcknowledged(),
                NumAdditionalNodes = 1,
                ClientName = client.ClientName,
            };
            request.Existings.AddRange(block.Nodes.Select(n => n.Info));
            request.ExistingStorageUuids.AddRange(block.Nodes.Select(n => n.StorageId));
            request.Excludes.AddRange(excluded);
            var answer = await client.NameNode.GetAdditionalDatanodeAsync(request, cancellationToken).ConfigureAwait(false);
            var added = FindAdded(block, PipelineNode.Of(answer));
            try
            {
                await TransferAsync(
                    block, block.Nodes[tried % block.Nodes.Count], added, answer.BlockToken, cancellationToken).ConfigureAwait(false);
                block.Nodes = PipelineNode.Of(answer);
                return;
            }
            catch (DataNodeException e) when (tried + 1 < MaxReplacements)
            {
                client.Warn($"{e.Message} Trying another DataNode in place of {added.Name}.");
                excluded.Add(added.Info);
            }
        }
    }

    private static PipelineNode FindAdded(BlockInProgress block, List<PipelineNode> nodes) =>
        nodes.Count == block.Nodes.Count + 1
            ? nodes.First(n => block.Nodes.All(old => old.Info.Id.DatanodeUuid != n.Info.Id.DatanodeUuid))
            : throw new EnvironmentException(
                $"Failed to replace a bad DataNode of {block.Name}: no good one is left to try besides "
                + $"{string.Join(", ", block.Nodes.Select(n => n.Name))} (failed: "
                + $"{string.Join(", ", block.Failed.Select(f => DataNodeAddress.Name(f.Id)))}). Start more DataNodes, "
                + "or set dfs.client.block.write.replace-datanode-on-failure.policy to NEVER to go on with fewer.");

    private async Task TransferAsync(
        BlockInProgress block, PipelineNode source, PipelineNode target, TokenProto token, CancellationToken cancellationToken)
    {
        var options = client.Options;
        var timeout = options.SocketTimeout * (2 + (block.BytesSent / BytesPerExtraTimeout));
        using var connection = await DataNodeConnection.OpenAsync(
            client, source.Info.Id, timeout, options.WriteTimeout, cancellationToken).ConfigureAwait(false);
        var request = new OpTransferBlockProto
        {
            Header = new ClientOperationHeaderProto
            {
                BaseHeader = new BaseHeaderProto { Block = block.AsAcknowledged(), Token = token },
                ClientName = client.ClientName,
            },
        };
        request.Targets.Add(target.Info);
        request.TargetStorageTypes.Add(target.StorageType);
        request.TargetStorageIds.Add(target.StorageId);
        await connection.SendOperationAsync(DataTransferOp.TransferBlock, request, cancellationToken).ConfigureAwait(false);
        await connection.ReadResponseAsync($"copy {block.Name} to {target.Name}", cancellationToken).ConfigureAwait(false);
    }
}
