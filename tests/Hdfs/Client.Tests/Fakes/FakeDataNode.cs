using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Google.Protobuf;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.DataTransfer;

namespace Hathi.Hdfs.Client.Tests.Fakes;

/// <summary>
/// A DataNode in memory that speaks data transfer over a real socket and misbehaves on command. As the first of a pipeline it writes to the
/// others directly, and puts their verdicts into its acknowledgements.
/// </summary>
internal sealed class FakeDataNode : IAsyncDisposable
{
    private const int PacketData = 64 * 1024;
    private static readonly ChunkChecksum Checksum = ChunkChecksum.Default;

    private readonly FakeCluster _cluster;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Socket, byte> _sockets = new();
    private readonly ConcurrentBag<Task> _serving = [];
    private readonly Task _accepting;

    internal FakeDataNode(FakeCluster cluster, int index)
    {
        _cluster = cluster;
        Index = index;
        _listener.Start();
        var port = (uint)((IPEndPoint)_listener.LocalEndpoint).Port;
        Info = new DatanodeInfoProto
        {
            Id = new DatanodeIDProto
            {
                IpAddr = "127.0.0.1", HostName = $"node-{index}", DatanodeUuid = $"uuid-{index}", XferPort = port, InfoPort = 0, IpcPort = 0
            },
            Location = "/rack-" + (index % 2),
        };
        _accepting = AcceptAsync();
    }

    internal int Index { get; }

    internal DatanodeInfoProto Info { get; }

    internal ConcurrentDictionary<ulong, FakeReplica> Replicas { get; } = new();

    /// <summary>What it does with each packet it is given; acknowledges by default.</summary>
    internal Func<PacketHeader, FakeVerdict> OnPacket { get; set; } = static _ => FakeVerdict.Acknowledge;

    /// <summary>What it answers to a request to be in a pipeline.</summary>
    internal Func<OpWriteBlockProto, Status> OnSetup { get; set; } = static _ => Status.Success;

    /// <summary>Changes the bytes of a read before they leave, for example a flipped bit or a cut.</summary>
    internal Func<byte[], byte[]> OnReadBytes { get; set; } = static b => b;

    /// <summary>Bytes of the packet of a read that begins at an offset.</summary>
    internal Func<long, int> PacketSize { get; set; } = static _ => PacketData;

    /// <summary>Waited for before a read is answered.</summary>
    internal Func<Task> BeforeRead { get; set; } = static () => Task.CompletedTask;

    /// <summary>
    /// What it answers to the question how much of a replica readers may see: bytes, -1, or null for a replica it does not have.
    /// </summary>
    internal Func<long?, long?> OnVisibleLength { get; set; } = static length => length;

    /// <summary>Sends the packets of a read its own way, and then cuts the connection; null for all at once, as they are.</summary>
    internal Func<NetworkStream, byte[], Task>? SendRead { get; set; }

    /// <summary>What it answers to the question for the checksum of a block; null for nothing.</summary>
    internal Func<OpBlockChecksumProto, BlockOpResponseProto?> OnChecksum { get; set; } = static _ => null;

    /// <summary>Changes what it says of all nodes in an acknowledgement, as the first of a pipeline.</summary>
    internal Func<List<AckReply>, List<AckReply>> OnReplies { get; set; } = static replies => replies;

    internal Func<OpReadBlockProto, Status> OnRead { get; set; } = static _ => Status.Success;

    /// <summary>Connections it has taken.</summary>
    internal int Accepted { get; private set; }

    /// <summary>The requests to be in a pipeline, as stage@stamp.</summary>
    internal ConcurrentQueue<string> Setups { get; } = new();

    internal ConcurrentQueue<Status> ReadStatuses { get; } = new();

    /// <summary>Completes when each connection it has taken so far has ended by itself.</summary>
    internal Task AllClosed => Task.WhenAll(_serving);

    /// <summary>Where its connections came from.</summary>
    internal ConcurrentQueue<IPAddress> Peers { get; } = new();

    internal int Heartbeats { get; private set; }

    /// <summary>Stops listening and cuts everything.</summary>
    internal void Kill()
    {
        _listener.Stop();
        CutAll();
    }

