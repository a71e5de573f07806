using System.Globalization;
using Hathi.Architecture.Tests;

namespace Hathi.Tests.Cases.Rest;

/// <summary>What is said in answer to a request.</summary>
/// <param name="Status">Of HTTP.</param>
/// <param name="Type">The kind of content, without the set of characters; null: there is none.</param>
/// <param name="Location">The path that it points to; null: to none.</param>
/// <param name="Body">Empty: there is none.</param>
internal sealed record RestAnswer(int Status, string? Type, string? Location, string Body);

/// <summary>A request and its answer.</summary>
/// <param name="Line">Where it stands, from 1.</param>
/// <param name="Method">GET, PUT, …</param>
/// <param name="Path">With parameters.</param>
/// <param name="Body">JSON; empty: there is none.</param>
/// <param name="Answer">What Apache's server says.</param>
/// <param name="Ours">What ours is to say instead; null: the same.</param>
internal sealed record RestExchange(int Line, string Method, string Path, string Body, RestAnswer Answer, RestAnswer? Ours);

/// <summary>
/// Requests to a REST service and their answers as readable text:
/// <code>
/// # What is shown, and who has answered.
/// &gt; PUT /ws/v1/cluster/apps/$APP/state       a request
///   { "state": "KILLED" }                    its body
/// &lt; 202 application/json                      status, kind of content, path of the location; "-" where there is none
///   { "state": "$TEXT" }                     the body: the same members with the same values, in any order
/// &lt;ours 200 application/json                  where ours is to answer otherwise: the comment says why
///   { "state": "KILLED" }
/// </code>
/// <c>$TEXT</c> and <c>$NUMBER</c> stand for any text and any number, every other name in capitals for what stood in its place first.
/// </summary>
/// <param name="Name">The file from the root of the source tree.</param>
internal sealed record RestTranscript(string Name, IReadOnlyList<string> Comments, IReadOnlyList<RestExchange> Exchanges)
{
    private const string More = "  ";
    private const string None = "-";
    private const string Apaches = "<";
    private const string Ours = "<ours";

    /// <param name="folder">Below tests/Cases.</param>
    /// <param name="name">Of the file, without its end.</param>
    /// <exception cref="CaseFault">It is no transcript; the message names file and line.</exception>
    public static RestTranscript Load(string folder, string name)
    {
        var path = $"tests/Cases/{folder}/{name}.txt";
        return Parse(path, File.ReadAllLines(Path.Join(Repository.Root, path)));
    }

    /// <summary>Fails where a file is not written as it would be recorded: a recording shows what has changed, and nothing else.</summary>
    public static void AssertIsAsRecorded(string folder, string name)
    {
        var transcript = Load(folder, name);
        Assert.Equal(transcript.Lines(), File.ReadAllLines(Path.Join(Repository.Root, transcript.Name)));
    }

    /// <exception cref="CaseFault">It is no transcript; the message names file and line.</exception>
    public static RestTranscript Parse(string name, IReadOnlyList<string> lines)
    {
        var comments = new List<string>();
        var exchanges = new List<RestExchange>();
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            if (line.Length == 0)
            {
                continue;
            }

            if (line[0] == '#')
            {
                comments.Add(line[1..].Trim());
                continue;
            }

            exchanges.Add(ReadExchange(name, lines, ref i));
        }

        return exchanges.Count > 0 ? new RestTranscript(name, comments, exchanges) : throw new CaseFault($"{name}:1: nothing is asked");
    }

    /// <summary>As a file has it.</summary>
    public IReadOnlyList<string> Lines() =>
    [
        .. Comments.Select(static c => $"# {c}"),
        .. Exchanges.SelectMany(static e => (IEnumerable<string>)
        [
            "",
            $"> {e.Method} {e.Path}",
            .. Indented(e.Body),
            .. Lines(Apaches, e.Answer),
            .. Lines(Ours, e.Ours),
        ]),
    ];

    public void Save() => File.WriteAllText(Path.Join(Repository.Root, Name), string.Concat(Lines().Select(static l => l + "\n")));

    private static IEnumerable<string> Lines(string mark, RestAnswer? answer) => answer is null
        ? []
        : [
            $"{mark} {answer.Status} {answer.Type ?? None}{(answer.Location is { } location ? " " + location : "")}",
            .. Indented(answer.Body),
        ];

    private static IEnumerable<string> Indented(string body) => body.Length == 0 ? [] : body.Split('\n').Select(static line => More + line);

    private static RestExchange ReadExchange(string name, IReadOnlyList<string> lines, ref int i)
    {
        var number = i + 1;
        if (lines[i].Split(' ') is not [">", var method, var path])
        {
            throw new CaseFault($"{name}:{number}: a request is '> METHOD PATH', not {lines[i]}");
        }

        var body = ReadBody(lines, ref i);
        var answer = ReadAnswer(Apaches, lines, ref i)
            ?? throw new CaseFault($"{name}:{number}: behind a request and its body stands its answer, '< STATUS TYPE LOCATION'");
        return new RestExchange(number, method, path, body, answer, ReadAnswer(Ours, lines, ref i));
    }

    // Null: the next line is none.
    private static RestAnswer? ReadAnswer(string mark, IReadOnlyList<string> lines, ref int i)
    {
        var words = i + 1 < lines.Count ? lines[i + 1].Split(' ') : [];
        if (words.Length is < 3 or > 4 || words[0] != mark || !int.TryParse(words[1], CultureInfo.InvariantCulture, out var status))
        {
            return null;
        }

        i++;
        return new RestAnswer(status, words[2] == None ? null : words[2], words.ElementAtOrDefault(3), ReadBody(lines, ref i));
    }

    private static string ReadBody(IReadOnlyList<string> lines, ref int i)
    {
        var body = new List<string>();
        while (i + 1 < lines.Count && lines[i + 1].StartsWith(More, StringComparison.Ordinal))
        {
            body.Add(lines[++i][More.Length..]);
        }

        return string.Join('\n', body);
    }
}
