using Hathi.Hadoop.Keys;

namespace Hathi.MapReduce.Client;

/// <summary>Properties of a job's configuration that are ours; the client sets them and the master reads them.</summary>
internal static class JobKeys
{
    /// <summary>Where the program lies on every node, for nodes that share a machine; not set: it is sent to them.</summary>
    internal static string WorkerHome => MapReduceKeys.WorkerHome.Name;

    /// <summary>Where archives of the program are kept in the cluster's file system (/tmp/hadoop-yarn/hathi).</summary>
    internal static string WorkerArchives => MapReduceKeys.WorkerArchives.Name;

    /// <summary>File name of the job's assembly.</summary>
    internal static string Assembly => MapReduceKeys.Assembly.Name;

    /// <summary>Full name of the class that says what the job is.</summary>
    internal static string Program => MapReduceKeys.Program.Name;

    /// <summary>How many arguments it has; each is the property of this name with its number behind.</summary>
    internal static string Arguments => MapReduceKeys.Arguments.Name;

    /// <summary>What its containers get, one line each.</summary>
    internal static string Resources => MapReduceKeys.Resources.Name;

    /// <summary>The command that starts the program in a container.</summary>
    internal static string Command => MapReduceKeys.Command.Name;

    /// <summary>How old an attempt must be before it is doubled; a plain number is milliseconds.</summary>
    internal static string SpeculateAfter => MapReduceKeys.SpeculateAfter.Name;

    /// <summary>The output directory (Hadoop's name).</summary>
    internal static string OutputDirectory => TaskKeys.OutputDirectory.Name;

    internal static string Name => MapReduceKeys.Name.Name;
    internal static string User => MapReduceKeys.User.Name;
    internal static string Queue => MapReduceKeys.Queue.Name;
    internal const string MasterVerb = "job-master";
    internal const string WorkerVerb = "task-worker";

    /// <summary>The alias of the job's token among a container's tokens (Apache's).</summary>
    internal const string TokenAlias = "JobToken";

    /// <summary>The kind of the job's token (Apache's).</summary>
    internal const string TokenKind = "mapreduce.job";

    /// <summary>The alias of the secret of the shuffle among a container's secret keys (Apache's).</summary>
    internal const string ShuffleAlias = "MapReduceShuffleToken";
}
