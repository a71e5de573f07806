namespace Hathi.MapReduce.Client;

/// <summary>Properties of a job's configuration that are ours; the client sets them and the master reads them.</summary>
internal static class JobKeys
{
    /// <summary>Where the program lies on every node, for nodes that share a machine; not set: it is sent to them.</summary>
    internal const string WorkerHome = "hathi.worker.home";

    /// <summary>Where archives of the program are kept in the cluster's file system (/tmp/hadoop-yarn/hathi).</summary>
    internal const string WorkerArchives = "hathi.worker.archive.dir";

    /// <summary>File name of the job's assembly.</summary>
    internal const string Assembly = "hathi.job.assembly";

    /// <summary>Full name of the class that says what the job is.</summary>
    internal const string Program = "hathi.job.program";

    /// <summary>How many arguments it has; each is the property of this name with its number behind.</summary>
    internal const string Arguments = "hathi.job.arguments";

    /// <summary>What its containers get, one line each.</summary>
    internal const string Resources = "hathi.job.resources";

    /// <summary>The command that starts the program in a container.</summary>
    internal const string Command = "hathi.job.command";

    /// <summary>How old an attempt must be before it is doubled; a plain number is milliseconds.</summary>
    internal const string SpeculateAfter = "hathi.job.speculative.after";

    /// <summary>The output directory (Hadoop's name).</summary>
    internal const string OutputDirectory = "mapreduce.output.fileoutputformat.outputdir";

    internal const string Name = "mapreduce.job.name";
    internal const string User = "mapreduce.job.user.name";
    internal const string Queue = "mapreduce.job.queuename";
    internal const string MasterVerb = "job-master";
    internal const string WorkerVerb = "task-worker";

    /// <summary>The alias of the job's token among a container's tokens (Apache's).</summary>
    internal const string TokenAlias = "JobToken";

    /// <summary>The kind of the job's token (Apache's).</summary>
    internal const string TokenKind = "mapreduce.job";

    /// <summary>The alias of the secret of the shuffle among a container's secret keys (Apache's).</summary>
    internal const string ShuffleAlias = "MapReduceShuffleToken";
}
