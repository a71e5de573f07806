using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>What the NameNode is to hear of. Called from any thread; returns at once.</summary>
internal interface IReplicaEvents
{
    /// <summary>A write has begun.</summary>
    void Receiving(Volume volume, Block block);

    /// <summary>A replica is finalized.</summary>
    /// <param name="volume">Where.</param>
    /// <param name="block">With its final length.</param>
    /// <param name="deleteHint">Uuid of the node whose replica it replaces; null: none.</param>
    void Received(Volume volume, Block block, string? deleteHint);

    /// <summary>A replica is gone.</summary>
    void Deleted(Volume volume, Block block);

    /// <summary>A replica of ours is damaged.</summary>
    void Corrupt(Volume volume, Block block);

    /// <summary>A volume was given up.</summary>
    void VolumeFailed(Volume volume, string reason);

    /// <summary>More volumes have failed than the node may go on without: it ends.</summary>
    void TooFewVolumes(string reason);

    /// <summary>A disk failed in a way that costs no volume: a file left out, an order that could not be carried out.</summary>
    void DiskTrouble(string what);
}
