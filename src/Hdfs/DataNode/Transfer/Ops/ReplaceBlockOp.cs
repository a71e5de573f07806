using System.Net;
using System.Net.Sockets;
using Hathi.Base;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.DataNode.Events;
using Hathi.Hdfs.DataNode.Mapping;
using Hathi.Hdfs.DataNode.Storage;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.DataTransfer;

namespace Hathi.Hdfs.DataNode.Transfer.Ops;

/// <summary>
/// REPLACE_BLOCK: a balancer has this node fetch a replica from another, in place of a third node's. Source: DataXceiver.replaceBlock.
/// </summary>
internal sealed class ReplaceBlockOp : IReplicaOwner
{
    /// <summary>Between two words of progress where the time-out of sockets, of which it is the half, is switched off.</summary>
    private const int ProgressMilliseconds = 30_000;

    private readonly TransferContext _context;
    private readonly Connection _peer;
    private readonly OpReplaceBlockProto _op;
    private readonly CancellationTokenSource _stopped;
    private long _lastReply;

    private ReplaceBlockOp(TransferContext context, Connection peer, OpReplaceBlockProto op)
    {
        _context = context;
        _peer = peer;
        _op = op;
        _lastReply = context.Time.Milliseconds();
        _stopped = CancellationTokenSource.CreateLinkedTokenSource(context.Ending);
    }

    /// <inheritdoc/>
    public IPAddress? Claimant => _peer.Remote.Address;

    internal static void Run(TransferContext context, Connection peer, OpReplaceBlockProto op)
    {
        if (!context.Moves.TryBegin())
        {
            peer.Reply(Status.Error, $"Not able to receive block {RequestBlocks.Id(op.Header.Block)} from {peer.Remote} because threads "
                + $"quota={context.Moves.MaxMoves} is exceeded.");
            return;
        }

        var replace = new ReplaceBlockOp(context, peer, op);
        try
        {
            replace.Serve();
            peer.Reply(Status.Success, null);
        }
        catch (Exception e) when (e is ReplicaFault or IOException or SocketException)
        {
            context.CheckDisk(e);
            context.Log.ReplaceFailed(RequestBlocks.Name(op.Header.Block), e.Message);
            peer.Reply(Status.Error, $"opReplaceBlock {RequestBlocks.Name(op.Header.Block)} received exception {e.Message}");
        }
        finally
        {
            replace._stopped.Dispose();
            context.Moves.End();
        }
    }

    /// <inheritdoc/>
    public void Stop() => OperationStop.Cancel(_stopped);

    private void Serve()
    {
        if (RequestNodes.IsSame(_op.Source, _context.Reports.Self))
        {
            throw new ReplicaFault(ReplicaError.Unsupported, "Moving a replica between the volumes of one DataNode is not supported.");
        }

        var (source, deleteHint) = (RequestNodes.Name(_op.Source), RequestTexts.DeleteHint(_op.DelHint));
        var asked = RequestBlocks.Local(_context.Store.BlockPoolId, _op.Header.Block);
        var block = asked with { Length = _context.Options.EstimatedBlockSize };
        var options = _context.Options;
        using var proxy = _context.Dialer.Connect(RequestNodes.TransferEndPoint(_op.Source), options.SocketTimeout, _stopped.Token);
        proxy.SetTimeouts(options.SocketTimeout, options.SocketWriteTimeout);
        proxy.Send(OpHeader.ToArray(DataTransferOp.CopyBlock, new OpCopyBlockProto { Header = _op.Header }));
        var reply = proxy.Read(BlockOpResponseProto.Parser);
        if (reply.Status != Status.Success)
        {
            throw new RefusedException($"{source} does not send blk_{block.Id}: {reply.Status} {reply.Message}");
        }

        if (reply.ReadOpChecksumInfo is not { } info)
        {
            throw new MalformedMessageException($"an answer of {source} that does not say how blk_{block.Id} is checked");
        }

        var checksum = ChunkChecksum.FromProto(info.Checksum);
        using var writer = _context.Store.CreateTemporary(block, isTransfer: false, checksum, this);
        try
        {
            Receive(proxy, writer, checksum);

            // Another replica is deleted for this one.
            _context.Store.Finish(writer, durable: true, deleteHint);
        }
        catch
        {
            _context.Store.Discard(writer);
            throw;
        }
    }

    private void Receive(Connection proxy, ReplicaWriter writer, ChunkChecksum checksum)
    {
        using var receiver = new BlockReceiver(_context, proxy, null, writer, new ReceiveRules
        {
            Checksum = checksum,
            SendsAcks = false,
            Throttle = _context.Moves,
            Stopped = _stopped.Token,
            AfterBatch = TellProgress,
        });
        receiver.Run();
    }

    // A throttled move takes long; the balancer is not to give up on it.
    private void TellProgress()
    {
        var timeout = _context.Options.SocketTimeout;
        if (_context.Time.Milliseconds() - _lastReply > (timeout == 0 ? ProgressMilliseconds : timeout / 2))
        {
            _peer.Reply(Status.InProgress, null);
            _lastReply = _context.Time.Milliseconds();
        }
    }
}
