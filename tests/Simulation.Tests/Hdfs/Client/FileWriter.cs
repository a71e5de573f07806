using Hathi.Hdfs.Core.Model;
using Hathi.Simulation.Tests.Hdfs.Checks;
using Hathi.Simulation.Tests.Hdfs.DataNode;
using Hathi.Simulation.Tests.Kit.Runtime;

namespace Hathi.Simulation.Tests.Hdfs.Client;

/// <summary>
/// A file that a client writes, as the real client does it: packets down a pipeline that is rebuilt when a node of it fails.
/// </summary>
internal sealed partial class FileWriter
{
    private const int PacketBytes = 40;
    private const int Window = 4;
    private const int AckTimeout = 2_400;
    private const int MaxRecoveries = 5;
    private readonly ClientActor _client;
    private readonly ClientCalls _calls;
    private readonly Contents _contents;
    private readonly long _fileId;
    private readonly long _blockSize;
    private readonly short _replication;
    private readonly Queue<Packet> _unacknowledged = new();
    private readonly HashSet<string> _excluded = [];
    private Connection? _pipeline;
    private BlockInProgress? _block;
    private BlockContent? _content;
    private Block? _previous;
    private ulong _salt;
    private bool _newPipeline;
    private bool _flushed;
    private int _packets;
    private int _recoveries;

    private FileWriter(ClientActor client, string path, FileStatus file)
    {
        _client = client;
        _calls = client.Calls;
        _contents = client.Cluster.Contents;
        Path = path;
        _fileId = file.InodeId;
        _blockSize = file.BlockSize;
        _replication = file.Replication;
        _salt = (ulong)client.Cluster.NextId() << 32;
    }

    public string Path { get; }

    /// <summary>The file's inode.</summary>
    public long FileId => _fileId;

    /// <summary>It cannot go on.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>The same client has opened the file again.</summary>
    public void GiveUp()
    {
        IsBroken = true;
        DropPipeline();
    }

    public static async Task<FileWriter> CreateAsync(
        ClientActor client, string path, short replication, bool overwrite, bool createParent) =>
        new(client, path, await client.Calls.CreateAsync(path, replication, overwrite, createParent).ConfigureAwait(false));

    public static async Task<FileWriter> AppendAsync(ClientActor client, string path, bool newBlock)
    {
        var result = await client.Calls.AppendAsync(path, newBlock).ConfigureAwait(false);
        var writer = new FileWriter(client, path, result.Status);
        if (result.LastBlock is { } last && !newBlock)
        {
            writer.Continue(last);
        }
        else
        {
            writer._previous = result.LastBlock?.Block;
        }

        return writer;
    }

    /// <summary>Writes so many bytes more and waits until the pipeline has taken them.</summary>
    public Task WriteAsync(int count) => UnlessBroken(async () =>
    {
        while (count > 0)
        {
            if (_block is { } full && full.Position == _blockSize)
            {
                await EndBlockAsync().ConfigureAwait(false);
            }

            await OpenBlockAsync().ConfigureAwait(false);
            var block = _block!;
            var n = (int)Math.Min(Math.Min(count, _client.Random.Next(1, PacketBytes + 1)), _blockSize - block.Position);
            await SendAsync(block, n).ConfigureAwait(false);
            count -= n;
            await WaitForAcksAsync(Window - 1).ConfigureAwait(false);
        }

        await WaitForAcksAsync(0).ConfigureAwait(false);
    });

    /// <summary>hflush: what was written can be read and survives.</summary>
    public Task FlushAsync() => UnlessBroken(async () =>
    {
        await WaitForAcksAsync(0).ConfigureAwait(false);
        if (_block is not { } block || _pipeline is null)
        {
            return;
        }

        if (_newPipeline)
        {
            _newPipeline = false;
            await _calls.FsyncAsync(Path, _fileId, block.Acknowledged).ConfigureAwait(false);
        }

        _flushed = true;
        Promise(block.AsAcknowledged());
        _client.Cluster.World.Report.Add("flushes promised", 1);
    });

