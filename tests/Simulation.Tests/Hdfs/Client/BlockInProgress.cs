using Hathi.Hdfs.Core.Model;

namespace Hathi.Simulation.Tests.Hdfs.Client;

/// <summary>The block that a client writes to, and its pipeline.</summary>
internal sealed class BlockInProgress(LocatedBlock located, bool isAppend)
{
    public long Id => located.Block.Id;

    /// <summary>As the NameNode knows it.</summary>
    public long Stamp { get; set; } = located.Block.GenerationStamp;

    public IReadOnlyList<ReplicaLocation> Nodes { get; set; } = located.Locations;

    public bool IsAppend { get; } = isAppend;

    /// <summary>Nodes that failed while it was written.</summary>
    public HashSet<string> Failed { get; } = [];

    /// <summary>Packets have gone down a pipeline.</summary>
    public bool HasStreamed { get; set; }

    /// <summary>Its last packet was sent.</summary>
    public bool IsClosing { get; set; }

    /// <summary>Bytes sent.</summary>
    public long Position { get; set; } = located.Block.Length;

    /// <summary>Bytes that all nodes have.</summary>
    public long Acknowledged { get; set; } = located.Block.Length;

    public Block AsAcknowledged() => new(Id, Acknowledged, Stamp);
}
