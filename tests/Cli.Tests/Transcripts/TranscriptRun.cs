using System.Text;
using System.Text.RegularExpressions;
using Hathi.Cli.Kit;
using Hathi.Tests.Cases;

namespace Hathi.Cli.Tests.Transcripts;

/// <summary>What a command answered.</summary>
internal sealed record Answer(string Output, string Error, int ExitCode);

/// <summary>Runs one command line: words, standard input, user (null: the test's own).</summary>
internal delegate Task<Answer> RunCommand(IReadOnlyList<string> words, string input, string? user);

/// <summary>Where a transcript is run.</summary>
/// <param name="Kind">hdfs or local, and ours when it is hathi that runs.</param>
/// <param name="Root">A folder that is there and empty.</param>
/// <param name="Full">The same with its file system.</param>
/// <param name="Uri">The same as a URI.</param>
/// <param name="Local">A folder of this machine that is there and empty.</param>
/// <param name="User">Who owns new files.</param>
/// <param name="Group">Which group has them.</param>
internal sealed record Stage(IReadOnlyList<string> Kind, string Root, string Full, string Uri, string Local, string User, string Group)
{
    public string Fill(string text) => text
        .Replace("$ROOT", Root, StringComparison.Ordinal)
        .Replace("$FULL", Full, StringComparison.Ordinal)
        .Replace("$URI", Uri, StringComparison.Ordinal)
        .Replace("$LURI", "file://" + Local, StringComparison.Ordinal)
        .Replace("$LOCAL", Local, StringComparison.Ordinal)
        .Replace("$USER", User, StringComparison.Ordinal)
        .Replace("$GROUP", Group, StringComparison.Ordinal);
}

/// <summary>Runs the commands of a transcript one after the other and compares every answer.</summary>
internal static class TranscriptRun
{
    /// <returns>What differed, readable; empty when nothing did.</returns>
    public static async Task<string> DifferencesAsync(Transcript transcript, Stage stage, RunCommand run)
    {
        var differences = new StringBuilder();
        foreach (var exchange in transcript.Exchanges)
        {
            if (!exchange.Only.All(stage.Kind.Contains))
            {
                continue;
            }

            var words = exchange.Words().ConvertAll(stage.Fill);
            var answer = await run(words, stage.Fill(exchange.Input.ToString()), exchange.User);
            var different = Compare("|", stage.Fill(exchange.Output.ToString()), answer.Output)
                + CompareError(exchange, stage, answer.Error)
                + (answer.ExitCode == exchange.ExitCode ? "" : $"  = {answer.ExitCode} where {exchange.ExitCode} is expected\n");
            if (different.Length > 0)
            {
                differences.Append($"{transcript.Name}.test:{exchange.Line}: $ {exchange.Command}\n{different}");
            }
        }

        return differences.ToString();
    }

    private static string CompareError(Exchange exchange, Stage stage, string actual) => exchange.FirstErrorLine is { } first
        ? Compare("!1", stage.Fill(first) + "\n", actual[..(actual.IndexOf('\n', StringComparison.Ordinal) + 1)])
        : Compare("!", stage.Fill(WithOptional(exchange.Error.ToString(), actual.Length > 0)), actual);

    /// <summary>Optional lines stay when anything came, and go when nothing did.</summary>
    private static string WithOptional(string expected, bool keep) => keep
        ? expected.Replace(Exchange.Optional.ToString(), "", StringComparison.Ordinal)
        : string.Concat(expected.Split('\n').Where(l => l.Length > 0 && l[0] != Exchange.Optional).Select(l => l + "\n"));

    private static string Compare(string mark, string expected, string actual) =>
        Matches(expected, actual) ? "" : Difference.Of(mark, expected, actual);

    private static bool Matches(string expected, string actual)
    {
        if (!expected.Contains('$', StringComparison.Ordinal))
        {
            return expected == actual;
        }

        var pattern = Regex.Escape(expected)
            .Replace("\\$TIME", "[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}", StringComparison.Ordinal)
            .Replace("\\$ANY", "[^\n]*", StringComparison.Ordinal);
        return Regex.IsMatch(actual, $"\\A{pattern}\\z", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10));
    }
}
