using System.Text;
using Hathi.Base.CommandLine;
using Hathi.Cli.Kit;

namespace Hathi.Cli.Yarn;

/// <summary>
/// A command's options, and which may go with which: what would be dropped is refused. Apache's commands refuse most of it in the same way
/// (usage, -1) and drop the rest without a word. Sources: ApplicationCLI.hasAnyOtherCLIOptions, NodeCLI, QueueCLI, LogsCLI.
/// </summary>
/// <param name="Name">As typed.</param>
/// <param name="Options">All of its options, those of its verbs too.</param>
/// <param name="Verbs">What it does; when several are asked for, the first is what the others must fit.</param>
internal sealed record YarnCommandTable(string Name, CommandOption[] Options, YarnVerb[] Verbs)
{
    private static readonly CommandOption Help = new("help", null, "this text");

    /// <summary>What is said when the command line asks for nothing.</summary>
    public string? Nothing { get; init; }

    /// <summary>Options of which there may be one, whatever is asked for: <c>a|b</c>.</summary>
    public string[] OneOf { get; init; } = [];

    /// <summary>All options with what they do, for people.</summary>
    public string Usage
    {
        get
        {
            var text = new StringBuilder();
            foreach (var verb in Verbs.Where(static v => v.Option.Length > 0))
            {
                Line(
                    text,
                    $"{Signature(verb.Option)}{string.Concat(verb.Needs.Select(n => " " + Alternatives(n)))}"
                    + $"{string.Concat(verb.With.Select(w => $" [{Alternatives(w)}]"))}",
                    verb.Text);
            }

            foreach (var option in Options.Where(o => Verbs.All(v => v.Option != o.Name)))
            {
                Line(text, Signature(option.Name), option.Text);
            }

            return text.ToString().TrimEnd('\n');
        }
    }

    /// <summary>Does what the command line asks for.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="UsageException">Its options do not fit together.</exception>
    /// <exception cref="InputException">There is no such option.</exception>
    public Task<int> RunAsync(YarnShell shell)
    {
        var options = Parse(shell.Arguments);
        if (options.Has(Help.Name))
        {
            shell.WriteUsage(Name, Usage);
            return Task.FromResult(ExitCodes.Ok);
        }

        if (options.Rest is [var stray, ..])
        {
            throw new UsageException($"'{stray}' belongs to no option");
        }

        var verb = Array.Find(Verbs, v => v.Option.Length == 0 || options.Has(v.Option))
            ?? throw new UsageException(
                Nothing ?? $"Invalid Command Usage : say one of {string.Join(", ", Verbs.Select(static v => "-" + v.Option))}");
        if (Both(options, [.. OneOf, .. verb.With]) is { } both)
        {
            shell.Streams.ErrorLine($"Invalid options. Can only accept one of {both.Replace('|', '/')}.");
            return Task.FromResult(ExitCodes.Usage);
        }

        Check(verb, options);
        return verb.Run(shell, options);
    }

    private CommandOptions Parse(IReadOnlyList<string> words)
    {
        try
        {
            return CommandOptions.Parse([.. Options, Help], words);
        }
        catch (CommandOptionException e)
        {
            throw e.Fault == CommandOptionFault.Unknown ? new InputException(e.Message) : new UsageException(e.Message);
        }
    }

    private void Check(YarnVerb verb, CommandOptions options)
    {
        var fitting = verb.Needs.Concat(verb.With).SelectMany(Split).Append(verb.Option).ToList();
        if (options.Given.FirstOrDefault(o => !fitting.Contains(o)) is { } other)
        {
            throw new UsageException($"-{verb.Option} and -{other} do not go together");
        }

        if (verb.Needs.FirstOrDefault(n => !Split(n).Any(options.Has)) is { } missing)
        {
            throw new UsageException(Nothing ?? $"-{verb.Option} goes with {Alternatives(missing)}");
        }
    }

    private static string? Both(CommandOptions options, IEnumerable<string> choices) =>
        choices.FirstOrDefault(c => Split(c).Count(options.Has) > 1);

    private static string[] Split(string choice) => choice.Split('|');

    private static void Line(StringBuilder text, string signature, string what) =>
        text.Append(' ').Append(signature).Append("\n      ").Append(what).Append('\n');

    private string Alternatives(string choice) => string.Join(" | ", Split(choice).Select(Signature));

    private string Signature(string name) =>
        Array.Find(Options, o => o.Name == name) is { Value: { } value } ? $"-{name} <{value}>" : $"-{name}";
}
