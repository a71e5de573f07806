using System.CommandLine;
using Hathi.Cli.Kit;

namespace Hathi.Cli.Labs;

/// <summary><c>hathi down</c>: stops the lab's nodes; its data stays.</summary>
internal static class DownCommand
{
    public static Command Create()
    {
        var name = LabCommands.NameOption();
        var command = new Command("down", "Stop the lab; its data stays for the next `hathi up`") { name };
        command.SetAction((parsed, cancellation) => LabCommands.RunAsync(async () =>
        {
            var lab = LabCommands.Open(parsed.GetValue(name)!);
            await lab.DownAsync(new LabProgress(lab), cancellation).ConfigureAwait(false);
            return ExitCode.Ok;
        }));
        return command;
    }
}
