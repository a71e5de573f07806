using System.CommandLine;
using Hathi.Cli.Admin;
using Hathi.Cli.Demo;
using Hathi.Cli.Jobs;
using Hathi.Cli.Kit;
using Hathi.Cli.Labs;

namespace Hathi.Cli;

/// <summary>The verbs of <c>hathi</c> that are parsed as one command line; the Hadoop families parse their own.</summary>
internal static class RootVerbs
{
    public static async Task<int> RunAsync(string[] args)
    {
        var root = Create();
        if (args is [var verb, ..] && !verb.StartsWith('-') && root.Subcommands.All(c => c.Name != verb))
        {
            await Console.Error.WriteLineAsync(Unknown(verb, [.. root.Subcommands.Select(static c => c.Name)])).ConfigureAwait(false);
            return ExitCode.Failed;
        }

        return await root.Parse(args).InvokeAsync().ConfigureAwait(false);
    }

    /// <summary>What is said of a verb that there is not: which one was meant most likely.</summary>
    internal static string Unknown(string verb, IReadOnlyList<string> verbs)
    {
        var nearest = verbs.MinBy(known => NearestWord.Distance(verb.ToLowerInvariant(), known));
        return $"hathi: there is no verb '{verb}'; did you mean '{nearest}'? `hathi --help` lists all.";
    }

    internal static RootCommand Create()
    {
        var root = new RootCommand("Hathi: a big-data cluster in one program");
        foreach (var command in LabCommands.All())
        {
            root.Add(command);
        }

        foreach (var command in HadoopCommands.ForHelp())
        {
            root.Add(command);
        }

        root.Add(RunCommand.Create());
        root.Add(DemoCommand.Create());
        return root;
    }
}
