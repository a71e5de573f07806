using System.Globalization;
using Hathi.Architecture.Tests;

namespace Hathi.Tests.Cases.Verbs;

/// <summary>
/// What a user types and what is printed, as a text:
/// <code>
/// # What is shown, and who has printed it.
/// given 127.77.74.1 has 8 GiB    how things are, in the words of a language; "when" what happens between two commands
/// @only hdfs                     from here on: what makes sense only there (local, apache); "ours" where we mean to differ, "any": all
/// @as ada                        the following commands are run by this user; "@as" ends it
/// $ -put - $ROOT/a.txt           a command line; '…' and "…" quote
/// &lt; hello                        standard input, line by line
/// | Found 1 items                standard output, line by line; "|- text" has no line feed, \0 is a zero byte, \s at the end a space
/// ! ls: `/x': No such …          standard error, line by line
/// !? Moved: …                    a line that standard error may have or not
/// !1 -ls: Illegal option -x      the first line of standard error; the rest is usage, which everybody words his own way
/// = 1                            exit code when it is not 0; $ANY where it depends on the machine
/// then the state of count: KILLED    what the server has afterwards
/// </code>
/// tests/Cases/README.md has the names of what is another each time (<c>$TIME</c>, <c>$ANY</c>).
/// </summary>
/// <param name="Name">The file from the root of the source tree.</param>
/// <param name="Lines">All of it.</param>
/// <param name="Steps">In their order.</param>
internal sealed record VerbText(string Name, IReadOnlyList<string> Lines, IReadOnlyList<VerbStep> Steps)
{
    private const string Only = "@only ";
    private const string As = "@as";
    private const string ZeroByte = "\\0";
    private const string LastSpace = "\\s";

    /// <summary>The commands.</summary>
    public IEnumerable<Exchange> Exchanges => Steps.OfType<Exchange>();

    /// <summary>What is said between them.</summary>
    public IEnumerable<Sentence> Sentences => Steps.OfType<Said>().Select(static s => s.Sentence);

    /// <param name="folder">Below tests/Cases/verbs.</param>
    /// <param name="name">Of the file, without its end.</param>
    /// <exception cref="CaseFault">It is no such text; the message names file and line.</exception>
    public static VerbText Load(string folder, string name)
    {
        var path = $"tests/Cases/verbs/{folder}/{name}.txt";
        return Parse(path, File.ReadAllLines(Path.Join(Repository.Root, path)));
    }

    /// <exception cref="CaseFault">It is no such text; the message names file and line.</exception>
    public static VerbText Parse(string name, IReadOnlyList<string> lines)
    {
        if (lines.Count == 0 || !lines[0].StartsWith("# ", StringComparison.Ordinal))
        {
            throw new CaseFault($"{name}:1: a text begins with '# ' and a sentence that says what it shows");
        }

        var steps = new List<VerbStep>();
        IReadOnlyList<string> only = [];
        string? user = null;
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            switch (line)
            {
                case "" or ['#', ..]:
                    break;
                case ['@', ..] when line.StartsWith(Only, StringComparison.Ordinal):
                    only = [.. line[Only.Length..].Split(' ').Where(static w => w != "any")];
                    break;
                case ['@', ..] when line.StartsWith(As, StringComparison.Ordinal):
                    user = line[As.Length..].Trim() is { Length: > 0 } who ? who : null;
                    break;
                case ['$', ' ', .. var command]:
                    steps.Add(new Exchange(i + 1, command, only, user));
                    break;
                case ['<' or '|' or '!' or '=', ..] when steps is [.., Exchange exchange]:
                    Take(exchange, line, $"{name}:{i + 1}");
                    exchange.LastLine = i + 1;
                    break;
                default:
                    var before = steps is [.., Said said] ? said.Sentence.Keyword : (CaseKeyword?)null;
                    steps.Add(new Said(CaseFile.ReadSentence($"{name}:{i + 1}", lines, ref i, before)));
                    break;
            }
        }

        return new VerbText(name, lines, steps);
    }

    /// <summary>The lines with other answers.</summary>
    public IReadOnlyList<string> WithAnswers(IReadOnlyDictionary<Exchange, Answer> answers)
    {
        var changed = Exchanges.Where(answers.ContainsKey).ToDictionary(static e => e.Line);
        var lines = new List<string>();
        for (var number = 1; number <= Lines.Count; number++)
        {
            lines.Add(Lines[number - 1]);
            if (changed.TryGetValue(number, out var exchange))
            {
                lines.AddRange(Lines.Take(exchange.LastLine).Skip(number).Where(static l => l.StartsWith('<')));
                lines.AddRange(Format(answers[exchange]));
                number = exchange.LastLine;
            }
        }

        return lines;
    }

    /// <summary>As it is found in the file.</summary>
    private static IEnumerable<string> Format(Answer answer)
    {
        foreach (var line in Cut(answer.Output))
        {
            yield return line.EndsWith('\n') ? Shown("| " + line[..^1]) : Shown("|- " + line);
        }

        // Of Java's stack the first line says what has happened.
        var isStack = answer.Error.Contains("\n\tat ", StringComparison.Ordinal);
        foreach (var line in Cut(answer.Error).Take(isStack ? 1 : int.MaxValue))
        {
            yield return Shown($"{(isStack ? "!1" : "!")} {line.TrimEnd('\n')}");
        }

        if (answer.ExitCode != 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"= {answer.ExitCode}");
        }
    }

    // What nobody would see in a file: a zero byte, a space at the end of a line. Of an empty line the mark alone.
    private static string Shown(string line)
    {
        line = line.Replace("\0", ZeroByte, StringComparison.Ordinal);
        return line.Length == 2 ? line[..1] : line.EndsWith(' ') ? line[..^1] + LastSpace : line;
    }

    private static string Read(string text)
    {
        text = text.Replace(ZeroByte, "\0", StringComparison.Ordinal);
        return text.EndsWith(LastSpace, StringComparison.Ordinal) ? text[..^LastSpace.Length] + " " : text;
    }

    // With their ends.
    private static IEnumerable<string> Cut(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            var end = text.IndexOf('\n', at);
            end = end < 0 ? text.Length : end + 1;
            yield return text[at..end];
            at = end;
        }
    }

    private static void Take(Exchange exchange, string line, string at)
    {
        var text = line.Length > 2 ? Read(line[2..]) : "";
        switch (line[0])
        {
            case '<':
                exchange.Input.Append(NoLineFeed(line) ? line[3..] : text + "\n");
                break;
            case '|':
                exchange.Output.Append(NoLineFeed(line) ? Read(line[3..]) : text + "\n");
                break;
            case '!' when line.StartsWith("!1 ", StringComparison.Ordinal):
                exchange.FirstErrorLine = Read(line[3..]);
                break;
            case '!' when line.StartsWith("!? ", StringComparison.Ordinal):
                exchange.Error.Append(Exchange.Optional + Read(line[3..]) + "\n");
                break;
            case '!':
                exchange.Error.Append(text + "\n");
                break;
            default:
                exchange.ExitCode = text == "$ANY" ? null
                    : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code
                    : throw new CaseFault($"{at}: '{text}' is no exit code");
                break;
        }
    }

    private static bool NoLineFeed(string line) => line.Length > 2 && line[1] == '-' && line[2] == ' ';
}
