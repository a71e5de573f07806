using System.CommandLine;

namespace Hathi.Cli.Admin;

/// <summary>
/// The commands with Hadoop's own syntax, as `hathi --help` lists them; they are run before System.CommandLine is loaded.
/// </summary>
internal static class HadoopCommands
{
    public static IEnumerable<Command> ForHelp() =>
    [
        new("dfs", "Files and directories: hathi dfs -ls /, -put, -get, -cat, …; hathi dfs -help"),
        new("fs", "The same: hathi fs -ls /, as `hadoop fs`"),
        new("getconf", "What is configured: hathi getconf -confKey dfs.blocksize, -namenodes, …"),
        new("version", "The version of Hadoop whose protocols these are, and Hathi's own"),
        new("dfsadmin", "The state of the cluster: hathi dfsadmin -report, -safemode, …; hathi dfsadmin -help"),
        new("yarn", "Applications, containers, nodes and queues: hathi yarn application -list, node -list, …; hathi yarn -help"),
        new("mapred", "MapReduce jobs: hathi mapred job -list, -status, -history, …, queue -list, streaming; hathi mapred -help"),
        new("cql", "A shell for CQL, as cqlsh: hathi cql HOST -e 'SELECT …'; hathi cql --help"),
        new("fsck", "Which blocks are in trouble: hathi fsck / -files -blocks -locations"),
    ];
}
