using Hathi.Hdfs.Core.Blocks.Nodes;

namespace Hathi.Hdfs.Core.Blocks.Placement;

/// <summary>Where data comes from.</summary>
/// <param name="Node">The DataNode on the writer's machine; null: there is none.</param>
/// <param name="Rack">The writer's rack; null: unknown.</param>
internal readonly record struct Writer(DataNodeDescriptor? Node, Rack? Rack);

/// <summary>What holds for one request.</summary>
/// <param name="BlockSize">Bytes that must fit.</param>
/// <param name="MaxPerRack">Replicas on a rack at most.</param>
/// <param name="AvoidStale">No nodes that were not heard of lately.</param>
/// <param name="Stamp">Its number: see <see cref="Rack.ChosenIn"/>.</param>
internal readonly record struct PlacementRules(long BlockSize, int MaxPerRack, bool AvoidStale, ulong Stamp);
