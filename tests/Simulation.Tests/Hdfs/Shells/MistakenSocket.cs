using System.Runtime.InteropServices;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.DataTransfer;
using Hathi.Simulation.Tests.Kit.Shells;

namespace Hathi.Simulation.Tests.Hdfs.Shells;

/// <summary>
/// A DataNode's connection to one behind it in a pipeline, or to which it copies, with a mistake between the two: packets are acknowledged
/// as soon as they are sent, or get checksums that fit whatever is sent.
/// </summary>
internal sealed class MistakenSocket : SimTransferSocket
{
    private static readonly ChunkChecksum s_checksum = new(ChecksumKind.Crc32C, ShellFileSystem.Chunk);

    private readonly SimStream _stream;
    private readonly HdfsMutant _mistake;
    private readonly List<byte> _sending = [];
    private readonly HashSet<object> _ours = new(ReferenceEqualityComparer.Instance);
    private OpWriteBlockProto? _write;
    private object? _setup;

    public MistakenSocket(SimStream stream, ShellLife life, HdfsMutant mistake)
        : base(stream, life)
    {
        _stream = stream;
        _mistake = mistake;
        if (mistake == HdfsMutant.AcknowledgesForOthers)
        {
            stream.Watch(DropOfOthers);
        }
    }

    private bool Acknowledges => _mistake == HdfsMutant.AcknowledgesForOthers
        && _write is { Header.ClientName.Length: > 0, Stage: < OpWriteBlockProto.Types.BlockConstructionStage.TransferRbw };

    protected override void Pass(byte[] data)
    {
        _sending.AddRange(data);
        while (TakeOperation() || TakePacket())
        {
            // the next
        }
    }

    // All that a DataNode opens a connection to another for is to write a block.
    private bool TakeOperation()
    {
        if (_write is not null || !OpHeader.TryRead(CollectionsMarshal.AsSpan(_sending), out _, out var body, out var consumed))
        {
            return false;
        }

        _write = OpWriteBlockProto.Parser.ParseFrom(body);
        Send(consumed);
        return true;
    }

    private bool TakePacket()
    {
        var bytes = CollectionsMarshal.AsSpan(_sending);
        if (_write is null || !PacketHeader.TryRead(bytes, out var header, out var consumed) || bytes.Length < consumed + header.BodyLength)
        {
            return false;
        }

        if (_mistake == HdfsMutant.CopiesWithoutChecksums && header.ChecksumLength > 0)
        {
            s_checksum.Compute(
                bytes.Slice(consumed + header.ChecksumLength, header.DataLength), bytes.Slice(consumed, header.ChecksumLength));
        }

        Send(consumed + header.BodyLength);
        if (Acknowledges)
        {
            var ack = new PipelineAckProto { Seqno = header.SequenceNumber };
            ack.Reply.AddRange(Enumerable.Repeat(Status.Success, _write.Targets.Count + 1));
            var payload = DelimitedMessage.ToArray(ack);
            _ours.Add(payload);
            _stream.Inbox.Enqueue(payload);
        }

        return true;
    }

    private void Send(int count)
    {
        _stream.Send(_sending.GetRange(0, count).ToArray());
        _sending.RemoveRange(0, count);
    }

    // What the node says itself after it has taken the operation.
    private void DropOfOthers()
    {
        var came = _stream.Inbox.ToArray();
        _stream.Inbox.Clear();
        foreach (var payload in came)
        {
            _setup ??= payload;
            if (!Acknowledges || ReferenceEquals(payload, _setup) || _ours.Contains(payload))
            {
                _stream.Inbox.Enqueue(payload);
            }
        }
    }
}
