using System.Buffers.Binary;
using System.Security.Cryptography;
using Google.Protobuf;
using Hathi.Base;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.DataNode.Events;
using Hathi.Hdfs.DataNode.Mapping;
using Hathi.Hdfs.DataNode.Storage;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.DataTransfer;

namespace Hathi.Hdfs.DataNode.Transfer.Ops;

/// <summary>
/// BLOCK_CHECKSUM: one checksum of a block from its stored checksums: MD5 of them, or the checksum that the whole block would have.
/// Source: BlockChecksumHelper.ReplicatedBlockChecksumComputer.
/// </summary>
internal static class BlockChecksumOp
{
    private const int ReadSize = 64 * 1024;

    internal static bool Run(TransferContext context, Connection peer, OpBlockChecksumProto op)
    {
        try
        {
            var block = RequestBlocks.Local(context.Store.BlockPoolId, op.Header.Block);
            using var reader = context.Store.OpenToRead(block, 0, -1, withChecksums: true, checksumsRequired: true);
            var options = op.BlockChecksumOptions ?? new BlockChecksumOptionsProto();
            var isComposite = RequestNumbers.IsComposite(options.BlockChecksumType);
            var length = Math.Min(block.Length, reader.Replica.VisibleLength);
            if (length < 0)
            {
                throw new ReplicaFault(ReplicaError.Mismatch, $"{block.Length} bytes of {reader.Replica} have no checksum");
            }

            if (isComposite && reader.Header.Checksum.Kind == ChecksumKind.Null)
            {
                throw new RefusedException(
                    $"{reader.Replica} was written without checksums (dfs.checksum.type NULL): there are none to compose");
            }

            var sum = isComposite
                ? Composite(reader, length)
                : Md5(reader, length);
            peer.Send(Reply(reader, options, sum));
            return true;
        }
        catch (Exception e) when (e is ReplicaFault or IOException)
        {
            context.CheckDisk(e);
            context.Log.ChecksumRefused(RequestBlocks.Name(op.Header.Block), peer.Remote, e.Message);
            peer.Reply(Status.Error, e.Message);
            return false;
        }
    }

    private static BlockOpResponseProto Reply(ReplicaReader reader, BlockChecksumOptionsProto options, byte[] sum) => new()
    {
        Status = Status.Success,
        ChecksumResponse = new OpBlockChecksumResponseProto
        {
            BytesPerCrc = (uint)reader.Header.Checksum.BytesPerChecksum,
            CrcPerBlock = reader.Header.Checksum.Size == 0
                ? 0
                : (ulong)(reader.Header.Checksum.ChecksumLength(reader.Replica.BytesOnDisk) / reader.Header.Checksum.Size),
            BlockChecksum = ByteString.CopyFrom(sum),
            CrcType = (ChecksumTypeProto)reader.Header.Checksum.Kind,
            BlockChecksumOptions = options,
        },
    };

    // MD5 is the format of the answer, not a protection.
    private static byte[] Md5(ReplicaReader reader, long length)
    {
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        ForEach(reader, length, (sums, _) => md5.AppendData(sums));
        return md5.GetHashAndReset();
    }

    private static byte[] Composite(ReplicaReader reader, long length)
    {
        var chunk = reader.Header.Checksum.BytesPerChecksum;
        var whole = new CompositeCrc(reader.Header.Checksum.Kind);
        ForEach(reader, length, (sums, lastChunk) =>
        {
            for (var i = 0; i < sums.Length; i += 4)
            {
                whole.Add(BinaryPrimitives.ReadUInt32BigEndian(sums[i..]), i + 4 == sums.Length ? lastChunk : chunk);
            }
        });
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, whole.Value);
        return bytes;
    }

    // All checksums up to a length; that of a last chunk which the length cuts is made from the data.
    private static void ForEach(ReplicaReader reader, long length, ChecksumVisitor visit)
    {
        var checksum = reader.Header.Checksum;
        var partial = (int)(length % checksum.BytesPerChecksum);
        var whole = checksum.ChecksumLength(length - partial);
        var buffer = new byte[(int)Math.Min(ReadSize, Math.Max(4, whole))];
        for (long at = 0; at < whole;)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, whole - at));
            if (reader.Meta!.Read(reader.Header.ChecksumOffset(0) + at, part) < part.Length)
            {
                throw new EndOfStreamException($"The checksum file of {reader.Replica} on {reader.Volume.Root} is too short.");
            }

            visit(part, checksum.BytesPerChecksum);
            at += part.Length;
        }

        if (partial > 0 && checksum.Size > 0)
        {
            var crc = length == reader.Range.End && reader.LastChecksum is { } last
                ? last
                : ReplicaIntegrity.ChecksumOf(reader.Data, checksum, length - partial, length);
            BinaryPrimitives.WriteUInt32BigEndian(buffer, crc);
            visit(buffer.AsSpan(0, 4), partial);
        }
    }

    private delegate void ChecksumVisitor(ReadOnlySpan<byte> checksums, int lastChunkLength);
}
