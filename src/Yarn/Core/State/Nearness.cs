namespace Hathi.Yarn.Core.State;

/// <summary>How near a node is to what a demand names.</summary>
internal enum Nearness : byte
{
    /// <summary>Not one that it wants.</summary>
    None = 0,

    Any = 1,

    Rack = 2,

    Node = 3,
}
