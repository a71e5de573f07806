using System.Net;
using Hathi.Lab.Spec;

namespace Hathi.Lab;

/// <summary>What a node's process is doing.</summary>
public enum NodeState
{
    /// <summary>No process.</summary>
    Down,

    /// <summary>Its process runs.</summary>
    Up,

    /// <summary>Its process is frozen (<c>hathi node pause</c>).</summary>
    Paused,
}

/// <summary>One node as it is now.</summary>
/// <param name="Node">Its declaration.</param>
/// <param name="Address">Its address.</param>
/// <param name="State">Down, up or paused.</param>
/// <param name="ProcessId">0 when down.</param>
/// <param name="ResidentBytes">Memory; 0 when down.</param>
public sealed record NodeStatus(NodeSpec Node, IPAddress Address, NodeState State, int ProcessId, long ResidentBytes);
