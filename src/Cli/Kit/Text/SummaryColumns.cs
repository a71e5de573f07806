using Hathi.Hdfs.Client;

namespace Hathi.Cli.Kit.Text;

/// <summary>The columns of <c>-count</c>, each followed by a blank. Source: Apache <c>ContentSummary</c>, <c>QuotaUsage</c>.</summary>
/// <param name="Human">Numbers as 1.5 K.</param>
internal readonly record struct SummaryColumns(bool Human)
{
    /// <summary>What can have a quota, in the order of the columns.</summary>
    private static readonly string[] StorageTypes = ["SSD", "DISK", "ARCHIVE", "PROVIDED", "NVDIMM"];

    public static string CountsHeader => Counts("DIR_COUNT", "FILE_COUNT", "CONTENT_SIZE");

    public static string QuotasHeader => Quotas("QUOTA", "REM_QUOTA", "SPACE_QUOTA", "REM_SPACE_QUOTA");

    public static string PolicyHeader => $"{"ERASURECODING_POLICY",20} ";

    public static string SnapshotsHeader =>
        Snapshots("SNAPSHOT_LENGTH", "SNAPSHOT_FILE_COUNT", "SNAPSHOT_DIR_COUNT", "SNAPSHOT_SPACE_CONSUMED");

    /// <summary>The types that a list means; "" and "all" mean all.</summary>
    /// <exception cref="UsageException">There is no such type.</exception>
    public static string[] ParseTypes(string list)
    {
        if (list.Length == 0 || list.Equals("all", StringComparison.OrdinalIgnoreCase))
        {
            return StorageTypes;
        }

        var types = list.ToUpperInvariant().Split(',', StringSplitOptions.RemoveEmptyEntries);
        var unknown = Array.Find(types, static t => t != "RAM_DISK" && Array.IndexOf(StorageTypes, t) < 0);
        return unknown is null
            ? types
            : throw new UsageException($"{unknown} is no storage type; there are RAM_DISK, {string.Join(", ", StorageTypes)}");
    }

    public static string TypesHeader(string[] types) => string.Concat(types.Select(t => Type(t + "_QUOTA", $"REM_{t}_QUOTA")));

    public static string Policy(ContentSummary summary) =>
        $"{(summary.ErasureCodingPolicy == "Replicated" ? "Replicated" : "EC:" + summary.ErasureCodingPolicy),20} ";

    public string Counts(ContentSummary summary, bool withoutSnapshots) => withoutSnapshots
        ? Counts(
            Number(summary.DirectoryCount - summary.SnapshotDirectoryCount),
            Number(summary.FileCount - summary.SnapshotFileCount),
            Number(summary.Length - summary.SnapshotLength))
        : Counts(Number(summary.DirectoryCount), Number(summary.FileCount), Number(summary.Length));

    public string Quotas(ContentSummary summary)
    {
        var (quota, left) = summary.Quota > 0
            ? (Number(summary.Quota), Number(summary.Quota - summary.FileCount - summary.DirectoryCount))
            : ("none", "inf");
        var (space, spaceLeft) = Space(summary.SpaceQuota, summary.SpaceConsumed);
        return Quotas(quota, left, space, spaceLeft);
    }

    public string Types(ContentSummary summary, string[] types)
    {
        var self = this;
        return string.Concat(types.Select(type =>
        {
            var of = summary.TypeQuotas.FirstOrDefault(t => t.StorageType == type);
            var (quota, left) = self.Space(of?.Quota ?? -1, of?.Consumed ?? 0);
            return Type(quota, left);
        }));
    }

    public string Snapshots(ContentSummary summary) => Snapshots(
        Number(summary.SnapshotLength), Number(summary.SnapshotFileCount), Number(summary.SnapshotDirectoryCount),
        Number(summary.SnapshotSpaceConsumed));

    private static string Counts(string directories, string files, string size) => $"{directories,12} {files,12} {size,18} ";

    private static string Quotas(string quota, string left, string space, string spaceLeft) =>
        $"{quota,12} {left,15} {space,15} {spaceLeft,15} ";

    private static string Type(string quota, string left) => $"{quota,14} {left,18} ";

    private static string Snapshots(string length, string files, string directories, string space) =>
        $"{length,18} {files,24} {directories,24} {space,28} ";

    private (string Quota, string Left) Space(long quota, long consumed) =>
        quota >= 0 ? (Number(quota), Number(quota - consumed)) : ("none", "inf");

    private string Number(long number) => HumanSize.Format(number, Human);
}
