using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;

namespace Hathi.Cli.Dfs;

/// <summary>What -usage and -help print, and what a wrong command line is answered with.</summary>
internal static class UsageText
{
    private const string Prefix = "Usage: hathi dfs [generic options]";

    /// <summary>One verb, one line.</summary>
    public static string Of(Verb verb) => $"{Prefix} {Line(verb)}";

    /// <summary>Every verb, a line each; with <paramref name="help"/> what each of them does.</summary>
    public static void WriteAll(ShellWriter to, bool help)
    {
        to.Line(Prefix);
        foreach (var name in VerbTable.Names)
        {
            to.Line($"\t[{Line(VerbTable.Find(name)!)}]");
        }

        if (help)
        {
            foreach (var name in VerbTable.Names)
            {
                to.Line("");
                WriteHelp(to, VerbTable.Find(name)!);
            }
        }

        to.Line("");
        to.Line("Generic options are:");
        to.Line("-D <name=value>                   a setting, over those of the configuration files");
        to.Line("-conf <file>                      one more configuration file");
        to.Line("-fs <hdfs://host:port|file:///>   the file system of paths that name none");
        to.Line(
            "Settings come from HADOOP_CONF_DIR, or else from the lab of this machine (`hathi up`); HADOOP_USER_NAME says who you are.");
        to.Line("--json with -ls, -du, -df, -count or -stat prints JSON.");
        to.Flush();
    }

    /// <summary>One verb and its flags.</summary>
    public static void WriteHelp(ShellWriter to, Verb verb)
    {
        to.Line($"{Line(verb)} :");
        foreach (var line in verb.Help.Split('\n'))
        {
            to.Line("  " + line);
        }
    }

    private static string Line(Verb verb) =>
        verb.Usage.Length == 0 || verb.Replacement is not null ? "-" + verb.Name : $"-{verb.Name} {verb.Usage}";
}
