using Hathi.Architecture.Tests;

namespace Hathi.Tests.Cases.Wire;

/// <summary>What happens in one step of a transcript.</summary>
internal enum StepKind
{
    /// <summary>"&gt;": the client sends these bytes.</summary>
    Send,

    /// <summary>"&lt;": the server sends exactly these bytes.</summary>
    Expect,

    /// <summary>"~": the server sends bytes of the same meaning: what is left out of the comparison, its protocol's player says.</summary>
    ExpectAlike,

    /// <summary>"closed": the server closes the connection.</summary>
    ExpectClosed,
}

/// <summary>One step.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="Bytes">None when the connection is closed.</param>
/// <param name="Words">What they mean, as the code under test reads them; empty: nobody says.</param>
/// <param name="Line">Where it stands, from 1; 0: in no file yet.</param>
internal sealed record Step(StepKind Kind, byte[] Bytes, string Words = "", int Line = 0);

/// <summary>
/// One exchange as readable text:
/// <code>
/// # What is shown, and who has said it.
/// given pool BP-1             what the server has at first, in the words of a language
/// &gt; 00 1c "text"              the client sends these bytes: hex pairs and quoted ASCII
///   41 42                     more of the same step
/// | writeBlock { … }          what they mean; how it is cut into lines does not matter
/// &lt; 0b 08                     the server sends exactly these bytes
/// ~ 0b 08                     the server sends bytes of the same meaning
/// closed                      it closes the connection
/// then blk_1_1001: finished   what the server has afterwards: a question, a colon, its answer
/// </code>
/// tests/Cases/README.md says more.
/// </summary>
/// <param name="Name">The file from the root of the source tree.</param>
internal sealed record Transcript(string Name, IReadOnlyList<string> Comments, IReadOnlyList<Step> Steps)
{
    private const string More = "  ";
    private const string Means = "| ";
    private const string Closed = "closed";
    private const string Given = "given ";
    private const string Then = "then ";

    /// <summary>What is there before the first step.</summary>
    public IReadOnlyList<Sentence> Givens { get; init; } = [];

    /// <summary>What is asked after the last step.</summary>
    public IReadOnlyList<Sentence> Thens { get; init; } = [];

    /// <param name="folder">Below tests/Cases.</param>
    /// <param name="name">Of the file, without its end.</param>
    public static string PathOf(string folder, string name) => $"tests/Cases/{folder}/{name}.txt";

    /// <inheritdoc cref="PathOf"/>
    /// <exception cref="CaseFault">It is no transcript; the message names file and line.</exception>
    public static Transcript Load(string folder, string name) =>
        Parse(PathOf(folder, name), File.ReadAllLines(Path.Join(Repository.Root, PathOf(folder, name))));

    /// <exception cref="CaseFault">It is no transcript; the message names file and line.</exception>
    public static Transcript Parse(string name, IReadOnlyList<string> lines)
    {
        var comments = new List<string>();
        var steps = new List<Step>();
        var (givens, thens) = (new List<Sentence>(), new List<Sentence>());
        foreach (var (i, line) in lines.Index())
        {
            try
            {
                switch (line)
                {
                    case "":
                        break;
                    case Closed:
                        steps.Add(new Step(StepKind.ExpectClosed, [], "", i + 1));
                        break;
                    case ['#', ..]:
                        comments.Add(line[1..].Trim());
                        break;
                    case ['>' or '<' or '~', ' ', ..]:
                        steps.Add(new Step(KindOf(line[0]), WireText.Parse(line[2..]), "", i + 1));
                        break;
                    default:
                        if (!TryContinue(steps, line) && !TrySay(givens, thens, i + 1, line))
                        {
                            throw new FormatException($"this is no step: {line}");
                        }

                        break;
                }
            }
            catch (FormatException e)
            {
                throw new CaseFault($"{name}:{i + 1}: {e.Message}");
            }
        }

        return new Transcript(name, comments, steps) { Givens = givens, Thens = thens };
    }

