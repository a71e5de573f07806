using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.Core.Replicas.Operations;
using Hathi.Simulation.Tests.Kit;
using Hathi.Simulation.Tests.Kit.Runtime;

namespace Hathi.Simulation.Tests.Hdfs.DataNode;

/// <summary>
/// One WRITE_BLOCK on a DataNode, in any stage: opens the replica, sets up the node behind, passes packets on, writes them, and sends
/// acknowledgements up once those behind have sent theirs. A client that leaves leaves its replica as it is; a copy that
/// ends early is dropped.
/// </summary>
internal sealed class BlockWrite(DataNodeActor node, Connection upstream, WriteBlock request) : IReplicaWriter
{
    private const int IdleMilliseconds = 12_000;
    private const int MirrorMilliseconds = 900;
    private readonly Queue<Packet> _pending = new();
    private OpenFile? _file;
    private Connection? _mirror;
    private SimTimer? _idle;
    private SimTimer? _mirrorTimer;
    private bool _mirrorFailed;
    private bool _setUp;
    private bool _over;

    public void Begin()
    {
        node.Transfers++;
        upstream.OnPayload = payload => Guard(() => TakePacket((Packet)payload));
        upstream.OnEnd = () => End("the writer left");
        Guard(Open);
    }

    /// <inheritdoc/>
    public void Stop() => End("another takes over");

    private void Open()
    {
        try
        {
            if (request.Stage == WriteStage.CloseRecovery)
            {
                node.Store.RecoverClose(request.Block, request.NewStamp, request.MinReceived);
            }
            else
            {
                _file = OpenFile();
            }
        }
        catch (Exception e) when (e is ReplicaFault or IOException)
        {
            Answer(new WriteReply(node.Name, e.Message));
            End(e.Message);
            return;
        }

        KeepAlive();
        if (request.Targets.Count == 0)
        {
            Ready();
        }
        else
        {
            SetUpMirror();
        }
    }

    private OpenFile OpenFile()
    {
        var store = node.Store;
        if (request.ClientName is null || request.IsTransfer)
        {
            return store.CreateTemporary(request.Block, request.IsTransfer, this);
        }

        var file = request.Stage switch
        {
            WriteStage.Create => store.CreateRbw(request.Block, request.NewStamp, this),
            WriteStage.Append => store.OpenToAppend(request.Block, request.NewStamp, request.MinReceived, this),
            WriteStage.AppendRecovery => store.RecoverAppend(request.Block, request.NewStamp, request.MinReceived, this),
            _ => store.RecoverRbw(request.Block, request.NewStamp, request.MinReceived, request.MaxReceived, this),
        };
        if (request.Stage != WriteStage.StreamingRecovery)
        {
            var replica = file.Replica;
            node.Receiving(replica.Volume, new Block(replica.BlockId, replica.BytesOnDisk, replica.GenerationStamp));
        }

        return file;
    }

    private void SetUpMirror()
    {
        _mirror = node.Wire.Open(request.Targets[0].Node.Id.HostName);
        _mirror.OnPayload = payload => Guard(() => TakeFromMirror(payload));
        _mirror.OnEnd = () => Guard(() => MirrorBroke("it has closed"));
        _mirror.Send(request with { Targets = request.Targets.Skip(1).ToList() });
        if (request.ClientName is null)
        {
            Ready();
        }
        else
        {
            WaitForMirror();
        }
    }

    private void Ready()
    {
        _setUp = true;
        Answer(new WriteReply(null, ""));
        if (_file is null)
        {
            End("closed");
        }
    }

    private void TakeFromMirror(object payload)
    {
        _mirrorTimer?.Cancel();
        switch (payload)
        {
            case WriteReply { Bad: null } when !_setUp:
                Ready();
                break;
            case WriteReply bad when !_setUp:
                Answer(bad);
                End("the pipeline could not be set up");
                break;
            case Ack ack:
                Relay(ack);
                break;
        }

        if (_pending.Count > 0)
        {
            WaitForMirror();
        }
    }

