using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Operations;
using Hathi.Simulation.Tests.Hdfs.DataNode;
using Hathi.Simulation.Tests.Kit.Runtime;

namespace Hathi.Simulation.Tests.Hdfs.Client;

/// <summary>
/// Reads a file as the real client does: the nearest replica, the next one when it fails, damaged ones told on. Every byte is checked.
/// </summary>
internal sealed class FileReader(HdfsClientActor client)
{
    private const int Timeout = 1_200;
    private readonly Checks.Contents _contents = client.Cluster.Contents;

    /// <summary>Reads all that can be seen of a file.</summary>
    /// <returns>False: a block had no replica that answered.</returns>
    public async Task<bool> ReadAsync(string path)
    {
        var since = _contents.Micros;
        var file = await client.Calls.LocateAsync(path).ConfigureAwait(false);
        var whole = true;
        foreach (var block in file.Blocks)
        {
            var isLast = block.Block.Id == file.LastBlock?.Block.Id;
            whole &= isLast && !file.LastBlockComplete
                ? await ReadOpenAsync(block, since).ConfigureAwait(false)
                : await ReadBlockAsync(block, block.Block.Length, since).ConfigureAwait(false);
        }

        client.Cluster.World.Report.Add(whole ? "files read" : "reads without a replica", 1);
        return whole;
    }

    // A block that is being written: a node says how much of it can be seen, and that is at least what was promised before
    // the reader asked where.
    private async Task<bool> ReadOpenAsync(LocatedBlock block, long since)
    {
        var promised = _contents.Find(block.Block.Id)?.PromisedBefore(since) ?? 0;
        foreach (var location in block.Locations)
        {
            if (await AskAsync(
                location, new GetVisibleLength(block.Block)).ConfigureAwait(false) is VisibleLengthReply { Length: >= 0 } visible)
            {
                var content = _contents.Find(block.Block.Id);
                client.Cluster.World.Check(
                    visible.Length >= promised || content!.MayBeLost || _contents.Get(block.Block.Id).Damages > 0,
                    $"{location.Node.Id.HostName} shows {visible.Length} bytes of block {block.Block}, {promised} were promised");
                return visible.Length == 0 || await ReadBlockAsync(block, visible.Length, since).ConfigureAwait(false);
            }
        }

        return false;
    }

    private async Task<bool> ReadBlockAsync(LocatedBlock block, long length, long since)
    {
        foreach (var location in block.Locations)
        {
            if (await AskAsync(
                location, new ReadBlock(block.Block, 0, length)).ConfigureAwait(false) is not ReadReply { Bytes: not null } reply)
            {
                client.Cluster.World.Report.Add("reads that went on to the next replica", 1);
                continue;
            }

            if (!reply.IsSound)
            {
                client.Cluster.World.Report.Add("rot found by readers", 1);
                await ReportAsync(block, location).ConfigureAwait(false);
                continue;
            }

            client.Cluster.World.Check(
                reply.Bytes.Length == length, $"{length} bytes of block {block.Block} were read, {reply.Bytes.Length} came");
            _contents.CheckRead(block.Block.Id, 0, reply.Bytes, since, client.Name);
            return true;
        }

        return false;
    }

    private async Task<object?> AskAsync(ReplicaLocation location, object request)
    {
        var connection = client.Wire.Open(location.Node.Id.HostName);
        try
        {
            connection.Send(request);
            return await connection.Receive(Timeout);
        }
        catch (ConnectionLostException)
        {
            return null;
        }
        finally
        {
            connection.Close();
        }
    }

    // As the library does: whatever comes of it, the read goes on. A NameNode that has restarted may not know the node yet.
    private async Task ReportAsync(LocatedBlock block, ReplicaLocation location)
    {
        try
        {
            await client.Calls.AskAsync(new ReportBadBlocksRequest
            {
                Caller = client.Calls.Caller,
                Replicas = [new BadReplica(block.Block, location.Node.Id.Uuid, location.StorageId, location.Node.Id.Address)],
            }).ConfigureAwait(false);
        }
        catch (HdfsFault fault) when (fault.Error == HdfsError.Io)
        {
            client.Cluster.World.Report.Add("reports of rot on nodes that nobody knew", 1);
        }
    }
}