    /// <summary>Cuts all connections.</summary>
    internal void CutAll()
    {
        foreach (var socket in _sockets.Keys)
        {
            socket.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync();
                socket.NoDelay = true;
                Accepted++;
                Peers.Enqueue(((IPEndPoint)socket.RemoteEndPoint!).Address);
                _sockets[socket] = 0;
                _serving.Add(ServeAsync(socket));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            await Task.WhenAll(_serving);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            using var stream = new NetworkStream(socket, ownsSocket: true);
            while (await ReadOperationAsync(stream) is { } operation)
            {
                switch (operation.Op)
                {
                    case DataTransferOp.ReadBlock when !await ServeReadAsync(stream, OpReadBlockProto.Parser.ParseFrom(operation.Body)):
                        return;
                    case DataTransferOp.BlockChecksum when OnChecksum(OpBlockChecksumProto.Parser.ParseFrom(operation.Body)) is { } answer:
                        await SendAsync(stream, answer);
                        return;
                    case DataTransferOp.WriteBlock:
                        await ServeWriteAsync(stream, OpWriteBlockProto.Parser.ParseFrom(operation.Body));
                        return;
                    case DataTransferOp.TransferBlock:
                        await ServeTransferAsync(stream, OpTransferBlockProto.Parser.ParseFrom(operation.Body));
                        return;
                }
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // The client or the test has cut it.
        }
        finally
        {
            _sockets.TryRemove(socket, out _);
        }
    }

    private static async Task<(DataTransferOp Op, byte[] Body)?> ReadOperationAsync(NetworkStream stream)
    {
        var head = new byte[OpHeader.FixedSize];
        if (await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false) < head.Length)
        {
            return null;
        }

        Assert.Equal(OpHeader.Version, BinaryPrimitives.ReadInt16BigEndian(head));
        return ((DataTransferOp)head[2], await ReadDelimitedAsync(stream));
    }

    private static async Task<byte[]> ReadDelimitedAsync(NetworkStream stream)
    {
        int length = 0, shift = 0;
        var one = new byte[1];
        do
        {
            await stream.ReadExactlyAsync(one);
            length |= (one[0] & 0x7F) << shift;
            shift += 7;
        }
        while (one[0] >= 0x80);

        var body = new byte[length];
        await stream.ReadExactlyAsync(body);
        return body;
    }

    private static ValueTask SendAsync(NetworkStream stream, IMessage message) => stream.WriteAsync(DelimitedMessage.ToArray(message));

    private async Task<bool> ServeReadAsync(NetworkStream stream, OpReadBlockProto request)
    {
        await BeforeRead();
        var status = OnRead(request);
        if (status != Status.Success || !Replicas.TryGetValue(request.Header.BaseHeader.Block.BlockId, out var replica))
        {
            await SendAsync(
                stream,
                new BlockOpResponseProto { Status = status == Status.Success ? Status.Error : status, Message = "no such replica" });
            return false;
        }

        var checksum = request.SendChecksums ? Checksum : Checksum with { Kind = ChecksumKind.Null };
        var start = (long)request.Offset / Checksum.BytesPerChecksum * Checksum.BytesPerChecksum;
        var end = Math.Min(replica.Data.Count, (((long)(request.Offset + request.Len) + Checksum.BytesPerChecksum
            - 1) / Checksum.BytesPerChecksum) * Checksum.BytesPerChecksum);
        await SendAsync(stream, new BlockOpResponseProto
        {
            Status = Status.Success,
            ReadOpChecksumInfo = new ReadOpChecksumInfoProto { Checksum = checksum.ToProto(), ChunkOffset = (ulong)start },
        });
        var packets = Packets(replica, checksum, start, end);
        if (SendRead is { } send)
        {
            await send(stream, packets);
            return false;
        }

        var sent = OnReadBytes([.. packets]);
        await stream.WriteAsync(sent);
        if (sent.Length < packets.Length)
        {
            return false;
        }

        var answer = ClientReadStatusProto.Parser.ParseFrom(await ReadDelimitedAsync(stream));
        ReadStatuses.Enqueue(answer.Status);
        return true;
    }

    private byte[] Packets(FakeReplica replica, ChunkChecksum checksum, long start, long end)
    {
        var bytes = new MemoryStream();
        var data = replica.Data.ToArray();
        var sequence = 0;
        for (var at = start; at < end;)
        {
            var part = data.AsSpan((int)at, (int)Math.Min(PacketSize(at), end - at));
            var sums = new byte[checksum.ChecksumLength(part.Length)];
            checksum.Compute(part, sums);
            WriteHeader(bytes, new PacketHeader(at, sequence++, sums.Length, part.Length, false, false));
            bytes.Write(sums);
            bytes.Write(part);
            at += part.Length;
        }

        WriteHeader(bytes, new PacketHeader(end, sequence, 0, 0, true, false));
        return bytes.ToArray();
    }

    private static void WriteHeader(MemoryStream target, PacketHeader header)
    {
        var bytes = new byte[header.Size];
        header.Write(bytes);
        target.Write(bytes);
    }

    private async Task ServeTransferAsync(NetworkStream stream, OpTransferBlockProto request)
    {
        var source = Replicas[request.Header.BaseHeader.Block.BlockId];
        var target = _cluster.NodeOf(request.Targets[0].Id);
        var copy = new FakeReplica { GenerationStamp = source.GenerationStamp };
        copy.Data.AddRange(source.Data.Take((int)request.Header.BaseHeader.Block.NumBytes));
        target.Replicas[request.Header.BaseHeader.Block.BlockId] = copy;
        await SendAsync(stream, new BlockOpResponseProto { Status = Status.Success });
    }

