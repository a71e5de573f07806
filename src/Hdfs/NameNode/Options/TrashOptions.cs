using Hathi.Hadoop.Keys;

namespace Hathi.Hdfs.NameNode.Options;

/// <summary>
/// How the trash of all users is emptied. How long things stay in it is the Core's to know, which tells clients: fs.trash.interval.
/// </summary>
public sealed record TrashOptions
{
    /// <summary>
    /// fs.trash.checkpoint.interval, minutes between two checkpoints, with a fraction or without; 0, or more than
    /// fs.trash.interval: as that.
    /// </summary>
    public double CheckpointMinutes { get; init; } = HdfsKeys.TrashCheckpointMinutes.Default;

    /// <summary>dfs.user.home.dir.prefix: where the home directories of users are.</summary>
    public string Homes { get; init; } = HdfsKeys.Homes.Default;

    /// <summary>fs.trash.clean.trashroot.enable: what lies in a trash and is no checkpoint is deleted as well.</summary>
    public bool DeletesStrangers { get; init; } = HdfsKeys.TrashCleansStrangers.Default;

    /// <summary>How often it is looked whether it is time. Times are whole minutes.</summary>
    public TimeSpan Look { get; init; } = TimeSpan.FromSeconds(10);
}