    /// <summary>Ends the last block and closes the file.</summary>
    public Task CloseAsync() => UnlessBroken(async () =>
    {
        if (_block is { } block && (block.Position > 0 || !block.IsAppend))
        {
            await OpenBlockAsync().ConfigureAwait(false);
            await WaitForAcksAsync(0).ConfigureAwait(false);
            await EndBlockAsync().ConfigureAwait(false);
        }

        for (var attempt = 0; !await _calls.CompleteAsync(Path, _fileId, _previous).ConfigureAwait(false); attempt++)
        {
            if (attempt == 12)
            {
                throw new WriteFailedException($"{Path}: its last block is not reported by enough DataNodes");
            }

            await _client.Delay(100 << Math.Min(attempt, 5));
        }

        if (_previous is { } last)
        {
            Promise(last);
        }

        _client.Cluster.World.Report.Add("files written", 1);
    });

    private void Continue(LocatedBlock last)
    {
        _block = new BlockInProgress(last, isAppend: true);
        Begin(last.Block.Id, last.Block.Length);
    }

    private void Begin(long blockId, long start) => _content = _contents.Begin(blockId, start, _salt += 1 << 20, _replication);

    private async Task SendAsync(BlockInProgress block, int count)
    {
        var bytes = new byte[count];
        for (var i = 0; i < count; i++)
        {
            bytes[i] = _content![block.Position + i];
        }

        var packet = new Packet(_packets++, block.Position, bytes, false, true);
        block.Position += count;
        _content!.Sent = Math.Max(_content.Sent, block.Position);
        _unacknowledged.Enqueue(packet);
        _pipeline!.Send(packet);
        await Task.CompletedTask;
    }

    // An empty packet says that the block ends here; the NameNode hears of it with the next call.
    private async Task EndBlockAsync()
    {
        await WaitForAcksAsync(0).ConfigureAwait(false);
        await OpenBlockAsync().ConfigureAwait(false);
        var block = _block!;
        block.IsClosing = true;
        var packet = new Packet(_packets++, block.Position, [], true, true);
        _unacknowledged.Enqueue(packet);
        _pipeline!.Send(packet);
        await WaitForAcksAsync(0).ConfigureAwait(false);
        _previous = block.AsAcknowledged();
        _block = null;
        DropPipeline();
    }

    private void Promise(Block block) => _contents.Get(block.Id).Promise(block.Length, _contents.Micros);

    private async Task WaitForAcksAsync(int left)
    {
        while (_unacknowledged.Count > left)
        {
            var fault = await NextAckAsync().ConfigureAwait(false);
            if (fault >= 0)
            {
                await RecoverAsync(fault).ConfigureAwait(false);
            }
        }
    }

    // The place of the node at fault; below zero: there is none.
    private async Task<int> NextAckAsync()
    {
        var block = _block!;
        Ack ack;
        try
        {
            ack = (Ack)await _pipeline!.Receive(AckTimeout);
        }
        catch (ConnectionLostException e)
        {
            _client.Cluster.World.Note("pipeline", _client.Name, e.Message);
            return 0;
        }

        for (var i = ack.Replies.Count - 1; i >= 0; i--)
        {
            if (!ack.Replies[i])
            {
                return Math.Min(i, block.Nodes.Count - 1);
            }
        }

        var packet = _unacknowledged.Dequeue();
        _client.Cluster.World.Check(packet.Number == ack.Number, $"packet {ack.Number} is acknowledged, {packet.Number} was expected");
        block.Acknowledged = packet.End;
        _recoveries = 0;
        return -1;
    }

    private void DropPipeline()
    {
        _pipeline?.Close();
        _pipeline = null;
    }

    private async Task UnlessBroken(Func<Task> action)
    {
        if (IsBroken)
        {
            throw new WriteFailedException($"{Path} is given up already");
        }

        try
        {
            await action().ConfigureAwait(false);
        }
        catch
        {
            IsBroken = true;
            DropPipeline();
            throw;
        }
    }
}
