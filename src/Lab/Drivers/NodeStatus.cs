using System.Net;
using Hathi.Lab.Spec;

namespace Hathi.Lab.Drivers;

/// <summary>What a node's process is doing.</summary>
public enum NodeState
{
    /// <summary>No process.</summary>
    Down,

    /// <summary>Its process runs, and all its roles.</summary>
    Up,

    /// <summary>Its process runs, but not all its roles: see <see cref="NodeStatus.Ended"/>.</summary>
    Partly,

    /// <summary>Its process is frozen (<c>hathi node pause</c>).</summary>
    Paused,
}

/// <summary>One node as it is now.</summary>
/// <param name="Node">Its declaration.</param>
/// <param name="Address">Its address.</param>
/// <param name="State">Down, up, partly up or paused.</param>
/// <param name="ProcessId">0 when down.</param>
/// <param name="ResidentBytes">Memory; 0 when down.</param>
/// <param name="Ended">Roles that have ended while the process goes on, and why.</param>
public sealed record NodeStatus(
    NodeSpec Node, IPAddress Address, NodeState State, int ProcessId, long ResidentBytes, IReadOnlyList<EndedRole> Ended);

/// <summary>A role that has ended while the process of its node goes on.</summary>
/// <param name="Role">As in lab.yaml.</param>
/// <param name="Why">One line.</param>
public sealed record EndedRole(string Role, string Why);
