using Hathi.Base;
using Hathi.Cli.Kit;
using Hathi.Hdfs.Client.Glob;

namespace Hathi.Cli.Dfs.Verbs;

/// <summary>One step of an expression: a test of the name, or printing the path.</summary>
/// <param name="Pattern">What the name must match; null for printing.</param>
/// <param name="IgnoreCase">Pattern and name in small letters.</param>
/// <param name="End">What follows a printed path.</param>
internal sealed record FindStep(GlobPattern? Pattern, bool IgnoreCase, string End);

/// <summary>
/// Reads an expression of <c>-find</c>. All operators mean "and": it is a list of steps, ended by the first that is false.
/// </summary>
internal static class FindExpression
{
    private static readonly FindStep Print = new(null, false, "\n");

    /// <returns>The steps; printing is added when nothing is printed.</returns>
    /// <exception cref="UsageException">An operand is missing, or a pattern is not complete.</exception>
    /// <exception cref="IOException">A word has no place in an expression.</exception>
    public static IReadOnlyList<FindStep> Parse(IReadOnlyList<string> words)
    {
        var steps = new List<FindStep>();
        var depth = 0;
        var wantsOperand = false;
        for (var at = 0; at < words.Count; at++)
        {
            switch (words[at])
            {
                case "(":
                    depth++;
                    break;
                case ")":
                    depth--;
                    break;
                case "-a" or "-and":
                    wantsOperand = !wantsOperand && steps.Count > 0
                        ? true
                        : throw new UsageException($"{words[at]} stands between two expressions");
                    break;
                case var word:
                    steps.Add(Step(word, words, ref at));
                    wantsOperand = false;
                    break;
            }

            if (depth < 0)
            {
                throw new RefusedException("Unexpected argument: )");
            }
        }

        if (depth > 0 || wantsOperand)
        {
            throw new UsageException(depth > 0 ? "An expression is not closed: ) is missing" : "An expression is missing behind -a");
        }

        if (steps.TrueForAll(static s => s.Pattern is not null))
        {
            steps.Add(Print);
        }

        return steps;
    }

    private static GlobPattern Compile(string pattern)
    {
        try
        {
            return GlobPattern.Compile(pattern);
        }
        catch (IOException e)
        {
            throw new UsageException(e.Message);
        }
    }

    private static FindStep Step(string word, IReadOnlyList<string> words, ref int at)
    {
        switch (word)
        {
            case "-print":
                return Print;
            case "-print0":
                return Print with { End = "\0" };
            case "-name" or "-iname":
                if (++at == words.Count)
                {
                    throw new UsageException($"{word} needs a pattern");
                }

                var ignoreCase = word == "-iname";
                return new FindStep(Compile(ignoreCase ? words[at].ToLowerInvariant() : words[at]), ignoreCase, "");
            default:
                throw new RefusedException("Unexpected argument: " + word);
        }
    }
}
