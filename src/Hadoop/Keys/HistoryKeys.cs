namespace Hathi.Hadoop.Keys;

/// <summary>The history server's settings, and where masters leave what it reads.</summary>
public static class HistoryKeys
{
    /// <summary>All of them.</summary>
    public static SettingTable Table { get; } = new(
        "Job history",
        "Read by the history server, by masters, and by who asks for jobs that have ended (mapred-site.xml).");

    /// <summary>Calls.</summary>
    public static readonly Setting<string> Address = Table.Address(
        "mapreduce.jobhistory.address",
        "0.0.0.0:10020",
        "Where the history server is called.",
        "Clients do not learn how jobs ended whose masters are gone.");

    /// <summary>Pages.</summary>
    public static readonly Setting<string> WebAddress = Table.Address(
        "mapreduce.jobhistory.webapp.address",
        "0.0.0.0:19888",
        "Where its pages and REST are; not set for a master: applications tell no link to their history.",
        "Links of ended jobs lead nowhere.");

    /// <summary>Where masters put it.</summary>
    public static readonly Setting<string> IntermediateDirectory = Table.PathOf(
        "mapreduce.jobhistory.intermediate-done-dir",
        "",
        "Where masters leave the history of their jobs, in the file system.",
        "Masters and history server must have the same, or it is not found.")
        .OrElse("${yarn.app.mapreduce.am.staging-dir}/history/done_intermediate");

    /// <summary>Where it is kept.</summary>
    public static readonly Setting<string> DoneDirectory = Table.PathOf(
        "mapreduce.jobhistory.done-dir",
        "",
        "Where the history server keeps it.",
        "Older history is not found.").OrElse("${yarn.app.mapreduce.am.staging-dir}/history/done");

    /// <summary>How often it is looked for.</summary>
    public static readonly Setting<TimeSpan> MoveInterval = Table.Milliseconds(
        "mapreduce.jobhistory.move.interval-ms",
        180_000,
        TimeUse.Any,
        "How often new history is looked for when nobody asks.",
        "Long: lists lack the last jobs.");

    /// <summary>How long it is kept.</summary>
    public static readonly Setting<TimeSpan> MaxAge = Table.Milliseconds(
        "mapreduce.jobhistory.max-age-ms",
        7L * 24 * 3600 * 1000,
        TimeUse.Any,
        "How long history is kept.",
        "Long: files pile up, three a job. Short: it is gone before anybody looks.");

    /// <summary>Jobs remembered in full.</summary>
    public static readonly Setting<int> LoadedJobs = Table.Whole(
        "mapreduce.jobhistory.loadedjobs.cache.size",
        5,
        (SettingTable.Below, SettingTable.Any),
        "Jobs that are remembered in full; at least 1.",
        "Small: each question reads a file. Large: they take memory.");

    /// <summary>Tasks of one.</summary>
    public static readonly Setting<int> MostTasks = Table.Whole(
        "mapreduce.jobhistory.loadedjob.tasks.max",
        -1,
        (SettingTable.Below, SettingTable.Any),
        "Tasks of a job that is shown in full; 0 and less: any number that fits into memory.",
        "Small: large jobs are not shown.");

    /// <summary>Jobs listed.</summary>
    public static readonly Setting<int> ListedJobs = Table.Whole(
        "mapreduce.jobhistory.joblist.cache.size",
        20_000,
        (SettingTable.Below, SettingTable.Any),
        "Jobs that are listed, the newest; at least 1.",
        "Small: older jobs are found by their id only.");
}
