using Hathi.Base;
using Hathi.Hdfs.Client.Transfer;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.DataTransfer;
using Stage = Hathi.Hdfs.Protocol.OpWriteBlockProto.Types.BlockConstructionStage;

namespace Hathi.Hdfs.Client.Writing;

/// <summary>
/// The background half of a file being written: allocates blocks, sets pipelines up, sends packets, and rebuilds a pipeline after a fault.
/// One loop, the only one that touches pipelines. Runs until the window is closed and empty, or until writing fails, which the window then
/// says. Source: Apache <c>DataStreamer</c>.
/// </summary>
internal sealed class FileStreamer
{
    private readonly HdfsClient _client;
    private readonly HdfsFileStatusProto _file;
    private readonly WriteWindow _window;
    private readonly ChunkChecksum _checksum;
    private readonly BlockAllocator _allocator;
    private readonly PipelineRebuild _rebuild;
    private readonly CancellationTokenSource _end = new();
    private BlockInProgress? _block;
    private Pipeline? _pipeline;
    private ExtendedBlockProto? _last;
    private int _recoveries;
    private long _acknowledgedAtRecovery = -1;
    private int _newBlock;

    /// <param name="client">The client.</param>
    /// <param name="path">Of the file.</param>
    /// <param name="file">As create or append described it.</param>
    /// <param name="appendTo">The last block, when it has room; null for a new block.</param>
    /// <param name="last">The last block, when it is full.</param>
    /// <param name="window">The packets.</param>
    /// <param name="checksum">Of their chunks.</param>
    internal FileStreamer(
        HdfsClient client, string path, HdfsFileStatusProto file, LocatedBlockProto? appendTo, ExtendedBlockProto? last, WriteWindow window,
        ChunkChecksum checksum)
    {
        _client = client;
        _file = file;
        _window = window;
        _checksum = checksum;
        _last = last;
        _allocator = new BlockAllocator(client, path, (long)file.FileId);
        _rebuild = new PipelineRebuild(client, path, file, checksum);
        _block = appendTo is null ? null : new BlockInProgress(appendTo, isAppend: true);
        Completion = Task.Run(RunAsync);
    }

    /// <summary>Ends when the streamer has; never fails: <see cref="WriteWindow.Failure"/> tells.</summary>
    internal Task Completion { get; }

    /// <summary>The last block with its final length; null when the file has none. For after the end.</summary>
    internal ExtendedBlockProto? LastBlock => _last;

    /// <summary>How far all nodes have the block that is being written; -1 between blocks.</summary>
    internal long AcknowledgedInBlock => Volatile.Read(ref _block)?.Acknowledged ?? -1;

    /// <summary>Data was flushed: nodes that are lost from now on are replaced earlier.</summary>
    internal void MarkFlushed() => _rebuild.IsFlushed = true;

    /// <summary>Whether a block was begun since the last time this was asked: the NameNode has not made it durable yet.</summary>
    internal bool TakeNewBlock() => Interlocked.Exchange(ref _newBlock, 0) != 0;

    /// <summary>Ends at once; what is not acknowledged is lost.</summary>
    internal Task AbortAsync()
    {
        _end.Cancel();

        // It may be sending to a node that takes nothing, which a token does not end.
        Volatile.Read(ref _pipeline)?.Abort();
        _window.WakeStreamer();
        return Completion;
    }

    private async Task RunAsync()
    {
        try
        {
            while (!_end.IsCancellationRequested && await StepAsync().ConfigureAwait(false))
            {
                // each step does one thing and looks again
            }
        }
        catch (Exception e)
        {
            _window.Fail(e);
        }

        await DropPipelineAsync().ConfigureAwait(false);
    }

    /// <returns>False at the end.</returns>
    private async ValueTask<bool> StepAsync()
    {
        if (_pipeline?.Fault is { } fault)
        {
            await RecoverAsync(fault).ConfigureAwait(false);
        }
        else if (_block is { IsClosing: true } && _pipeline!.HasEnded)
        {
            await EndBlockAsync().ConfigureAwait(false);
        }
        else if (_block is { IsClosing: true } || _window.Next is not { } packet)
        {
            if (_block is not { IsClosing: true } && _window.IsClosed && _window.Next is null)
            {
                return false;
            }

            await WaitAsync().ConfigureAwait(false);
        }
        else if (_pipeline is null)
        {
            await OpenBlockAsync().ConfigureAwait(false);
        }
        else if (packet.IsLast && !_window.IsDrained())
        {
            await WaitAsync().ConfigureAwait(false);
        }
        else
        {
            _block!.IsClosing = packet.IsLast;
            _block.BytesSent = Math.Max(_block.BytesSent, packet.EndOffset);
            _window.MarkSent();
            await _pipeline.SendAsync(packet.Wire).ConfigureAwait(false);
        }

        return true;
    }

