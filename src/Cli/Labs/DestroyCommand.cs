using System.CommandLine;
using Hathi.Cli.Kit;

namespace Hathi.Cli.Labs;

/// <summary><c>hathi destroy</c>: stops the lab and removes it with all data; asks first, unless told not to.</summary>
internal static class DestroyCommand
{
    public static Command Create()
    {
        var name = LabCommands.NameOption();
        var yes = new Option<bool>("--yes") { Description = "Do not ask" };
        var command = new Command("destroy", "Stop the lab and remove it with all its data") { name, yes };
        command.SetAction((parsed, cancellation) => LabCommands.RunAsync(async () =>
        {
            var lab = LabCommands.Open(parsed.GetValue(name)!);
            if (!parsed.GetValue(yes))
            {
                Console.Write($"Remove lab '{lab.Spec.Name}' in {lab.Home.Directory} with all its data? [y/N] ");
                if (Console.ReadLine()?.Trim().ToLowerInvariant() is not ("y" or "yes"))
                {
                    Console.WriteLine("nothing was removed");
                    return ExitCode.Failed;
                }
            }

            await lab.DestroyAsync(new LabProgress(lab), cancellation).ConfigureAwait(false);
            return ExitCode.Ok;
        }));
        return command;
    }
}
