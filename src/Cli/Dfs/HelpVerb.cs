using Hathi.Cli.Dfs.Kit;

namespace Hathi.Cli.Dfs;

/// <summary><c>-help [cmd …]</c>.</summary>
internal sealed class HelpVerb : Verb
{
    public override string Name => "help";

    public override string Usage => "[cmd ...]";

    public override string Help => "Says what each of the commands does, or what all of them do.";

    protected override ValueTask PrepareAsync(List<string> args) => ValueTask.CompletedTask;

    protected override ValueTask ProcessTextsAsync(List<string> args)
    {
        if (args.Count == 0)
        {
            UsageText.WriteAll(Out, help: true);
        }

        foreach (var arg in args)
        {
            UsageText.WriteHelp(Out, UsageVerb.Find(arg));
        }

        return ValueTask.CompletedTask;
    }
}
