using Hathi.Cli.Admin.Kit;
using Hathi.Cli.Kit;

namespace Hathi.Cli.Admin;

/// <summary>What -help prints, and what a wrong command line is answered with.</summary>
internal static class AdminUsage
{
    /// <summary>One action, one line.</summary>
    public static string Of(AdminAction action) => $"Usage: hathi dfsadmin [{action.Usage}]";

    /// <summary>Every action, a line each.</summary>
    public static void WriteAll(ShellWriter to)
    {
        to.Line("Usage: hathi dfsadmin [-D name=value] [-conf file] [-fs hdfs://host:port]");
        to.Line("Note: most of these can only be run as the HDFS superuser (HADOOP_USER_NAME).");
        foreach (var name in AdminTable.Names)
        {
            to.Line($"\t[{AdminTable.Find(name)!.Usage}]");
        }

        to.Flush();
    }
}
