using System.CommandLine;
using Hathi.Cli.Kit;

namespace Hathi.Cli.Labs;

/// <summary><c>hathi logs NODE</c>: what a node has written to its log.</summary>
internal static class LogsCommand
{
    private const int DefaultLines = 100;

    public static Command Create()
    {
        var node = new Argument<string>("node") { Description = "For example pi-203" };
        var lines = new Option<int>("--lines")
        {
            Description = $"How many of the last lines ({DefaultLines})", DefaultValueFactory = _ => DefaultLines,
        };
        var name = LabCommands.NameOption();
        var command = new Command("logs", "Show the end of a node's log") { node, lines, name };
        command.SetAction((parsed, _) => LabCommands.RunAsync(() =>
        {
            var lab = LabCommands.Open(parsed.GetValue(name)!);
            var file = lab.Home.NodeLog(lab.Node(parsed.GetValue(node)!).Name);
            if (!File.Exists(file))
            {
                Console.Error.WriteLine($"hathi: {file} is not there yet: the node was never started");
                return Task.FromResult(ExitCode.Failed);
            }

            foreach (var line in File.ReadLines(file).TakeLast(parsed.GetValue(lines)))
            {
                Console.WriteLine(line);
            }

            return Task.FromResult(ExitCode.Ok);
        }));
        return command;
    }
}
