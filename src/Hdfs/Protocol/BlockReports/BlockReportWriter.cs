using System.Buffers;
using Google.Protobuf;
using Hathi.Base;
using Hathi.Hdfs.Protocol.Datanode;

namespace Hathi.Hdfs.Protocol.BlockReports;

/// <summary>
/// Builds the replicas of one storage for a full block report: block id (signed varint), length, generation stamp and state
/// (varints) a replica, in buffers of 64 KiB. Not thread-safe; used once. Source: Apache <c>BlockListAsLongs.Builder</c>.
/// </summary>
public sealed class BlockReportWriter
{
    /// <summary>Bytes of a buffer; only the last is shorter.</summary>
    public const int BufferSize = 64 * 1024;

    private const int MaxReplicaSize = 4 * Varint.MaxBytes64;

    private readonly ArrayBufferWriter<byte> _bytes = new(BufferSize);

    /// <summary>Replicas added.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a replica.</summary>
    public void Add(ReportedReplica replica)
    {
        var target = _bytes.GetSpan(MaxReplicaSize);
        var at = Varint.Write(target, (ulong)((replica.BlockId << 1) ^ (replica.BlockId >> 63)));
        at += Varint.Write(target[at..], (ulong)replica.Length);
        at += Varint.Write(target[at..], (ulong)replica.GenerationStamp);
        at += Varint.Write(target[at..], (ulong)replica.State);
        _bytes.Advance(at);
        Count++;
    }

    /// <summary>The report of this storage.</summary>
    public StorageBlockReportProto ToProto(DatanodeStorageProto storage)
    {
        var report = new StorageBlockReportProto { Storage = storage, NumberOfBlocks = (ulong)Count };
        var rest = _bytes.WrittenSpan;
        do
        {
            var part = rest[..Math.Min(BufferSize, rest.Length)];
            report.BlocksBuffers.Add(ByteString.CopyFrom(part));
            rest = rest[part.Length..];
        }
        while (!rest.IsEmpty);

        return report;
    }
}
