namespace Hathi.Hdfs.Core.Blocks.Placement;

/// <summary>Why a node is passed over (BlockPlacementPolicyDefault.NodeNotChosenReason).</summary>
internal enum NotChosen : byte
{
    Fits = 0,
    NotInService,
    Stale,
    TooBusy,
    TooManyOnRack,
}
