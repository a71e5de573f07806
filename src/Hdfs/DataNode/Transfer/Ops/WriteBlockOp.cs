using System.Net;
using System.Net.Sockets;
using Hathi.Base;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.DataNode.Events;
using Hathi.Hdfs.DataNode.Mapping;
using Hathi.Hdfs.DataNode.Storage;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.DataTransfer;
using Stage = Hathi.Hdfs.Protocol.OpWriteBlockProto.Types.BlockConstructionStage;

namespace Hathi.Hdfs.DataNode.Transfer.Ops;

/// <summary>
/// WRITE_BLOCK: a client's pipeline in any of its stages, or a replica from another DataNode. One instance an operation, on the
/// operation's thread; <see cref="Stop"/> comes from others. Source: DataXceiver.writeBlock.
/// </summary>
internal sealed class WriteBlockOp : IReplicaOwner
{
    private readonly TransferContext _context;
    private readonly Connection _upstream;
    private readonly OpWriteBlockProto _op;
    private readonly bool _isClient;
    private readonly Stage _stage;
    private readonly int _targets;
    private readonly CancellationTokenSource _stopped;
    private Block _block;
    private ChunkChecksum _checksum;
    private Mirror? _mirror;
    private ReplicaWriter? _writer;

    private WriteBlockOp(TransferContext context, Connection upstream, OpWriteBlockProto op)
    {
        _context = context;
        _upstream = upstream;
        _op = op;
        _isClient = RequestTexts.IsClient(op.Header.ClientName);
        _stage = RequestNumbers.Stage(op.Stage);
        _targets = RequestTargets.Count(op.Targets);
        _stopped = CancellationTokenSource.CreateLinkedTokenSource(context.Ending);
    }

    /// <inheritdoc/>
    public IPAddress? Claimant => _upstream.Remote.Address;

    // As the NameNode, and so the client, knows this node: any other name would have the client blame the first node of the pipeline.
    private string OwnName => RequestNodes.Name(_context.Reports.Self);

    private bool IsTransfer => _stage is Stage.TransferRbw or Stage.TransferFinalized;

    // Of a copy that does not arrive whole nothing stays; what a client wrote is for its recovery.
    private bool IsCopy => !_isClient || IsTransfer;

