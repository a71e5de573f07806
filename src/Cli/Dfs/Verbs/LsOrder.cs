using Hathi.Cli.Dfs.Kit;
using Hathi.Hdfs.Client;

namespace Hathi.Cli.Dfs.Verbs;

/// <summary>
/// The order of <c>-ls</c>: by path, by time (newest first) or by size (largest first); what is equal stays in path order.
/// </summary>
internal sealed class LsOrder(bool byTime, bool bySize, bool reverse, bool accessTime) : IComparer<PathItem>
{
    public int Compare(PathItem? x, PathItem? y)
    {
        var (a, b) = (x!.Status!, y!.Status!);
        var order = byTime ? (accessTime ? b.AccessTime.CompareTo(a.AccessTime) : b.ModificationTime.CompareTo(a.ModificationTime))
            : bySize ? b.Length.CompareTo(a.Length)
            : UriOrder.Instance.Compare(x.Path, y.Path);
        if (order != 0)
        {
            return reverse ? -order : order;
        }

        return UriOrder.Instance.Compare(x.Path, y.Path);
    }
}
