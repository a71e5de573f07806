using System.Text;
using Hathi.Architecture.Tests;

namespace Hathi.Tests.Cases;

/// <summary>
/// Runs the cases in tests/Cases. With HATHI_CASES_REWRITE=1 the answers in the files become what is found: read what that has
/// changed before you commit it.
/// </summary>
internal static class CaseRun
{
    private const string Folder = "tests/Cases";

    /// <summary>Files are to be written, not looked at.</summary>
    internal static readonly bool IsRewriting = Environment.GetEnvironmentVariable("HATHI_CASES_REWRITE") == "1";

    /// <summary>The cases of a folder, without their ends.</summary>
    public static TheoryData<string> Files(string folder) => [.. Names(folder)];

    /// <summary>Fails where a case cannot be read or is not so.</summary>
    /// <param name="folder">Below tests/Cases.</param>
    /// <param name="name">Of the file, without its end.</param>
    /// <param name="language">Made anew for each seed.</param>
    /// <param name="seeds">Where it is chance that decides: runs, whose different answers are joined by "or".</param>
    public static void Check(string folder, string name, Func<ulong, Language> language, int seeds)
    {
        var file = Read(folder, name + ".txt");
        var (answers, fault) = Answers(file, language, seeds);
        if (IsRewriting && fault.Length == 0)
        {
            var others = answers.Where(static a => a.Value != a.Key.Answer).ToDictionary();
            File.WriteAllLines(Path.Join(Repository.Root, file.Name), file.WithAnswers(others));
            return;
        }

        var differences = Differences(file, answers) + fault;
        Assert.True(differences.Length == 0, differences);
    }

    /// <summary>
    /// Fails where the table of words and the language differ, or a word stands in no case: nobody would know whether it works.
    /// </summary>
    /// <param name="title">Of the table's part of the README.</param>
    /// <param name="language">Made anew for each case.</param>
    /// <param name="folders">With its cases.</param>
    public static void CheckWords(string title, Func<Language> language, params string[] folders)
    {
        var files = folders.SelectMany(static folder => Names(folder).Select(name => Read(folder, name + ".txt")));
        CheckWords(title, language(), files.SelectMany(file => Used(file, language())));
    }

    /// <summary>The same, of words that stand in other files than cases.</summary>
    internal static void CheckWords(string title, Language language, IEnumerable<string> usedForms)
    {
        var told = Table(title);
        var known = language.Phrases.Select(static p => p.Form).ToList();
        var used = usedForms.ToHashSet(StringComparer.Ordinal);
        List<string> wrong =
        [
            .. known.Except(told).Select(static form => $"not in the table: {form}"),
            .. told.Except(known).Select(static form => $"in the table, and no words: {form}"),
            .. known.Except(used).Select(static form => $"in no case: {form}"),
        ];
        Assert.Empty(wrong);
    }

    /// <summary>What is found instead of the answers that a case expects; and why it could not go on, empty where it could.</summary>
    internal static (Dictionary<Sentence, string> Answers, string Fault) Answers(CaseFile file, Func<ulong, Language> language, int seeds)
    {
        var found = new Dictionary<Sentence, SortedSet<string>>();
        var fault = "";
        for (var seed = 1; seed <= seeds && fault.Length == 0; seed++)
        {
            fault = Run(file, language((ulong)seed), found);
        }

        return (found.ToDictionary(static f => f.Key, static f => string.Join(" or ", f.Value)), fault);
    }

    internal static string Differences(CaseFile file, Dictionary<Sentence, string> answers)
    {
        var differences = new StringBuilder();
        foreach (var sentence in file.Sentences)
        {
            if (answers.TryGetValue(sentence, out var answer) && answer != sentence.Answer)
            {
                differences.Append($"{file.Name}:{sentence.Line}: {sentence.Lead} {sentence.Text}\n");
                differences.Append(Difference.Of("|", sentence.Answer, answer));
            }
        }

        return differences.ToString();
    }

    private static string Run(CaseFile file, Language language, Dictionary<Sentence, SortedSet<string>> found)
    {
        var line = 0;
        try
        {
            foreach (var sentence in file.Sentences)
            {
                line = sentence.Line;
                var answer = language.Do(sentence);
                if (sentence.Keyword != CaseKeyword.Then)
                {
                    continue;
                }

                if (!found.TryGetValue(sentence, out var answers))
                {
                    found.Add(sentence, answers = new SortedSet<string>(StringComparer.Ordinal));
                }

                answers.Add(CaseFile.Flat(answer));
            }

            language.EndOfNews();
            return "";
        }
        catch (CaseFault fault)
        {
            return $"{file.Name}:{line}: {fault.Message}\n";
        }
        catch (Exception e)
        {
            return $"{file.Name}:{line}: {e}\n";
        }
    }

    private static CaseFile Read(string folder, string name) =>
        CaseFile.Read(Path.Join(Repository.Root, Folder, folder, name), $"{Folder}/{folder}/{name}");

    /// <summary>The same.</summary>
    internal static IEnumerable<string> Names(string folder) =>
        Repository.Files($"{Folder}/{folder}", "*.txt").Select(static f => Path.GetFileNameWithoutExtension(f)!);

    private static IEnumerable<string> Used(CaseFile file, Language language)
    {
        Run(file, language, []);
        return language.Phrases.Where(static p => p.IsUsed).Select(static p => p.Form);
    }

    // | `given nodes {nodes…} on rack {rack}` | what it means |
    private static List<string> Table(string title)
    {
        const string Start = "| `";
        return [.. File.ReadLines(Path.Join(Repository.Root, Folder, "README.md"))
            .SkipWhile(line => line != "## " + title)
            .Skip(1)
            .TakeWhile(static line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(static line => line.StartsWith(Start, StringComparison.Ordinal))
            .Select(static line => line[Start.Length..line.IndexOf('`', Start.Length)])];
    }
}
