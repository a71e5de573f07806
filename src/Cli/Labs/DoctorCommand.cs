using System.CommandLine;
using Hathi.Cli.Kit;
using Hathi.Lab;

namespace Hathi.Cli.Labs;

/// <summary><c>hathi doctor</c>: looks at the machine for what a lab needs.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var command = new Command("doctor", "Look at this machine for what a lab needs");
        command.SetAction((_, _) => LabCommands.RunAsync(() =>
        {
            var findings = Doctor.Examine(LabHome.FromEnvironment("lab"));
            foreach (var finding in findings)
            {
                Console.WriteLine($"{(finding.Ok ? "ok  " : "MEND")}  {finding.What,-16}  {finding.Detail}");
            }

            return Task.FromResult(findings.All(f => f.Ok) ? ExitCode.Ok : ExitCode.Failed);
        }));
        return command;
    }
}