    private async ValueTask WaitAsync()
    {
        await _window.WaitForWorkAsync().ConfigureAwait(false);
        if (_pipeline is { Fault: null } pipeline)
        {
            await pipeline.SendHeartbeatIfDueAsync().ConfigureAwait(false);
        }
    }

    private async Task OpenBlockAsync()
    {
        var connection = _block is { IsAppend: true }
            ? await _rebuild.RebuildAsync(_block, null, _end.Token).ConfigureAwait(false)
            : await AllocateAsync().ConfigureAwait(false);
        _block!.HasStreamed = true;
        Volatile.Write(ref _pipeline, Pipeline.Start(connection, _block, _window, _client));
        Volatile.Write(ref _newBlock, 1);
    }

    private async Task<DataNodeConnection> AllocateAsync()
    {
        for (var attempt = 0; ; attempt++)
        {
            var block = new BlockInProgress(await _allocator.AllocateAsync(_last, _end.Token).ConfigureAwait(false), isAppend: false);
            try
            {
                var connection = await Pipeline.ConnectAsync(
                    _client, block, _checksum, Stage.PipelineSetupCreate, 0, (long)_file.Blocksize, _end.Token).ConfigureAwait(false);
                Volatile.Write(ref _block, block);
                return connection;
            }
            catch (PipelineSetupException e)
            {
                _client.Warn(
                    $"{e.Message} Abandoning {block.Name} and asking for another block without DataNode {block.Nodes[e.Fault.Node].Name}.");
                await _allocator.AbandonAsync(block, block.Nodes[e.Fault.Node].Info, _end.Token).ConfigureAwait(false);
                if (attempt >= _client.Options.BlockWriteRetries)
                {
                    throw new EnvironmentException(
                        $"Unable to create a new block of the file, after {attempt + 1} attempts: {e.Message}", e);
                }
            }
        }
    }

    private async Task RecoverAsync(PipelineFault fault)
    {
        var block = _block!;
        await DropPipelineAsync().ConfigureAwait(false);
        _window.Requeue();
        if (_window.LastAcknowledged > _acknowledgedAtRecovery)
        {
            _recoveries = 0;
            _acknowledgedAtRecovery = _window.LastAcknowledged;
        }

        if (!fault.IsRestarting && ++_recoveries > _client.Options.MaxPipelineRecoveries)
        {
            throw new EnvironmentException(
                $"Failing write. Rebuilt the pipeline of {block.Name} {_recoveries - 1} times without success, "
                + $"the last time because of: {fault.Cause.Message}",
                fault.Cause);
        }

        HdfsClientMetrics.PipelineRecoveries.Add(1);
        var connection = await _rebuild.RebuildAsync(block, fault, _end.Token).ConfigureAwait(false);
        Volatile.Write(ref _newBlock, 1);
        if (block.IsClosing)
        {
            // The nodes have closed the block while they were connected.
            connection.Dispose();
            _window.SettleEndOfBlock();
            FinishBlock(block);
        }
        else
        {
            Volatile.Write(ref _pipeline, Pipeline.Start(connection, block, _window, _client));
        }
    }

    private async Task EndBlockAsync()
    {
        if (_pipeline!.Fault is null)
        {
            await DropPipelineAsync().ConfigureAwait(false);
            FinishBlock(_block!);
        }
    }

    private void FinishBlock(BlockInProgress block)
    {
        HdfsClientMetrics.BytesWritten.Add(block.Acknowledged);
        _last = block.AsAcknowledged();
        Volatile.Write(ref _block, null);
    }

    private async Task DropPipelineAsync()
    {
        if (_pipeline is { } pipeline)
        {
            _pipeline = null;
            await pipeline.DisposeAsync().ConfigureAwait(false);
        }
    }
}
