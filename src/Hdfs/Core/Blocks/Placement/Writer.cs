using Hathi.Hdfs.Core.DataNodes;

namespace Hathi.Hdfs.Core.Blocks.Placement;

/// <summary>Where data comes from.</summary>
/// <param name="Node">The DataNode on the writer's machine; null: there is none.</param>
/// <param name="Rack">The writer's rack; null: unknown.</param>
internal readonly record struct Writer(DataNodeDescriptor? Node, Rack? Rack);

/// <summary>What holds for one request.</summary>
internal readonly record struct PlacementRules(long BlockSize, int MaxPerRack, bool AvoidStale);
