using Hathi.Hdfs.Core.Model;
using Hathi.Simulation.Tests.Hdfs.DataNode;
using Hathi.Simulation.Tests.Hdfs.NameNode;
using Hathi.Simulation.Tests.Kit.Runtime;

namespace Hathi.Simulation.Tests.Hdfs.Client;

/// <summary>Pipelines: made for a new block, rebuilt when a node fails (DataStreamer.setupPipelineForAppendOrRecovery).</summary>
internal sealed partial class FileWriter
{
    private const int SetupTimeout = 2_400;
    private const int BlockAttempts = 4;
    private const int Replacements = 3;

    // A pipeline is there when it returns.
    private async Task OpenBlockAsync()
    {
        if (_pipeline is not null)
        {
            return;
        }

        if (_block is null)
        {
            await AllocateAsync().ConfigureAwait(false);
        }
        else if (_block.Nodes.Count == 0)
        {
            throw new WriteFailedException($"no live node holds the last block of {Path}");
        }
        else
        {
            await RebuildAsync(_block, -1).ConfigureAwait(false);
        }
    }

    private async Task AllocateAsync()
    {
        for (var attempt = 0; ; attempt++)
        {
            var located = await AddBlockAsync().ConfigureAwait(false);
            if (_previous is { } committed)
            {
                Promise(committed);
            }

            var block = new BlockInProgress(located, isAppend: false);
            var bad = await ConnectAsync(block, WriteStage.Create, 0).ConfigureAwait(false);
            if (bad < 0)
            {
                _block = block;
                block.HasStreamed = true;
                Begin(block.Id, 0);
                return;
            }

            _excluded.Add(block.Nodes[bad].Node.Id.Uuid);
            await _calls.AbandonAsync(Path, _fileId, block.AsAcknowledged()).ConfigureAwait(false);
            if (attempt == BlockAttempts)
            {
                throw new WriteFailedException($"unable to create a new block of {Path}");
            }
        }
    }

    private async Task<LocatedBlock> AddBlockAsync()
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await _calls.AddBlockAsync(Path, _fileId, _previous, _excluded).ConfigureAwait(false);
            }
            catch (HdfsFault e) when (e.Error == HdfsError.NotReplicatedYet && attempt < 8)
            {
                await _client.Delay(100 << Math.Min(attempt, 5));
            }
            catch (HdfsFault e) when (e.Error == HdfsError.Io && _excluded.Count > 0)
            {
                _excluded.Clear(); // Nodes are excluded for a while only.
                await _client.Delay(500);
            }
        }
    }

    private async Task RecoverAsync(int fault)
    {
        var block = _block!;
        DropPipeline();
        if (++_recoveries > MaxRecoveries)
        {
            throw new WriteFailedException($"the pipeline of block {block.Id} was rebuilt {MaxRecoveries} times without success");
        }

        _client.Cluster.World.Report.Add("pipelines rebuilt", 1);
        await RebuildAsync(block, fault).ConfigureAwait(false);
        if (block.IsClosing)
        {
            // The nodes have closed the block while they were connected.
            _unacknowledged.Clear();
            DropPipeline();
            return;
        }

        foreach (var packet in _unacknowledged)
        {
            _pipeline!.Send(packet);
        }
    }

    private async Task RebuildAsync(BlockInProgress block, int fault)
    {
        var recovery = fault >= 0;
        while (true)
        {
            if (fault >= 0)
            {
                Remove(block, fault);
            }

            if (recovery)
            {
                await ReplaceIfWantedAsync(block).ConfigureAwait(false);
            }

            var stamp = await _calls.NewStampAsync(block.AsAcknowledged()).ConfigureAwait(false);
            var stage = block.IsClosing ? WriteStage.CloseRecovery
                : block.HasStreamed ? WriteStage.StreamingRecovery
                : recovery ? WriteStage.AppendRecovery
                : WriteStage.Append;
            fault = await ConnectAsync(block, stage, stamp).ConfigureAwait(false);
            if (fault < 0)
            {
                var old = block.AsAcknowledged();
                block.Stamp = stamp;
                await _calls.UpdatePipelineAsync(old, block.AsAcknowledged(), block.Nodes).ConfigureAwait(false);
                block.HasStreamed = true;
                return;
            }

            recovery = true;
        }
    }

    private static void Remove(BlockInProgress block, int fault)
    {
        if (block.Nodes.Count <= 1)
        {
            throw new WriteFailedException($"all nodes of block {block.Id} are bad");
        }

        block.Failed.Add(block.Nodes[fault].Node.Id.Uuid);
        block.Nodes = block.Nodes.Where((_, i) => i != fault).ToList();
    }

    private async Task ReplaceIfWantedAsync(BlockInProgress block)
    {
        var wanted = block.Nodes.Count < _replication
            && _replication >= 3
            && (block.Nodes.Count <= _replication / 2 || block.IsAppend || _flushed);
        if (!wanted || block.IsClosing)
        {
            return;
        }

        var excluded = new HashSet<string>(block.Failed);
        for (var attempt = 0; attempt < Replacements; attempt++)
        {
            IReadOnlyList<ReplicaLocation> nodes;
            try
            {
                nodes = await _calls.OneMoreNodeAsync(Path, _fileId, block.AsAcknowledged(), block.Nodes, excluded).ConfigureAwait(false);
            }
            catch (HdfsFault e) when (e.Error == HdfsError.UnregisteredNode)
            {
                break;
            }

            if (nodes.Count != block.Nodes.Count + 1)
            {
                break; // Nobody is left to ask: go on with fewer (best effort).
            }

            var added = nodes[^1];
            if (await TransferAsync(block, block.Nodes[attempt % block.Nodes.Count], added).ConfigureAwait(false))
            {
                block.Nodes = nodes;
                _client.Cluster.World.Report.Add("nodes replaced in pipelines", 1);
                return;
            }

            excluded.Add(added.Node.Id.Uuid);
        }
    }

    private async Task<bool> TransferAsync(BlockInProgress block, ReplicaLocation source, ReplicaLocation target)
    {
        var connection = _client.Wire.Open(source.Node.Id.HostName);
        try
        {
            connection.Send(new TransferBlock(block.AsAcknowledged(), _calls.Holder, target));
            return ((TransferReply)await connection.Receive(SetupTimeout)).Done;
        }
        catch (ConnectionLostException)
        {
            return false;
        }
        finally
        {
            connection.Close();
        }
    }

    // The place of the node at fault; below zero: the pipeline is there.
    private async Task<int> ConnectAsync(BlockInProgress block, WriteStage stage, long stamp)
    {
        var connection = _client.Wire.Open(block.Nodes[0].Node.Id.HostName);
        connection.Send(new WriteBlock(
            new Block(block.Id, _blockSize, block.Stamp),
            stage,
            _calls.Holder,
            "",
            block.Nodes.Skip(1).ToList(),
            stamp,
            block.Acknowledged,
            block.Position));
        try
        {
            var reply = (WriteReply)await connection.Receive(SetupTimeout);
            if (reply.Bad is null)
            {
                _pipeline = connection;
                _newPipeline = true;
                return -1;
            }

            connection.Close();
            return Math.Max(0, block.Nodes.ToList().FindIndex(n => n.Node.Id.HostName == reply.Bad));
        }
        catch (ConnectionLostException)
        {
            connection.Close();
            return 0;
        }
    }
}
