using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;
using Hathi.Hdfs.Core.Namespace;
using Hathi.Hdfs.Core.Namespace.Memory;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>
/// Holds what inodes share to <see cref="NameNodeOptions.MaxDistinctValues"/>: asked before anything is changed, at replay never. What is there already
/// can always be had once more.
/// </summary>
internal static class DistinctValues
{
    /// <exception cref="HdfsFault">It would be one owner, group and mode more than are kept.</exception>
    public static void Check(OperationContext context, in Attributes attributes) =>
        Check(context, context.Tree.AllAttributes, attributes, "combinations of owner, group and mode", "Use those of other files and directories");

    /// <exception cref="HdfsFault">It would be one block size and replication more than are kept.</exception>
    public static void Check(OperationContext context, in FileLayout layout) =>
        Check(context, context.Tree.AllLayouts, layout, "combinations of block size and replication", "Use a block size (dfs.blocksize) and replication (dfs.replication) that other files have");

    private static void Check<T>(OperationContext context, SharedValues<T> values, in T value, string what, string todo)
        where T : notnull
    {
        if (values.Count >= context.Options.MaxDistinctValues && !values.Contains(value))
        {
            throw new HdfsFault(HdfsError.Io, $"There are {values.Count} {what} in this name space already, the most that are kept. {todo}.");
        }
    }
}
