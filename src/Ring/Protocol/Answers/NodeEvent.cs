using System.Net;
using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Protocol.Answers;

/// <summary>What happened to a node.</summary>
public enum NodeChange
{
    /// <summary>It is a member now.</summary>
    NewNode,

    /// <summary>It is no member any more.</summary>
    RemovedNode,

    /// <summary>It can be asked.</summary>
    Up,

    /// <summary>It does not answer.</summary>
    Down,
}

/// <summary>A node came or went.</summary>
/// <param name="Change">What happened.</param>
/// <param name="Node">Where its clients find it.</param>
public sealed record NodeEvent(NodeChange Change, IPEndPoint Node) : EventAnswer(KindOf(Change))
{
    private static readonly string[] s_changes = ["NEW_NODE", "REMOVED_NODE", "UP", "DOWN"];

    internal static NodeChange ReadChange(scoped ref WireReader reader, EventKinds kind)
    {
        var word = reader.String();
        var change = (NodeChange)Array.IndexOf(s_changes, word);
        return change >= 0 && KindOf(change) == kind ? change : throw ProtocolException.Damaged($"a change of a node that is '{word}'");
    }

    private protected override void WriteRest(WireBuffer buffer, ProtocolVersion version)
    {
        buffer.PutString(s_changes[(int)Change]);
        buffer.PutInet(Node);
    }

    private static EventKinds KindOf(NodeChange change) =>
        change is NodeChange.NewNode or NodeChange.RemovedNode ? EventKinds.TopologyChange : EventKinds.StatusChange;
}
