using Google.Protobuf;
using Hathi.Hdfs.Protocol.BlockReports;
using Hathi.Hdfs.Protocol.Datanode;
using Hathi.Hdfs.Protocol.DataTransfer;
using Hathi.Hdfs.Protocol.Storage;

namespace Hathi.Hdfs.Protocol.Tests;

/// <summary>
/// Damaged bytes through every decoder: the answer is a message, "need more", or <see cref="MalformedMessageException"/>.
/// </summary>
public class FuzzTests
{
    private const int Runs = 10_000;
    private const long MostAllocated = 256 * 1024;

    private static readonly byte[] VersionFile = "#c\nstorageID=DS-1\ncTime=0\nlayoutVersion=-57\nclusterID=\\u0043ID\n"u8.ToArray();

    public static TheoryData<string, byte[][], Action<byte[]>> Decoders => new()
    {
        { nameof(PacketHeader), Bytes("packet", "packet-sync", "packet-last"), bytes => PacketHeader.TryRead(bytes, out _, out _) },
        { nameof(PipelineAck), Bytes("ack", "ack-oob"), bytes => PipelineAck.TryRead(bytes, new AckReply[3], out _, out _) },
        { nameof(OpHeader), Bytes("op-write", "op-read", "op-checksum", "op-transfer", "op-replace"), ReadOp },
        { nameof(BlockOpResponseProto), Bytes("resp-connect", "resp-read"), ReadResponse },
        { nameof(ClientReadStatusProto), Bytes("read-status"), ReadStatus },
        { nameof(BlockMetadataHeader), Bytes("meta-CRC32C"), bytes => BlockMetadataHeader.Read(bytes) },
        { nameof(StorageVersionFile), [VersionFile], bytes => StorageVersionFile.Parse(bytes) },
        { nameof(JavaProperties), [VersionFile], bytes => JavaProperties.Parse(bytes) },
        { nameof(BlockReportReader), [[5, .. Golden.Bytes("blocklist")]], ReadReport },
    };

    [Theory]
    [MemberData(nameof(Decoders), DisableDiscoveryEnumeration = true)]
    [Fuzzes(typeof(PacketHeader), typeof(PipelineAck), typeof(OpHeader), typeof(DelimitedMessage), typeof(ProtoMessage))]
    [Fuzzes(typeof(BlockMetadataHeader), typeof(ChunkChecksum), typeof(StorageVersionFile), typeof(JavaProperties))]
    [Fuzzes(typeof(BlockReportReader))]
    public void Only_the_documented_exception(string name, byte[][] good, Action<byte[]> decode) => new Fuzz
    {
        Of = name,
        Good = good,
        Decode = decode,
        Refusals = [typeof(MalformedMessageException)],
        MostAllocated = MostAllocated,
        Runs = Runs,
    }.Run();

    private static byte[][] Bytes(params string[] names) => [.. names.Select(Golden.Bytes)];

    private static void ReadResponse(byte[] bytes) => DelimitedMessage.TryParse(bytes, BlockOpResponseProto.Parser, out _, out _);

    private static void ReadStatus(byte[] bytes) => DelimitedMessage.TryParse(bytes, ClientReadStatusProto.Parser, out _, out _);

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
        // How many blocks there are is told beside them: here by the first byte.
        var report = new StorageBlockReportProto
        {
            NumberOfBlocks = bytes.Length > 0 ? bytes[0] : 0UL,
            BlocksBuffers = { ByteString.CopyFrom(bytes.AsSpan(Math.Min(1, bytes.Length))) },
        };
        var reader = new BlockReportReader(report);
        while (reader.TryRead(out _))
        {
        }
    }
}
