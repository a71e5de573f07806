using Hathi.Base;
using Hathi.Hdfs.Client.Transfer;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.DataTransfer;
using Checksum = Hathi.Hdfs.Protocol.DataTransfer.FileChecksum;

namespace Hathi.Hdfs.Client.Reading;

/// <summary>
/// The checksum of a whole file, from one answer of a DataNode a block: the data itself does not travel.
/// Source: Apache <c>FileChecksumHelper</c>.
/// </summary>
internal static class FileChecksums
{
    /// <exception cref="IOException">The file is being written, or its blocks have different checksums.</exception>
    /// <exception cref="BlockMissingException">No DataNode could give the checksum of a block.</exception>
    internal static async Task<Checksum> ComputeAsync(HdfsClient client, string path, bool composite, CancellationToken cancellationToken)
    {
        var located = await client.NameNode.GetBlockLocationsAsync(path, 0, long.MaxValue, cancellationToken).ConfigureAwait(false);
        if (located.EcPolicy is not null)
        {
            throw new NotSupportedException($"{path} is erasure coded ({located.EcPolicy.Name}); this client cannot compute its checksum.");
        }

        // What is written next would not be in it, and two sums of one file could both be right.
        if (located.UnderConstruction)
        {
            throw new RefusedException($"Fail to get checksum, since file {path} is under construction.");
        }

        if (located.Blocks.Count == 0)
        {
            return Checksum.Empty;
        }

        var digests = new List<byte>();
        var kind = default(ChunkChecksum);
        var perBlock = 0L;
        CompositeCrc? crc = null;
        foreach (var block in located.Blocks)
        {
            var answer = await AskAsync(client, path, block, composite, cancellationToken).ConfigureAwait(false);
            var of = new ChunkChecksum((ChecksumKind)answer.CrcType, (int)answer.BytesPerCrc);
            if (of.Kind == ChecksumKind.Null)
            {
                throw new RefusedException($"{path} has no checksum: it was written without (dfs.checksum.type NULL).");
            }

            if (block == located.Blocks[0])
            {
                kind = of;
                perBlock = (long)answer.CrcPerBlock;
            }
            else if (of != kind)
            {
                throw new RefusedException(
                    $"The blocks of {path} have different checksums ({kind} and {of}); a file checksum needs one for all.");
            }

            if (composite)
            {
                crc ??= new CompositeCrc(of.Kind);
                crc.Add(Value(answer), (long)block.B.NumBytes);
            }

            digests.AddRange(answer.BlockChecksum.Span);
        }

        return crc is not null
            ? Checksum.FromComposite(kind.Kind, crc.Value)
            : Checksum.FromBlockDigests(digests.ToArray(), kind, perBlock);
    }

    private static uint Value(OpBlockChecksumResponseProto answer) =>
        System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(answer.BlockChecksum.Span);

    private static async Task<OpBlockChecksumResponseProto> AskAsync(
        HdfsClient client, string path, LocatedBlockProto block, bool composite, CancellationToken cancellationToken)
    {
        DataNodeException? last = null;
        foreach (var node in block.Locs)
        {
            try
            {
                return await AskAsync(client, node.Id, block, composite, cancellationToken).ConfigureAwait(false);
            }
            catch (DataNodeException e)
            {
                last = e;
            }
        }

        throw new BlockMissingException(
            path,
            (long)block.Offset,
            $"No DataNode could give the checksum of {BlockReader.Name(block.B)} of {path}: {last?.Message ?? "none holds it"}",
            last);
    }

    private static async Task<OpBlockChecksumResponseProto> AskAsync(
        HdfsClient client, DatanodeIDProto node, LocatedBlockProto block, bool composite, CancellationToken cancellationToken)
    {
        var options = client.Options;
        using var connection = await DataNodeConnection.OpenAsync(
            client, node, options.SocketTimeout, options.WriteTimeout, cancellationToken).ConfigureAwait(false);
        var request = new OpBlockChecksumProto
        {
            Header = new BaseHeaderProto { Block = block.B, Token = block.BlockToken },
            BlockChecksumOptions = new BlockChecksumOptionsProto
            {
                BlockChecksumType = composite ? BlockChecksumTypeProto.CompositeCrc : BlockChecksumTypeProto.Md5Crc,
            },
        };
        await connection.SendOperationAsync(DataTransferOp.BlockChecksum, request, cancellationToken).ConfigureAwait(false);
        var response = await connection.ReadResponseAsync(
            $"give the checksum of {BlockReader.Name(block.B)}", cancellationToken).ConfigureAwait(false);
        return Check(response.ChecksumResponse, composite, connection);
    }

    /// <summary>What is no checksum of one block would become a wrong checksum of the file: another node is asked.</summary>
    private static OpBlockChecksumResponseProto Check(OpBlockChecksumResponseProto? answer, bool composite, DataNodeConnection connection)
    {
        const int CrcSize = 4;
        const int Md5Size = 16;
        var size = composite ? CrcSize : Md5Size;
        return answer is { HasCrcType: true, BytesPerCrc: > 0 and <= ChunkChecksum.MaxBytesPerChecksum, CrcPerBlock: <= long.MaxValue }
            && answer.BlockChecksum.Length == size
            ? answer
            : throw new DataNodeException(
                $"DataNode {connection.Name} answered with something that is no checksum of a block ({answer?.BlockChecksum.Length ?? 0} "
                + $"bytes where {size} were due, {answer?.BytesPerCrc ?? 0} bytes a checksum).",
                null);
    }
}
