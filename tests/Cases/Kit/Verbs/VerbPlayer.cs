using System.Text;
using Hathi.Architecture.Tests;

namespace Hathi.Tests.Cases.Verbs;

/// <summary>
/// Runs the commands of a text one after the other and compares every answer. With HATHI_CASES_REWRITE=1 the answers in the file become
/// what is printed: read what that has changed before you commit it.
/// </summary>
internal static class VerbPlayer
{
    /// <summary>Fails where a text cannot be read or is not so.</summary>
    public static async Task CheckAsync(VerbText text, VerbStage stage)
    {
        var differences = CaseRun.IsRewriting ? await RecordAsync(text, stage) : (await PlayAsync(text, stage)).Differences;
        Assert.True(differences.Length == 0, differences);
    }

    /// <summary>Writes down what is printed instead of what the text says.</summary>
    /// <returns>What else differed.</returns>
    public static async Task<string> RecordAsync(VerbText text, VerbStage stage)
    {
        var (_, others, questions) = await PlayAsync(text, stage);
        await File.WriteAllLinesAsync(Path.Join(Repository.Root, text.Name), text.WithAnswers(others));
        return questions;
    }

    /// <summary>
    /// What differed, readable; empty when nothing did. What was printed instead, as a text would say it. What differed of questions.
    /// </summary>
    public static async Task<(string Differences, Dictionary<Exchange, Answer> Others, string Questions)> PlayAsync(
        VerbText text, VerbStage stage)
    {
        var (differences, questions) = (new StringBuilder(), new StringBuilder());
        var others = new Dictionary<Exchange, Answer>();
        foreach (var step in text.Steps)
        {
            var where = $"{text.Name}:{step.Line}";
            if (step is Said { Sentence: var sentence })
            {
                var found = CaseFile.Flat(Say(sentence, stage, where));
                questions.Append(found == sentence.Answer
                    ? ""
                    : $"{where}: then {sentence.Text}\n{Difference.Of("|", sentence.Answer, found)}");
            }
            else if (step is Exchange exchange && exchange.Only.All(stage.Kind.Contains))
            {
                var words = exchange.Words().ConvertAll(stage.Names.Fill);
                var answer = await stage.Run(words, stage.Names.Fill(exchange.Input.ToString()), exchange.User);
                if (Compare(exchange, answer, stage.Names) is { Length: > 0 } different)
                {
                    differences.Append($"{where}: $ {exchange.Command}\n{different}");
                    others.Add(exchange, new Answer(stage.Names.Write(answer.Output), stage.Names.Write(answer.Error), answer.ExitCode));
                }
            }
        }

        return (differences.ToString() + questions, others, questions.ToString());
    }

    private static string Say(Sentence sentence, VerbStage stage, string where)
    {
        try
        {
            return (stage.Language ?? throw new CaseFault("nothing can be given or asked here")).Do(sentence);
        }
        catch (CaseFault fault)
        {
            throw new CaseFault($"{where}: {fault.Message}");
        }
    }

    private static string Compare(Exchange exchange, Answer answer, VerbNames names) =>
        Compare("|", exchange.Output.ToString(), answer.Output, names) + CompareError(exchange, answer.Error, names)
        + (exchange.ExitCode is { } code && code != answer.ExitCode ? $"  = {answer.ExitCode} where {code} is expected\n" : "");

    private static string CompareError(Exchange exchange, string printed, VerbNames names) => exchange.FirstErrorLine is { } first
        ? Compare("!1", first + "\n", printed[..(printed.IndexOf('\n', StringComparison.Ordinal) + 1)], names)
        : Compare("!", WithOptional(exchange.Error.ToString(), printed.Length > 0), printed, names);

    /// <summary>Optional lines stay when anything came, and go when nothing did.</summary>
    private static string WithOptional(string expected, bool keep) => keep
        ? expected.Replace(Exchange.Optional.ToString(), "", StringComparison.Ordinal)
        : string.Concat(expected.Split('\n').Where(static l => l.Length > 0 && l[0] != Exchange.Optional).Select(static l => l + "\n"));

    private static string Compare(string mark, string expected, string printed, VerbNames names) =>
        names.Fits(expected, printed) ? "" : Difference.Of(mark, names.Fill(expected), printed);
}
