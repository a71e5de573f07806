namespace Hathi.Simulation.Tests.Hdfs.Checks;

/// <summary>Totals of a subtree.</summary>
internal sealed record ModelSummary(long Length, long Files, long Directories)
{
    public static ModelSummary Of(ModelInode inode) => inode.IsDirectory
        ? inode.Children.Values.Select(Of).Aggregate(
            new ModelSummary(0, 0, 1), static (a, b) => new(a.Length + b.Length, a.Files + b.Files, a.Directories + b.Directories))
        : new ModelSummary(inode.Length, 1, 0);
}
