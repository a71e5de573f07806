using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;
using Hathi.Hadoop.Conf;
using Hathi.Hdfs.Client;

namespace Hathi.Cli.Admin.Kit;

/// <summary>One action of <c>hathi dfsadmin</c>: made for one command line, run once.</summary>
internal abstract class AdminAction
{
    /// <summary>With the dash.</summary>
    public abstract string Name { get; }

    /// <summary>How it is written, without "hathi dfsadmin".</summary>
    public virtual string Usage => Name;

    /// <summary>What it does.</summary>
    public abstract string Help { get; }

    /// <summary>How many words may follow the name.</summary>
    public virtual (int Fewest, int Most) Arguments => (0, 0);

    /// <summary>Does it.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="UsageException">The words are wrong.</exception>
    public abstract Task<int> RunAsync(Shell shell, List<string> args);

    /// <summary>The cluster that paths without file system name.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    protected static HdfsFileSystem Hdfs(Shell shell) =>
        shell.Default as HdfsFileSystem
        ?? throw new UsageException($"FileSystem {shell.Default.Uri} is not an HDFS file system; "
            + "set HADOOP_CONF_DIR, start a lab with `hathi up`, or give -fs hdfs://host:8020");

    /// <summary>One DataNode.</summary>
    /// <param name="shell">Of this run.</param>
    /// <param name="address">host:port of its RPC.</param>
    /// <exception cref="UsageException">The address is none.</exception>
    protected static DataNodeAdmin DataNode(Shell shell, string address)
    {
        try
        {
            return new DataNodeAdmin(address, shell.Configuration, CurrentUser.Name);
        }
        catch (FormatException)
        {
            throw new UsageException("Does not contain a valid host:port authority: " + address);
        }
    }
}
