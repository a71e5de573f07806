using System.CommandLine;
using Hathi.Cli.Kit;
using Hathi.Lab;

namespace Hathi.Cli.Labs;

/// <summary><c>hathi node start|stop|kill|pause NAME</c>: one node of a lab.</summary>
internal static class NodeCommand
{
    public static Command Create()
    {
        var command = new Command("node", "Start, stop, kill or pause one node of the lab");
        command.Add(Verb(
            "start",
            "Start a node, or let a paused one go on",
            (lab, node, cancellation) => lab.StartNodeAsync(node, new LabProgress(lab), cancellation)));
        command.Add(Verb("stop", "Ask a node to end", (lab, node, cancellation) => lab.StopNodeAsync(node, cancellation)));
        command.Add(Verb("kill", "End a node at once (kill -9)", (lab, node, cancellation) => lab.KillNodeAsync(node, cancellation)));
        command.Add(Verb(
            "pause",
            "Freeze a node: its connections stay open and nobody answers",
            (lab, node, cancellation) => lab.PauseNodeAsync(node, cancellation)));
        return command;
    }

    private static Command Verb(string verb, string description, Func<ProcessLab, string, CancellationToken, Task> action)
    {
        var node = new Argument<string>("node") { Description = "For example pi-203" };
        var name = LabCommands.NameOption();
        var command = new Command(verb, description) { node, name };
        command.SetAction((parsed, cancellation) => LabCommands.RunAsync(async () =>
        {
            var lab = LabCommands.Open(parsed.GetValue(name)!);
            await action(lab, parsed.GetValue(node)!, cancellation).ConfigureAwait(false);
            return ExitCode.Ok;
        }));
        return command;
    }
}
