using Hathi.Base;
using Hathi.Hdfs.Core.Namespace;

namespace Hathi.Hdfs.Core.Edits;

/// <summary>Replicas wanted of a file (setReplication).</summary>
internal readonly struct ReplicationSet(long id, short replication) : IEdit<ReplicationSet, NameSpace>
{
    // Blocks and replicas judged in the step of the call; those of a large file follow in pieces.
    private const int BlocksAtOnce = 1_000;

    public static ReplicationSet Read(ref RecordReader reader)
    {
        var id = reader.Unsigned();
        return new ReplicationSet(id, (short)reader.Unsigned());
    }

    public void Write(RecordWriter writer)
    {
        writer.Kind(EditKind.ReplicationSet);
        writer.Unsigned(id);
        writer.Unsigned(replication);
    }

    public void Apply(NameSpace space)
    {
        var tree = space.Tree;
        var file = space.RequireFile(id);
        var before = tree.SpaceOf(file);
        tree.SetLayout(file, tree.LayoutOf(file) with { Replication = replication });
        tree.AddTotals(tree[file].Parent, new Totals { Space = tree.SpaceOf(file) - before });
        space.ChangeReplication(file, space.IsLeading ? BlocksAtOnce : int.MaxValue);
    }
}
