using System.Net;
using System.Net.Sockets;
using Hathi.Base;
using Hathi.Hdfs.Core.DataNode;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.DataNode.Storage;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.DataTransfer;
using Hathi.Platform.Net;
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
        _stopped = CancellationTokenSource.CreateLinkedTokenSource(context.Ending);
    }

    /// <inheritdoc/>
    public IPAddress? Claimant => _upstream.Remote.Address;

    private bool IsClient => _op.Header.ClientName.Length > 0;

    // As the NameNode, and so the client, knows this node: any other name would have the client blame the first node of the pipeline.
    private string OwnName => $"{_context.Reports.Self.Id.IpAddr}:{_context.Reports.Self.Id.XferPort}";

    private bool IsTransfer => _op.Stage is Stage.TransferRbw or Stage.TransferFinalized;

    // Of a copy that does not arrive whole nothing stays; what a client wrote is for its recovery.
    private bool IsCopy => !IsClient || IsTransfer;

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
            if (IsClient && _op.Stage == Stage.PipelineCloseRecovery)
            {
                _context.Store.RecoverClose(_block, (long)_op.LatestGenerationStamp, (long)_op.MinBytesRcvd);
            }
            else
            {
                _writer = OpenWriter();
            }

            return true;
        }
        catch (Exception e) when (e is ReplicaFault or IOException)
        {
            var block = _op.Header.BaseHeader.Block;
            _context.Log.Info("transfer", $"WRITE_BLOCK blk_{block.BlockId}_{block.GenerationStamp} ({_op.Stage}) from {_upstream.Remote} is refused: {e.Message}");
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
        var block = _context.LocalBlock(_op.Header.BaseHeader.Block);
        _block = block.Length == 0 ? block with { Length = _context.Options.EstimatedBlockSize } : block;
        _checksum = ChunkChecksum.FromProto(_op.RequestedChecksum);
        OpLimits.CheckTargets(_op.Targets.Count, _op.TargetStorageTypes.Count, _op.TargetStorageIds.Count, _op.TargetPinnings.Count);
        if (IsTransfer && _op.Targets.Count > 0)
        {
            throw new IOException($"{_op.Stage} does not support multiple targets");
        }
    }

    private ReplicaWriter OpenWriter()
    {
        var store = _context.Store;
        var newGeneration = TransferContext.NotNegative(_op.LatestGenerationStamp, "generation stamp");
        if (IsCopy)
        {
            return store.CreateTemporary(_block, IsTransfer, _checksum, this);
        }

        var writer = _op.Stage switch
        {
            Stage.PipelineSetupCreate => store.Create(_block, newGeneration, _checksum, this),
            Stage.PipelineSetupAppend => store.OpenToAppend(_block, newGeneration, (long)_op.MinBytesRcvd, this),
            Stage.PipelineSetupAppendRecovery => store.RecoverAppend(_block, newGeneration, (long)_op.MinBytesRcvd, this),
            Stage.PipelineSetupStreamingRecovery => store.RecoverRbw(_block, newGeneration, (long)_op.MinBytesRcvd, (long)_op.MaxBytesRcvd, this),
            _ => throw new IOException($"Unsupported stage {_op.Stage} while receiving block blk_{_block.Id} from {_upstream.Remote}"),
        };
        if (_op.Stage != Stage.PipelineSetupStreamingRecovery)
        {
            _context.Reports.Receiving(writer.Volume, new Block(_block.Id, writer.BytesOnDisk, writer.Replica.GenerationStamp));
        }

        return writer;
    }

    // The answer for the writer; null: it has been told that the next node cannot be reached.
    private BlockOpResponseProto? SetUpMirror()
    {
        if (_op.Targets.Count == 0)
        {
            return new BlockOpResponseProto { Status = Status.Success, FirstBadLink = "" };
        }

        var next = _op.Targets[0].Id;
        var name = $"{next.IpAddr}:{next.XferPort}";
        Connection? connection = null;
        try
        {
            var options = _context.Options;
            var nodes = _op.Targets.Count;
            var readTimeout = options.ReadTimeoutFor(nodes);
            connection = _context.Dialer.Connect(Dialer.EndPointOf(next.IpAddr, next.XferPort), readTimeout, _stopped.Token);
            connection.SetTimeouts(readTimeout, options.WriteTimeoutFor(nodes));
            _mirror = new Mirror(connection, name, readTimeout, nodes);
            connection.Send(OpHeader.ToArray(DataTransferOp.WriteBlock, ForNext()));
            return IsClient ? Named(connection.Read(BlockOpResponseProto.Parser), name) : new BlockOpResponseProto { Status = Status.Success };
        }
        catch (Exception e) when (e is SocketException or EndOfStreamException or MalformedMessageException)
        {
            _context.Log.Warn("transfer", $"blk_{_block.Id}: the next node {name} of the pipeline cannot be reached: {e.Message}", null);
            _mirror?.Dispose();
            _mirror = null;
            connection?.Dispose();
            if (!IsClient)
            {
                return new BlockOpResponseProto { Status = Status.Success }; // Goes on without it, as Apache does.
            }

            var bad = e is SocketException { SocketErrorCode: var error } && IsOwnFault(error) ? OwnName : name;
            _upstream.Send(new BlockOpResponseProto { Status = Status.Error, FirstBadLink = bad, Message = $"{_upstream.Local} cannot reach the next DataNode {name}: {e.Message}" });
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
        or SocketError.OperationAborted or SocketError.NoBufferSpaceAvailable or SocketError.AddressNotAvailable or SocketError.AddressAlreadyInUse;

    // As it came, for the nodes after the next. Source: Sender.writeBlock.
    private OpWriteBlockProto ForNext()
    {
        var op = _op.Clone();
        op.Targets.RemoveAt(0);
        if (op.TargetStorageTypes.Count > 0)
        {
            op.StorageType = op.TargetStorageTypes[0];
            op.TargetStorageTypes.RemoveAt(0);
        }

        if (op.TargetPinnings.Count > 0)
        {
            op.Pinning = op.TargetPinnings[0];
            op.TargetPinnings.RemoveAt(0);
        }

        if (op.TargetStorageIds.Count > 0)
        {
            op.StorageId = op.TargetStorageIds[0];
            op.TargetStorageIds.RemoveAt(0);
        }

        return op;
    }

    private void Receive(ReplicaWriter writer)
    {
        var rules = new ReceiveRules
        {
            Checksum = _checksum,
            SendsAcks = !IsCopy,
            OnMismatch = !IsClient && _op.Source is { } source && IsFrom(source) ? () => _context.Reports.RemoteCorrupt(source, _block) : null,
        };
        using var receiver = new BlockReceiver(_context, _upstream, _mirror, writer, rules);
        receiver.Run();
        if (!rules.SendsAcks)
        {
            FinishTransfer(writer);
        }
    }

    // Anybody can name any node as the one that it copies from; the NameNode would delete that one's replica. A node of Apache's that does not bind its address
    // is not believed either: it finds the damage itself.
    private bool IsFrom(DatanodeInfoProto source) =>
        IPAddress.TryParse(source.Id.IpAddr, out var address) && address.Plain().Equals(_upstream.Remote.Address);

    // What depends on a copy, such as another replica that goes for it, is not waited for: it is on the medium at once.
    private void FinishTransfer(ReplicaWriter writer)
    {
        if (_op.Stage == Stage.TransferRbw)
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
