using System.CommandLine;
using Hathi.Cli.Kit;
using Hathi.Lab;

namespace Hathi.Cli.Labs;

/// <summary><c>eval "$(hathi env)"</c>: makes stock clients find the lab.</summary>
internal static class EnvCommand
{
    public static Command Create()
    {
        var name = LabCommands.NameOption();
        var command = new Command("env", "Print exports that make stock clients find the lab: eval \"$(hathi env)\"") { name };
        command.SetAction((parsed, _) => LabCommands.RunAsync(() =>
        {
            var lab = LabCommands.Open(parsed.GetValue(name)!);
            var nameNode = $"{LabAddresses.Of(lab.Subnet, lab.Spec.Master)}:8020";
            Console.WriteLine($"export HADOOP_CONF_DIR={Quote(lab.Home.ClientConf)}");
            Console.WriteLine($"export HADOOP_NAMENODE={nameNode}");
            Console.WriteLine($"export RCLONE_HDFS_NAMENODE={nameNode}");
            Console.WriteLine("export RCLONE_HDFS_USERNAME=${HADOOP_USER_NAME:-$(id -un)}");
            if (lab.Spec.Nodes.FirstOrDefault(static n => n.Roles.Contains("ring")) is { } ring)
            {
                // What cqlsh connects to.
                Console.WriteLine($"export CQLSH_HOST={LabAddresses.Of(lab.Subnet, ring)}");
                Console.WriteLine("export CQLSH_PORT=9042");
            }

            return Task.FromResult(ExitCode.Ok);
        }));
        return command;
    }

    private static string Quote(string text) => "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
