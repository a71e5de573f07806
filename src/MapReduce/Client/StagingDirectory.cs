using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;
using Hathi.Hdfs.Client;

namespace Hathi.MapReduce.Client;

/// <summary>Where the files of a job lie while it runs: yarn.app.mapreduce.am.staging-dir/USER/.staging/JOB, as Apache's.</summary>
internal sealed record StagingDirectory(QualifiedPath Path)
{
    /// <summary>The job's configuration, in Hadoop's XML.</summary>
    internal const string ConfigurationName = "job.xml";

    /// <summary>The job's splits, each a message behind its length.</summary>
    internal const string SplitsName = "job.split";

    /// <summary>Readable by its owner alone.</summary>
    internal const int DirectoryMode = 0x1C0; // 0700

    /// <summary>
    /// Files of a job that runs: a directory that was removed with a killed application is not made again by what is late.
    /// </summary>
    internal static readonly CreateOptions InIt = new() { CreateParents = false };

    internal QualifiedPath ConfigurationFile => Path.Child(ConfigurationName);

    internal QualifiedPath SplitsFile => Path.Child(SplitsName);

    /// <summary>The commit has begun.</summary>
    internal QualifiedPath CommitStarted => Path.Child("COMMIT_STARTED");

    /// <summary>The commit is whole.</summary>
    internal QualifiedPath CommitSucceeded => Path.Child("COMMIT_SUCCESS");

    /// <summary>The commit failed.</summary>
    internal QualifiedPath CommitFailed => Path.Child("COMMIT_FAIL");

    internal static StagingDirectory Of(JobId job, JobFileSystems fileSystems, Configuration configuration) =>
        Of(job, CurrentUser.Name, fileSystems, configuration);

    /// <summary>Another user's, or that of a Java job.</summary>
    internal static StagingDirectory Of(JobId job, string user, JobFileSystems fileSystems, Configuration configuration)
    {
        var root = configuration.Get(MapReduceKeys.StagingDirectory);
        return new StagingDirectory(fileSystems.Resolve(root).Child(user).Child(".staging").Child(job.ToString()));
    }

    /// <summary>What this master, the n-th of the job, has seen.</summary>
    internal QualifiedPath HistoryFile(JobId job, int masterAttempt) => Path.Child($"{job}_{masterAttempt}.jhist");

    /// <summary>Removes it, where that can be done: why the job ended says more than that this failed.</summary>
    internal async Task ForgetAsync()
    {
        try
        {
            await Path.FileSystem.DeleteAsync(Path.Path, recursive: true, CancellationToken.None).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // It stays: it costs room and nothing else.
        }
    }
}
