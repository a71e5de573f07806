using System.CommandLine;
using Hathi.Base;
using Hathi.Cli.Kit;
using Hathi.Lab;
using Hathi.Lab.Spec;

namespace Hathi.Cli.Labs;

/// <summary>Declares the verbs that make and steer labs; each has its own file.</summary>
internal static class LabCommands
{
    public static IEnumerable<Command> All() =>
    [
        UpCommand.Create(),
        DownCommand.Create(),
        DestroyCommand.Create(),
        StatusCommand.Create(),
        NodeCommand.Create(),
        LogsCommand.Create(),
        EnvCommand.Create(),
        DoctorCommand.Create(),
    ];

    /// <summary><c>--name</c>: which lab.</summary>
    public static Option<string> NameOption() => new("--name") { Description = "The lab's name", DefaultValueFactory = _ => "lab" };

    /// <summary>The lab that the command line names.</summary>
    public static ProcessLab Open(string name) => ProcessLab.Open(Home(name), Environment.ProcessPath!);

    public static LabHome Home(string name)
    {
        Hathi.Lab.Spec.LabSpecFile.CheckName(name, "--name");
        return LabHome.FromEnvironment(name);
    }

    /// <summary>Runs a command; what a user can mend is one line on standard error.</summary>
    public static async Task<int> RunAsync(Func<Task<int>> command)
    {
        try
        {
            return await command().ConfigureAwait(false);
        }
        catch (Exception e) when (DiskFaults.Is(e) || e is LabException or Hathi.Hadoop.Conf.ConfigurationException)
        {
            await Console.Error.WriteLineAsync("hathi: " + e.Message).ConfigureAwait(false);
            return ExitCode.Failed;
        }
    }
}
