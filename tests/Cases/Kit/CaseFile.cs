using System.Text;

namespace Hathi.Tests.Cases;

/// <summary>What a sentence is there for.</summary>
internal enum CaseKeyword
{
    /// <summary>How things are.</summary>
    Given,

    /// <summary>What happens.</summary>
    When,

    /// <summary>A question, and its answer.</summary>
    Then,
}

/// <summary>One sentence of a case.</summary>
/// <param name="Line">Where it begins, from 1.</param>
/// <param name="LastLine">Where its answer ends.</param>
/// <param name="Keyword">What it is there for.</param>
/// <param name="Lead">The keyword as it is written: "and" repeats the one before.</param>
/// <param name="Text">Without keyword and answer.</param>
/// <param name="Answer">What is expected; empty where nothing is asked.</param>
internal sealed record Sentence(int Line, int LastLine, CaseKeyword Keyword, string Lead, string Text, string Answer);

/// <summary>
/// A decision as a text, one situation a file:
/// <code>
/// # A sentence that says what is shown and why it is so (Apache's class or key).
/// given nodes pi-1, pi-2 on rack /a      how things are
/// when 61 s pass                         what happens
/// then the holder of /f: bob             a question, a colon, its answer
/// and it is refused:                     "and" repeats the word before it
/// | Failed to …                          a long answer in lines of its own; how it is cut into lines does not matter
/// </code>
/// The words are those of a <see cref="Language"/>; tests/Cases/README.md has them all.
/// </summary>
internal sealed record CaseFile(string Name, IReadOnlyList<string> Lines, IReadOnlyList<Sentence> Sentences)
{
    private const string AnswerMark = "| ";

    // Lines that a rewrite writes are no longer than those that people write.
    private const int Columns = 130;

    /// <exception cref="CaseFault">It is no case; the message names file and line.</exception>
    public static CaseFile Read(string path, string name) => Parse(name, File.ReadAllLines(path));

    /// <exception cref="CaseFault">It is no case; the message names file and line.</exception>
    public static CaseFile Parse(string name, IReadOnlyList<string> lines)
    {
        if (lines.Count == 0 || !lines[0].StartsWith("# ", StringComparison.Ordinal))
        {
            throw new CaseFault($"{name}:1: a case begins with '# ' and a sentence that says what it shows, and why it is so");
        }

        var sentences = new List<Sentence>();
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            sentences.Add(ReadSentence($"{name}:{i + 1}", lines, ref i, sentences.Count == 0 ? null : sentences[^1].Keyword));
        }

        return sentences.Exists(static s => s.Keyword == CaseKeyword.Then)
            ? new CaseFile(name, lines, sentences)
            : throw new CaseFault($"{name}:{lines.Count}: nothing is asked: there is no 'then'");
    }

    /// <summary>The lines with other answers.</summary>
    public IReadOnlyList<string> WithAnswers(IReadOnlyDictionary<Sentence, string> answers)
    {
        var changed = Sentences.Where(answers.ContainsKey).ToDictionary(static s => s.Line);
        var lines = new List<string>();
        for (var number = 1; number <= Lines.Count; number++)
        {
            if (!changed.TryGetValue(number, out var sentence))
            {
                lines.Add(Lines[number - 1]);
                continue;
            }

            Write($"{sentence.Lead} {sentence.Text}:", answers[sentence], lines);
            number = sentence.LastLine;
        }

        return lines;
    }

    /// <summary>The sentence that begins in a line; <paramref name="i"/> is the last of its lines afterwards.</summary>
    internal static Sentence ReadSentence(string at, IReadOnlyList<string> lines, ref int i, CaseKeyword? before)
    {
        var (line, space) = (lines[i], lines[i].IndexOf(' ', StringComparison.Ordinal));
        var lead = space < 0 ? line : line[..space];
        CaseKeyword? keyword = lead switch
        {
            "given" => CaseKeyword.Given,
            "when" => CaseKeyword.When,
            "then" => CaseKeyword.Then,
            "and" => before,
            _ => null,
        };
        if (keyword is not { } known || space < 0)
        {
            throw new CaseFault($"{at}: a sentence begins with given, when, then or (behind another) and: {line}");
        }

        var text = line[(space + 1)..];
        return known == CaseKeyword.Then ? Question(at, lines, ref i, lead, text) : new Sentence(i + 1, i + 1, known, lead, text, "");
    }

    private static Sentence Question(string at, IReadOnlyList<string> lines, ref int i, string lead, string text)
    {
        var first = i + 1;
        if (text.IndexOf(": ", StringComparison.Ordinal) is >= 0 and var colon)
        {
            return new Sentence(first, first, CaseKeyword.Then, lead, text[..colon], Flat(text[(colon + 2)..]));
        }

        if (!text.EndsWith(':'))
        {
            throw new CaseFault($"{at}: behind 'then' stand a question, a colon and its answer: {lines[i]}");
        }

        var answer = new StringBuilder();
        while (i + 1 < lines.Count && lines[i + 1].StartsWith(AnswerMark, StringComparison.Ordinal))
        {
            answer.Append(lines[++i][AnswerMark.Length..]).Append(' ');
        }

        return new Sentence(first, i + 1, CaseKeyword.Then, lead, text[..^1], Flat(answer.ToString()));
    }

    /// <summary>One line, whatever it was cut into.</summary>
    public static string Flat(string text) => string.Join(' ', text.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));

    private static void Write(string question, string answer, List<string> lines)
    {
        if (question.Length + 1 + answer.Length <= Columns)
        {
            lines.Add($"{question} {answer}");
            return;
        }

        lines.Add(question);
        lines.AddRange(Cut(answer).Select(static line => AnswerMark + line));
    }

    /// <summary>Words in lines that are not too long; of none there are none.</summary>
    public static IEnumerable<string> Cut(string words)
    {
        var line = new StringBuilder();
        foreach (var word in words.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > Columns)
            {
                yield return line.ToString();
                line.Clear();
            }

            line.Append(line.Length > 0 ? " " : "").Append(word);
        }

        if (line.Length > 0)
        {
            yield return line.ToString();
        }
    }
}
