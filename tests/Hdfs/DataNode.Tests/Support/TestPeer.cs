using System.Net;
using System.Net.Sockets;
using Hathi.Hadoop.Rpc.Protocol;
using Hathi.Hdfs.DataNode.Transfer;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.DataTransfer;
using Stage = Hathi.Hdfs.Protocol.OpWriteBlockProto.Types.BlockConstructionStage;

namespace Hathi.Hdfs.DataNode.Tests.Support;

/// <summary>A client of DataTransferProtocol that does one thing at a time, so that tests say what happens when.</summary>
internal sealed class TestPeer : IDisposable
{
    private readonly AckReply[] _replies = new AckReply[16];

    public TestPeer(IPEndPoint node, string? from = null)
    {
        Connection = new Dialer(from is null ? null : IPAddress.Parse(from)).Connect(node, 5_000, CancellationToken.None);
        Connection.SetTimeouts(20_000, 20_000);
    }

    public Connection Connection { get; }

    public static BaseHeaderProto Base(long id, long generation, long length = 0) => new()
    {
        Block = new ExtendedBlockProto
        {
            PoolId = StoreFixture.Identity.BlockPoolId, BlockId = (ulong)id, GenerationStamp = (ulong)generation, NumBytes = (ulong)length,
        },
        Token = TokenProto.Empty(),
    };

    public static OpWriteBlockProto WriteOp(
        long id, long generation, Stage stage = Stage.PipelineSetupCreate, string client = "client", params TransferNode[] next)
    {
        var op = new OpWriteBlockProto
        {
            Header = new ClientOperationHeaderProto { BaseHeader = Base(id, generation), ClientName = client },
            Stage = stage,
            PipelineSize = (uint)next.Length + 1,
            MinBytesRcvd = 0,
            MaxBytesRcvd = 0,
            LatestGenerationStamp = 0,
            RequestedChecksum = ChunkChecksum.Default.ToProto(),
        };
        op.Targets.AddRange(next.Select(n => n.Self));
        return op;
    }

    public BlockOpResponseProto Begin(OpWriteBlockProto op)
    {
        Connection.Send(OpHeader.ToArray(DataTransferOp.WriteBlock, op));
        return Connection.Read(BlockOpResponseProto.Parser);
    }

    public void Send(long offset, long sequence, ReadOnlySpan<byte> data, bool last = false, bool sync = false) =>
        Connection.Send(Packets.Make(offset, sequence, data, last, sync));

    /// <summary>The next acknowledgement as text: "3: Success Success".</summary>
    public string Ack()
    {
        while (true)
        {
            if (PipelineAck.TryRead(Connection.Buffered, _replies, out var ack, out var n))
            {
                Connection.Take(n);
                return $"{ack.SequenceNumber}: {string.Join(' ', _replies.Take(ack.ReplyCount).Select(r => r.Status))}";
            }

            try
            {
                if (!Connection.Fill())
                {
                    return "closed";
                }
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
            {
                return "closed";
            }
        }
    }

    /// <summary>Takes whatever comes until the node closes: what it held for the operation is free then.</summary>
    public void Drain()
    {
        try
        {
            while (Connection.Fill())
            {
                Connection.Take(Connection.Buffered.Length);
            }
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            // Closed with bytes of ours unread.
        }
    }

    /// <summary>Writes a whole block and returns all acknowledgements.</summary>
    public List<string> WriteAll(byte[] data, int packetSize = 64 * 1024)
    {
        var sequence = 0;
        for (var at = 0; at < data.Length; at += packetSize)
        {
            Send(at, sequence++, data.AsSpan(at, Math.Min(packetSize, data.Length - at)));
        }

        Send(data.Length, sequence++, [], last: true);
        return Enumerable.Range(0, sequence).Select(_ => Ack()).ToList();
    }

    public BlockOpResponseProto BeginRead(long id, long generation, long offset, long length, bool checksums = true)
    {
        Connection.Send(OpHeader.ToArray(DataTransferOp.ReadBlock, new OpReadBlockProto
        {
            Header = new ClientOperationHeaderProto { BaseHeader = Base(id, generation), ClientName = "client" },
            Offset = (ulong)offset,
            Len = (ulong)length,
            SendChecksums = checksums,
        }));
        return Connection.Read(BlockOpResponseProto.Parser);
    }

    /// <summary>Reads packets to the empty last one, checks them, and gives the bytes asked for.</summary>
    public byte[] FinishRead(BlockOpResponseProto reply, long offset, long length)
    {
        Assert.Equal(Status.Success, reply.Status);
        var checksum = ChunkChecksum.FromProto(reply.ReadOpChecksumInfo.Checksum);
        var all = new MemoryStream();
        var expected = (long)reply.ReadOpChecksumInfo.ChunkOffset;
        var start = expected;
        while (true)
        {
            PacketHeader header;
            int n;
            while (!PacketHeader.TryRead(Connection.Buffered, out header, out n) || Connection.Buffered.Length < n + header.BodyLength)
            {
                Assert.True(Connection.Fill(), "the node closed the connection");
            }

            var body = Connection.Buffered.Slice(n, header.BodyLength);
            Assert.Equal(expected, header.OffsetInBlock);
            if (header.LastInBlock)
            {
                Connection.Take(n + header.BodyLength);
                Connection.Send(new ClientReadStatusProto { Status = Status.ChecksumOk });
                return all.ToArray().AsSpan((int)(offset - start), (int)length).ToArray();
            }

            Assert.Equal(-1, checksum.FindMismatch(body[header.ChecksumLength..], body[..header.ChecksumLength]));
            all.Write(body[header.ChecksumLength..]);
            expected += header.DataLength;
            Connection.Take(n + header.BodyLength);
        }
    }

    public byte[] Read(long id, long generation, long offset, long length, bool checksums = true) =>
        FinishRead(BeginRead(id, generation, offset, length, checksums), offset, length);

    public void Dispose() => Connection.Dispose();
}
