using Hathi.Base;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.State;

namespace Hathi.Yarn.Core.Edits;

/// <summary>A node is there: after a restart it is waited for.</summary>
internal readonly struct NodeKnown(NodeId id) : IEdit<NodeKnown, RmState>
{
    public static NodeKnown Read(ref RecordReader reader)
    {
        var host = reader.Text();
        return new NodeKnown(new NodeId(host, reader.Count()));
    }

    public void Write(RecordWriter writer)
    {
        writer.Kind(EditKind.NodeKnown);
        writer.Text(id.Host);
        writer.Unsigned(id.Port);
    }

    public void Apply(RmState state) => state.KnownNodes.Add(id);
}

/// <summary>A node is there no more.</summary>
internal readonly struct NodeForgotten(NodeId id) : IEdit<NodeForgotten, RmState>
{
    public static NodeForgotten Read(ref RecordReader reader)
    {
        var host = reader.Text();
        return new NodeForgotten(new NodeId(host, reader.Count()));
    }

    public void Write(RecordWriter writer)
    {
        writer.Kind(EditKind.NodeForgotten);
        writer.Text(id.Host);
        writer.Unsigned(id.Port);
    }

    public void Apply(RmState state) => state.KnownNodes.Remove(id);
}
