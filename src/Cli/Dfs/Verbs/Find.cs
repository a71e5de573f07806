using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;

namespace Hathi.Cli.Dfs.Verbs;

/// <summary><c>-find</c>: names in trees. Source: Apache <c>org.apache.hadoop.fs.shell.find</c>.</summary>
internal sealed class Find : Verb
{
    private IReadOnlyList<FindStep> _steps = [];

    public override string Name => "find";

    public override string Usage => "<path> ... <expression> ...";

    public override string Help =>
        """
        Walks through each path and does with everything there what the expression says; without one, prints it.
          -name pattern   the name matches the pattern (*, ?, [a-z], {a,b})
          -iname pattern  the same, capital or not
          -print          print the path; always true
          -print0         print the path and a zero byte; always true
          expression -a expression, -and, or one after the other: the second only where the first is true
          ( expression )  as one
        """;

    protected override ValueTask PrepareAsync(List<string> args)
    {
        var flags = new Flags(1, Flags.AnyNumber, "L", "H") { LeaveUnknown = true };
        flags.Parse(args);
        var start = args.FindIndex(static arg => arg.StartsWith('-'));
        if (start >= 0)
        {
            _steps = FindExpression.Parse(args.GetRange(start, args.Count - start));
            args.RemoveRange(start, args.Count - start);
        }
        else
        {
            _steps = FindExpression.Parse([]);
        }

        if (args.Count == 0)
        {
            args.Add(".");
        }

        Recursive = true;
        return ValueTask.CompletedTask;
    }

    protected override ValueTask ProcessPathAsync(PathItem item)
    {
        foreach (var step in _steps)
        {
            if (step.Pattern is not null)
            {
                if (!step.Pattern.Matches(step.IgnoreCase ? item.Name.ToLowerInvariant() : item.Name))
                {
                    break;
                }
            }
            else
            {
                Out.Print(item.Text + step.End);
            }
        }

        return ValueTask.CompletedTask;
    }
}
