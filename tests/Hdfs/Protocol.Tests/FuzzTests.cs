using Google.Protobuf;
using Hathi.Base;
using Hathi.Hdfs.Protocol.BlockReports;
using Hathi.Hdfs.Protocol.Datanode;
using Hathi.Hdfs.Protocol.DataTransfer;
using Hathi.Hdfs.Protocol.Storage;

namespace Hathi.Hdfs.Protocol.Tests;

/// <summary>
/// Random bytes, and good bytes with damage, through every decoder: the answer is a message, "need more", or
/// <see cref="MalformedMessageException"/>, and what is allocated has nothing to do with lengths that the bytes claim.
/// </summary>
public class FuzzTests
{
    private const int Rounds = 20_000;
    private const long MaxAllocatedPerRound = 256 * 1024;

    private static readonly string[] Good =
    [
        "packet", "packet-sync", "packet-last", "ack", "ack-oob", "meta-CRC32C", "blocklist", "op-write", "op-read", "op-checksum",
        "op-transfer", "op-replace", "op-fds", "resp-connect", "resp-read", "read-status",
    ];

    public static TheoryData<string, Action<byte[]>> Decoders => new()
    {
        { nameof(PacketHeader), bytes => PacketHeader.TryRead(bytes, out _, out _) },
        { nameof(PipelineAck), bytes => PipelineAck.TryRead(bytes, new AckReply[3], out _, out _) },
        { nameof(OpHeader), ReadOp },
        { nameof(BlockOpResponseProto), bytes => DelimitedMessage.TryParse(bytes, BlockOpResponseProto.Parser, out _, out _) },
        { nameof(ClientReadStatusProto), bytes => DelimitedMessage.TryParse(bytes, ClientReadStatusProto.Parser, out _, out _) },
        { nameof(BlockMetadataHeader), bytes => BlockMetadataHeader.Read(bytes) },
        { nameof(StorageVersionFile), bytes => StorageVersionFile.Parse(bytes) },
        { nameof(JavaProperties), bytes => JavaProperties.Parse(bytes) },
        { nameof(BlockReportReader), ReadReport },
    };

    private static readonly byte[] VersionFile = "#c\nstorageID=DS-1\ncTime=0\nlayoutVersion=-57\nclusterID=\\u0043ID\n"u8.ToArray();

    [Theory]
    [MemberData(nameof(Decoders), DisableDiscoveryEnumeration = true)]
    public void Only_the_documented_exception(string name, Action<byte[]> decode)
    {
        var good = Good.Select(Golden.Bytes).Append(VersionFile).ToArray();
        var outcomes = new int[2];
        foreach (var bytes in good.Append([]))
        {
            FirstTime(decode, bytes);
        }

        for (ulong seed = 0; seed < Rounds; seed++)
        {
            var bytes = Damaged(new SeededRandom(seed), good);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                decode(bytes);
                outcomes[0]++;
            }
            catch (MalformedMessageException)
            {
                outcomes[1]++;
            }
            catch (Exception e)
            {
                Assert.Fail($"{name}, seed {seed}, bytes {Convert.ToHexString(bytes)}: {e}");
            }

            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < MaxAllocatedPerRound, $"{name}, seed {seed}: {allocated} bytes allocated");
        }

        Assert.All(outcomes, count => Assert.True(count > 0, $"{name}: {outcomes[0]} accepted, {outcomes[1]} refused"));
    }

    // Descriptors are made when the first message of a kind is read, and the first exception loads its texts: neither is the peer's doing.
    private static void FirstTime(Action<byte[]> decode, byte[] bytes)
    {
        try
        {
            decode(bytes);
        }
        catch (MalformedMessageException)
        {
            // What is refused is looked at in the rounds.
        }
    }

    private static byte[] Damaged(SeededRandom random, byte[][] good)
    {
        if (random.Chance(0.3))
        {
            return RandomBytes(random, random.Next(64));
        }

        var bytes = (byte[])good[random.Next(good.Length)].Clone();
        for (var i = random.Next(4); i > 0; i--)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.NextUInt64();
        }

        return random.Chance(0.2) ? bytes[..random.Next(bytes.Length)] : bytes;
    }

    private static byte[] RandomBytes(SeededRandom random, int length)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++)
        {
            bytes[i] = (byte)random.NextUInt64();
        }

        return bytes;
    }

    private static void ReadOp(byte[] bytes)
    {
        if (!OpHeader.TryRead(bytes, out var op, out var body, out _))
        {
            return;
        }

        IMessage message = op switch
        {
            DataTransferOp.WriteBlock => ProtoMessage.Parse(body, OpWriteBlockProto.Parser),
            DataTransferOp.ReadBlock => ProtoMessage.Parse(body, OpReadBlockProto.Parser),
            DataTransferOp.TransferBlock => ProtoMessage.Parse(body, OpTransferBlockProto.Parser),
            DataTransferOp.BlockChecksum => ProtoMessage.Parse(body, OpBlockChecksumProto.Parser),
            DataTransferOp.ReplaceBlock => ProtoMessage.Parse(body, OpReplaceBlockProto.Parser),
            _ => ProtoMessage.Parse(body, OpCopyBlockProto.Parser),
        };
        if (message is OpWriteBlockProto write)
        {
            _ = ChunkChecksum.FromProto(write.RequestedChecksum);
        }
    }

    private static void ReadReport(byte[] bytes)
    {
        var count = bytes.Length == 0 ? 0 : (bytes[0] % 16);
        var report = new StorageBlockReportProto { NumberOfBlocks = (ulong)count, BlocksBuffers = { ByteString.CopyFrom(bytes) } };
        var reader = new BlockReportReader(report);
        while (reader.TryRead(out _))
        {
        }
    }
}
