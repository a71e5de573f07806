using System.Text;
using System.Text.RegularExpressions;

namespace Hathi.Conformance.Tests.Tutorial;

/// <summary>A command of the tutorial and what it says that comes.</summary>
/// <param name="Line">Of the document.</param>
/// <param name="Command">As the reader types it.</param>
/// <param name="Expected">Lines; a … stands for anything, alone in a line for any lines.</param>
/// <param name="Waits">The reader is told to ask until that comes.</param>
internal sealed record TutorialStep(int Line, string Command, List<string> Expected, bool Waits)
{
    /// <summary>Addresses of a lab: another lab on the machine may have the first subnet.</summary>
    private const string Subnet = @"127\.77\.0\.";

    /// <summary>Several blanks, escaped: columns are as wide as what is in them.</summary>
    private const string Blanks = @"(?:\\ ){2,}";

    /// <summary>Whether what came is what the document says, but for the width of columns and blanks at the end of a line.</summary>
    public bool Fits(string output)
    {
        var pattern = new StringBuilder(@"\A");
        foreach (var line in Expected)
        {
            pattern.Append(line == "…" ? "(?:.*\n)*?" : PatternOf(line.TrimEnd()));
        }

        var lines = output.TrimEnd('\n').Split('\n').Select(static line => line.TrimEnd() + "\n");
        return Regex.IsMatch(
            output.Trim('\n').Length == 0 ? "" : string.Concat(lines),
            pattern.Replace(Subnet, @"127\.77\.\d+\.").Append(@"\z").ToString(),
            RegexOptions.CultureInvariant,
            TimeSpan.FromMinutes(1));
    }

    private static string PatternOf(string expected) =>
        Regex.Replace(Regex.Escape(expected).Replace("…", ".*", StringComparison.Ordinal), Blanks, " {2,}") + "\n";
}

/// <summary>
/// What a reader of docs/tutorial does, read from its blocks: <c>```console</c> has commands behind "$ " and below each what comes,
/// <c>```console wait</c> those that are repeated until it comes, <c>```csharp NAME</c> a file to save.
/// </summary>
internal sealed class TutorialSteps
{
    private const string Fence = "```";

    private TutorialSteps(string document)
    {
        string[]? block = null;
        var number = 0;
        foreach (var line in document.Split('\n'))
        {
            number++;
            if (line.StartsWith(Fence, StringComparison.Ordinal))
            {
                block = block is null ? line[Fence.Length..].Split(' ') : null;
            }
            else if (block is ["console", ..])
            {
                Add(line, number, block is [_, "wait"]);
            }
            else if (block is ["csharp", var file])
            {
                Files[file] = Files.GetValueOrDefault(file, "") + line + "\n";
            }
        }
    }

    public List<TutorialStep> Steps { get; } = [];

    /// <summary>What the reader saves, by name.</summary>
    public Dictionary<string, string> Files { get; } = new(StringComparer.Ordinal);

    public static TutorialSteps Parse(string document) => new(document);

    private void Add(string line, int number, bool waits)
    {
        if (line.StartsWith("$ ", StringComparison.Ordinal))
        {
            Steps.Add(new TutorialStep(number, line[2..], [], waits));
        }
        else
        {
            Steps[^1].Expected.Add(line);
        }
    }
}
