using Hathi.Base;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.Core.Replicas.Operations;
using Hathi.Hdfs.Protocol.Storage;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>
/// A replica opened to be read: a range of it that does not change under the reader, though the replica may grow, move or be
/// deleted meanwhile. Disposed by whoever opened it.
/// </summary>
internal sealed class ReplicaReader(
    ReplicaView replica, Volume volume, IDiskFile data, IDiskFile? meta, BlockMetadataHeader header, ReadRange range, uint? lastChecksum)
    : IDisposable
{
    /// <summary>As it was when it was opened.</summary>
    internal ReplicaView Replica { get; } = replica;

    internal Volume Volume { get; } = volume;

    internal IDiskFile Data { get; } = data;

    /// <summary>Null: there are no checksums to send.</summary>
    internal IDiskFile? Meta { get; } = meta;

    /// <summary>How the checksums are made; of kind Null when there are none to send.</summary>
    internal BlockMetadataHeader Header { get; } = header;

    /// <summary>What to send.</summary>
    internal ReadRange Range { get; } = range;

    /// <summary>Stands in for the stored checksum of the last, partial chunk; null: the stored one is right.</summary>
    internal uint? LastChecksum { get; } = range.TakesLastChecksum ? lastChecksum : null;

    public void Dispose()
    {
        Data.Dispose();
        Meta?.Dispose();
    }
}