    /// <summary>As a file has it.</summary>
    public IReadOnlyList<string> Lines()
    {
        var lines = new List<string>();
        lines.AddRange(Comments.Select(static c => $"# {c}"));
        lines.AddRange(Givens.Select(static g => Given + g.Text));
        foreach (var step in Steps)
        {
            if (step.Kind == StepKind.ExpectClosed)
            {
                lines.Add(Closed);
                continue;
            }

            lines.AddRange(WireText.Lines(step.Bytes).Select((text, n) => (n == 0 ? $"{MarkOf(step.Kind)} " : More) + text));
            lines.AddRange(CaseFile.Cut(step.Words).Select(static text => Means + text));
        }

        lines.AddRange(Thens.Select(static t => $"{Then}{t.Text}: {t.Answer}"));
        return lines;
    }

    /// <summary>The same steps with a message each and what it means; bytes that are no message stay as they are.</summary>
    public Transcript Told(IMessageReader reader)
    {
        var told = new List<Step>();
        var waiting = new Dictionary<bool, byte[]> { [true] = [], [false] = [] };
        foreach (var step in Steps)
        {
            var isClients = step.Kind == StepKind.Send;
            byte[] bytes = [.. waiting[isClients], .. step.Bytes];
            while (reader.TryRead(isClients, bytes, out var words, out var count))
            {
                told.Add(new Step(step.Kind, bytes[..count], CaseFile.Flat(words)));
                bytes = bytes[count..];
            }

            waiting[isClients] = bytes;
            if (step.Kind == StepKind.ExpectClosed)
            {
                told.Add(step);
            }
        }

        var rests = waiting.Where(static w => w.Value.Length > 0);
        told.AddRange(rests.Select(static rest => new Step(rest.Key ? StepKind.Send : StepKind.Expect, rest.Value)));
        return this with { Steps = told };
    }

    public void Save() => File.WriteAllText(Path.Join(Repository.Root, Name), string.Concat(Lines().Select(static l => l + "\n")));

    // More bytes of the step before, or what they mean.
    private static bool TryContinue(List<Step> steps, string line)
    {
        if (steps.Count == 0 || steps[^1].Kind == StepKind.ExpectClosed)
        {
            return false;
        }

        var step = steps[^1];
        if (line.StartsWith(More, StringComparison.Ordinal) && step.Words.Length == 0)
        {
            steps[^1] = step with { Bytes = [.. step.Bytes, .. WireText.Parse(line)] };
            return true;
        }

        if (line.StartsWith(Means, StringComparison.Ordinal))
        {
            steps[^1] = step with { Words = CaseFile.Flat($"{step.Words} {line[Means.Length..]}") };
            return true;
        }

        return false;
    }

    private static bool TrySay(List<Sentence> givens, List<Sentence> thens, int number, string line)
    {
        if (line.StartsWith(Given, StringComparison.Ordinal))
        {
            givens.Add(new Sentence(number, number, CaseKeyword.Given, "given", line[Given.Length..], ""));
            return true;
        }

        if (line.StartsWith(Then, StringComparison.Ordinal) && line.IndexOf(": ", StringComparison.Ordinal) is > 0 and var colon)
        {
            thens.Add(new Sentence(number, number, CaseKeyword.Then, "then", line[Then.Length..colon], line[(colon + 2)..]));
            return true;
        }

        return false;
    }

    private static StepKind KindOf(char mark) => mark switch
    {
        '>' => StepKind.Send,
        '<' => StepKind.Expect,
        _ => StepKind.ExpectAlike,
    };

    private static char MarkOf(StepKind kind) => kind switch
    {
        StepKind.Send => '>',
        StepKind.Expect => '<',
        _ => '~',
    };
}

/// <summary>
/// What a protocol's bytes mean, by the codecs that ship. One an exchange, for what a message is depends on those before it.
/// </summary>
internal interface IMessageReader
{
    /// <summary>Reads the next message of one side.</summary>
    /// <param name="isClients">The client has sent it.</param>
    /// <param name="bytes">What that side has sent and was not read yet.</param>
    /// <param name="words">What it means.</param>
    /// <param name="count">Its bytes.</param>
    /// <returns>False: it is not there as a whole.</returns>
    bool TryRead(bool isClients, ReadOnlySpan<byte> bytes, out string words, out int count);
}