    private void TakePacket(Packet packet)
    {
        if (_over || _file is null)
        {
            return;
        }

        KeepAlive();
        if (!packet.IsSound)
        {
            // Only a copy of a damaged replica is: whoever sent it is told on.
            node.ReportBad(request.Block, request.SourceUuid, "");
            node.Cluster.World.Report.Add("rot found by copying", 1);
            End("the sender's replica is damaged");
            return;
        }

        if (_mirror is not null && !_mirrorFailed)
        {
            _mirror.Send(packet);
        }

        node.Store.Write(_file, packet.Offset, packet.Bytes);
        if (!request.HasAcks)
        {
            EndCopy(packet);
        }
        else if (_mirror is null || (node.Cluster.Mutant == HdfsMutant.AcknowledgesForOthers && !packet.IsLast))
        {
            Acknowledge(packet, Enumerable.Repeat(true, request.Targets.Count).ToList());
        }
        else
        {
            _pending.Enqueue(packet);
            if (_pending.Count == 1 && !_mirrorFailed)
            {
                WaitForMirror();
            }
        }
    }

    private void EndCopy(Packet packet)
    {
        if (!packet.IsLast)
        {
            return;
        }

        if (request.Stage == WriteStage.TransferRbw)
        {
            node.Store.ConvertToRbw(_file!, new Block(request.Block.Id, _file!.Replica.BytesOnDisk, request.Block.GenerationStamp));
        }
        else
        {
            node.Store.Finish(_file!);
        }

        upstream.Send(new TransferReply(true, ""));
        End("copied");
    }

    private void Relay(Ack ack)
    {
        if (ack.Number < 0 || ack.Replies.Contains(false))
        {
            _mirrorFailed = true;
            upstream.Send(ack with { Replies = [true, .. ack.Replies] });
            return;
        }

        if (node.Cluster.Mutant == HdfsMutant.AcknowledgesForOthers && (_pending.Count == 0 || _pending.Peek().Number != ack.Number))
        {
            return;
        }

        var packet = _pending.Dequeue();
        node.Cluster.World.Check(packet.Number == ack.Number, $"ack of packet {ack.Number}, {packet.Number} was sent before");
        Acknowledge(packet, ack.Replies);
    }

    // Before its last packet is acknowledged a replica is final.
    private void Acknowledge(Packet packet, IReadOnlyList<bool> others)
    {
        Progress.Acked(_file!.Replica, this, packet.End);
        if (packet.IsLast)
        {
            node.Store.Finish(_file);
        }

        upstream.Send(new Ack(packet.Number, [true, .. others]));
        if (packet.IsLast)
        {
            End("complete");
        }
    }

    private void WaitForMirror()
    {
        _mirrorTimer?.Cancel();
        _mirrorTimer = node.After(
            MirrorMilliseconds + (300 * request.Targets.Count), "mirror timeout", () => Guard(() => MirrorBroke("it does not answer")));
    }

    private void MirrorBroke(string why)
    {
        if (_over || _mirrorFailed || (_setUp && _pending.Count == 0 && !request.HasAcks))
        {
            return;
        }

        _mirrorFailed = true;
        node.Cluster.World.Note("mirror broke", node.Name, why);
        if (!_setUp)
        {
            Answer(new WriteReply(request.Targets[0].Node.Id.HostName, why));
            End(why);
        }
        else if (request.HasAcks)
        {
            upstream.Send(new Ack(-1, [true, false]));
        }
    }

    private void Answer(WriteReply reply)
    {
        if (request.ClientName is not null && !request.IsTransfer)
        {
            upstream.Send(reply);
        }
        else if (reply.Bad is not null)
        {
            upstream.Send(new TransferReply(false, reply.Message));
        }
    }

    private void KeepAlive()
    {
        _idle?.Cancel();
        _idle = node.After(IdleMilliseconds, "writer timeout", () => End("nothing came from the writer"));
    }

    private void Guard(Action action)
    {
        try
        {
            if (!_over)
            {
                action();
            }
        }
        catch (Exception e) when (e is ReplicaFault or IOException)
        {
            End(e.Message);
        }
    }

    private void End(string why)
    {
        if (_over)
        {
            return;
        }

        _over = true;
        node.Transfers--;
        _idle?.Cancel();
        _mirrorTimer?.Cancel();
        node.Cluster.World.Note("write ends", node.Name, why);
        if (_file is { } file)
        {
            if (request.ClientName is null || request.IsTransfer)
            {
                Discard(file);
            }

            ReplicaStore.Leave(file);
        }

        _mirror?.Close();
        upstream.Close();
    }

    private void Discard(OpenFile file)
    {
        try
        {
            if (file.Replica.State == ReplicaState.Temporary)
            {
                node.Store.Discard(file);
            }
        }
        catch (IOException e)
        {
            node.Cluster.World.Note("discard fails", node.Name, e.Message);
        }
    }
}
