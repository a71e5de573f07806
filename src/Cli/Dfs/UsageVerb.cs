using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;

namespace Hathi.Cli.Dfs;

/// <summary><c>-usage [cmd …]</c>.</summary>
internal sealed class UsageVerb : Verb
{
    public override string Name => "usage";

    public override string Usage => "[cmd ...]";

    public override string Help => "Says in one line how each of the commands is written, or all of them.";

    /// <param name="name">With or without the dash.</param>
    /// <exception cref="UsageException">There is no such verb.</exception>
    public static Verb Find(string name) =>
        VerbTable.Find(name.StartsWith('-') ? name : "-" + name) ?? throw new UsageException($"`{name}': Unknown command");

    protected override ValueTask PrepareAsync(List<string> args) => ValueTask.CompletedTask;

    protected override ValueTask ProcessTextsAsync(List<string> args)
    {
        if (args.Count == 0)
        {
            UsageText.WriteAll(Out, help: false);
        }

        foreach (var arg in args)
        {
            Out.Line(UsageText.Of(Find(arg)));
        }

        return ValueTask.CompletedTask;
    }
}