    /// <summary>Serves one operation; the connection is used up by it.</summary>
    internal static void Run(TransferContext context, Connection upstream, OpWriteBlockProto op)
    {
        var write = new WriteBlockOp(context, upstream, op);
        try
        {
            write.Serve();
        }
        finally
        {
            write._mirror?.Dispose();
            write._writer?.Dispose();
            write._stopped.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Stop()
    {
        _upstream.Abort();
        OperationStop.Cancel(_stopped);
    }

    private void Serve()
    {
        if (!TryOpen())
        {
            return;
        }

        try
        {
            SetUpAndReceive();
        }
        catch (Exception e)
        {
            if (IsCopy && _writer is not null)
            {
                _context.Store.Discard(_writer);
            }

            _context.CheckDisk(e);
            throw;
        }
    }

    private void SetUpAndReceive()
    {
        var setUp = SetUpMirror();
        if (setUp is null)
        {
            return;
        }

        if (!IsCopy)
        {
            _upstream.Send(setUp);
        }

        if (_writer is not null)
        {
            Receive(_writer);
        }
    }

    private bool TryOpen()
    {
        try
        {
            Prepare();
            if (_isClient && _stage == Stage.PipelineCloseRecovery)
            {
                _context.Store.RecoverClose(_block, RequestNumbers.Long(_op.LatestGenerationStamp), RequestNumbers.Long(_op.MinBytesRcvd));
            }
            else
            {
                _writer = OpenWriter();
            }

            return true;
        }
        catch (Exception e) when (e is ReplicaFault or IOException)
        {
            _context.Log.WriteRefused(RequestBlocks.NameOfGeneration(_op.Header.BaseHeader.Block), _stage, _upstream.Remote, e.Message);
            _context.CheckDisk(e);
            if (IsCopy)
            {
                _upstream.Reply(Status.Error, e.Message);
            }
            else
            {
                _upstream.Send(new BlockOpResponseProto { Status = Status.Error, FirstBadLink = OwnName, Message = e.Message });
            }

            return false;
        }
    }

    // Everything that can be wrong with the request is, before there is a replica.
    private void Prepare()
    {
        var block = RequestBlocks.Local(_context.Store.BlockPoolId, _op.Header.BaseHeader.Block);
        _block = block.Length == 0 ? block with { Length = _context.Options.EstimatedBlockSize } : block;
        _checksum = ChunkChecksum.FromProto(_op.RequestedChecksum);
        _ = RequestTexts.ClientName(_op.Header.ClientName);
        RequestTargets.Check(_op);
        if (IsTransfer && _targets > 0)
        {
            throw new RefusedException($"{_stage} does not support multiple targets");
        }
    }

    private ReplicaWriter OpenWriter()
    {
        var store = _context.Store;
        var newGeneration = RequestNumbers.NotNegative("generation stamp", _op.LatestGenerationStamp);
        if (IsCopy)
        {
            return store.CreateTemporary(_block, IsTransfer, _checksum, this);
        }

        var writer = _stage switch
        {
            Stage.PipelineSetupCreate => store.Create(_block, newGeneration, _checksum, this),
            Stage.PipelineSetupAppend => store.OpenToAppend(_block, newGeneration, RequestNumbers.Long(_op.MinBytesRcvd), this),
            Stage.PipelineSetupAppendRecovery => store.RecoverAppend(_block, newGeneration, RequestNumbers.Long(_op.MinBytesRcvd), this),
            Stage.PipelineSetupStreamingRecovery =>
                store.RecoverRbw(_block, newGeneration, RequestNumbers.Long(_op.MinBytesRcvd), RequestNumbers.Long(_op.MaxBytesRcvd), this),
            _ => throw new RefusedException($"Unsupported stage {_stage} while receiving block blk_{_block.Id} from {_upstream.Remote}"),
        };
        if (_stage != Stage.PipelineSetupStreamingRecovery)
        {
            _context.Reports.Receiving(writer.Volume, new Block(_block.Id, writer.BytesOnDisk, writer.Replica.GenerationStamp));
        }

        return writer;
    }

    // The answer for the writer; null: it has been told that the next node cannot be reached.
    private BlockOpResponseProto? SetUpMirror()
    {
        if (_targets == 0)
        {
            return new BlockOpResponseProto { Status = Status.Success, FirstBadLink = "" };
        }

        var next = RequestTargets.First(_op.Targets);
        var name = RequestNodes.Name(next);
        Connection? connection = null;
        try
        {
            var options = _context.Options;
            var readTimeout = options.ReadTimeoutFor(_targets);
            connection = _context.Dialer.Connect(RequestNodes.TransferEndPoint(next), readTimeout, _stopped.Token);
            connection.SetTimeouts(readTimeout, options.WriteTimeoutFor(_targets));
            _mirror = new Mirror(connection, name, readTimeout, _targets, _context.Time);
            connection.Send(OpHeader.ToArray(DataTransferOp.WriteBlock, RequestTargets.ForNext(_op)));
            return _isClient
                ? Named(connection.Read(BlockOpResponseProto.Parser), name)
                : new BlockOpResponseProto { Status = Status.Success };
        }
        catch (Exception e) when (e is SocketException or EndOfStreamException or MalformedMessageException)
        {
            _context.Log.NextNotReached(_block.Id, name, e.Message);
            _mirror?.Dispose();
            _mirror = null;
            connection?.Dispose();
            if (!_isClient)
            {
                return new BlockOpResponseProto { Status = Status.Success }; // Goes on without it, as Apache does.
            }

            var bad = e is SocketException { SocketErrorCode: var error } && IsOwnFault(error) ? OwnName : name;
            _upstream.Send(new BlockOpResponseProto
            {
                Status = Status.Error, FirstBadLink = bad, Message = $"{_upstream.Local} cannot reach the next DataNode {name}: {e.Message}"
            });
            return null;
        }
    }

    // A node that refuses without a name means itself.
    private static BlockOpResponseProto Named(BlockOpResponseProto answer, string next)
    {
        if (answer.Status != Status.Success && answer.FirstBadLink.Length == 0)
        {
            answer.FirstBadLink = next;
        }

        return answer;
    }

    // No connection leaves this node: nothing is said of the next one.
    private static bool IsOwnFault(SocketError error) => error is SocketError.TooManyOpenSockets or SocketError.ProcessLimit
        or SocketError.OperationAborted or SocketError.NoBufferSpaceAvailable or SocketError.AddressNotAvailable
        or SocketError.AddressAlreadyInUse;

    private void Receive(ReplicaWriter writer)
    {
        var rules = new ReceiveRules
        {
            Checksum = _checksum,
            SendsAcks = !IsCopy,
            OnMismatch = !_isClient && ToReport() is { } source ? () => _context.Reports.RemoteCorrupt(source, _block) : null,
        };
        using var receiver = new BlockReceiver(_context, _upstream, _mirror, writer, rules);
        receiver.Run();
        if (!rules.SendsAcks)
        {
            FinishTransfer(writer);
        }
    }

    // Anybody can name any node as the one that it copies from; the NameNode would delete that one's replica. A node of Apache's that does
    // not bind its address is not believed either: it finds the damage itself.
    private DatanodeInfoProto? ToReport() =>
        _op.Source is { } source && RequestNodes.IsAt(source, _upstream.Remote.Address) ? RequestNodes.ToReport(source) : null;

    // What depends on a copy, such as another replica that goes for it, is not waited for: it is on the medium at once.
    private void FinishTransfer(ReplicaWriter writer)
    {
        if (_stage == Stage.TransferRbw)
        {
            _context.Store.ConvertToRbw(writer, new Block(_block.Id, writer.BytesOnDisk, _block.GenerationStamp));
        }
        else
        {
            _context.Store.Finish(writer, durable: true, null);
            _context.Figures.AddBlockWritten();
        }

        if (IsTransfer)
        {
            writer.Dispose();
            _upstream.Reply(Status.Success, null);
        }
    }
}