    private async Task ServeWriteAsync(NetworkStream stream, OpWriteBlockProto request)
    {
        var nodes = new List<FakeDataNode> { this };
        nodes.AddRange(request.Targets.Select(t => _cluster.NodeOf(t.Id)));
        for (var i = nodes.Count - 1; i >= 0; i--)
        {
            nodes[i].Setups.Enqueue($"{request.Stage}@{request.LatestGenerationStamp}");
            var status = nodes[i].OnSetup(request);
            if (status != Status.Success)
            {
                var link = i == 0 ? "" : $"127.0.0.1:{nodes[i].Info.Id.XferPort}";
                await SendAsync(stream, new BlockOpResponseProto { Status = status, FirstBadLink = link });
                return;
            }
        }

        var replicas = nodes.ConvertAll(n => n.Open(request));
        await SendAsync(stream, new BlockOpResponseProto { Status = Status.Success, FirstBadLink = "" });
        if (request.Stage != OpWriteBlockProto.Types.BlockConstructionStage.PipelineCloseRecovery)
        {
            await StreamAsync(stream, nodes, replicas);
        }
    }

    private FakeReplica Open(OpWriteBlockProto request)
    {
        var replica = Replicas.GetOrAdd(request.Header.BaseHeader.Block.BlockId, static _ => new FakeReplica());
        replica.GenerationStamp = request.LatestGenerationStamp == 0
            ? request.Header.BaseHeader.Block.GenerationStamp
            : request.LatestGenerationStamp;
        replica.IsFinal = request.Stage == OpWriteBlockProto.Types.BlockConstructionStage.PipelineCloseRecovery;
        Assert.InRange((ulong)replica.Data.Count, request.MinBytesRcvd, ulong.MaxValue);
        return replica;
    }

    private async Task StreamAsync(NetworkStream stream, List<FakeDataNode> nodes, List<FakeReplica> replicas)
    {
        while (true)
        {
            var lengths = new byte[PacketHeader.LengthsSize];
            await stream.ReadExactlyAsync(lengths);
            var head = new byte[lengths.Length + BinaryPrimitives.ReadInt16BigEndian(lengths.AsSpan(4))];
            lengths.CopyTo(head, 0);
            await stream.ReadExactlyAsync(head.AsMemory(lengths.Length));
            Assert.True(PacketHeader.TryRead(head, out var header, out _));
            var body = new byte[header.BodyLength];
            await stream.ReadExactlyAsync(body);
            Heartbeats += header.SequenceNumber == PacketHeader.HeartbeatSequenceNumber ? 1 : 0;
            if (!await ApplyAsync(stream, nodes, replicas, header, body))
            {
                return;
            }
        }
    }

    /// <returns>False when the pipeline ends.</returns>
    private static async Task<bool> ApplyAsync(
        NetworkStream stream, List<FakeDataNode> nodes, List<FakeReplica> replicas, PacketHeader header, byte[] body)
    {
        var verdicts = nodes.ConvertAll(n => n.OnPacket(header));
        if (verdicts.Contains(FakeVerdict.Cut))
        {
            return false;
        }

        if (verdicts.Contains(FakeVerdict.Silence))
        {
            return true;
        }

        var data = body.AsMemory(header.ChecksumLength);
        VerifyChecksums(header, body);
        for (var i = 0; i < replicas.Count; i++)
        {
            if (verdicts[i] == FakeVerdict.Acknowledge && header.SequenceNumber != PacketHeader.HeartbeatSequenceNumber)
            {
                replicas[i].Write(header.OffsetInBlock, data.Span);
                replicas[i].IsFinal |= header.LastInBlock;
                replicas[i].SyncedAt = header.SyncBlock ? replicas[i].Data.Count : replicas[i].SyncedAt;
            }
        }

        var restarts = verdicts.Contains(FakeVerdict.Restart);
        var replies = verdicts.ConvertAll(static v => new AckReply((int)(v switch
        {
            FakeVerdict.Error => Status.Error,
            FakeVerdict.Restart => Status.OobRestart,
            _ => Status.Success,
        })));
        replies = nodes[0].OnReplies(replies);
        var ack = new byte[PipelineAck.MaxSize(replies.Count)];
        var size = PipelineAck.Write(ack, restarts ? PipelineAck.UnknownSequenceNumber : header.SequenceNumber, replies.ToArray(), 0);
        await stream.WriteAsync(ack.AsMemory(0, size));
        return !header.LastInBlock && verdicts.TrueForAll(static v => v == FakeVerdict.Acknowledge);
    }

    /// <summary>As the last node of a pipeline does; a chunk that is appended to in its middle comes alone.</summary>
    private static void VerifyChecksums(PacketHeader header, byte[] body)
    {
        if (header.OffsetInBlock % Checksum.BytesPerChecksum != 0)
        {
            Assert.InRange(header.DataLength, 0, Checksum.BytesPerChecksum - (int)(header.OffsetInBlock % Checksum.BytesPerChecksum));
        }

        Assert.Equal(-1, Checksum.FindMismatch(body.AsSpan(header.ChecksumLength), body.AsSpan(0, header.ChecksumLength)));
    }
}
