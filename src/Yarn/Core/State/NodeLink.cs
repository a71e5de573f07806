namespace Hathi.Yarn.Core.State;

/// <summary>A node's place in an index.</summary>
internal sealed class NodeLink
{
    public RmNode? Previous { get; set; }

    public RmNode? Next { get; set; }

    /// <summary>-1: it is not in the index.</summary>
    public int Cell { get; set; } = -1;
}
