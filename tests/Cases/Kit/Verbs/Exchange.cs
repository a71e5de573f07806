using System.Text;

namespace Hathi.Tests.Cases.Verbs;

/// <summary>One command of a text and what it must answer.</summary>
/// <param name="Line">Of the file.</param>
/// <param name="Command">As written.</param>
/// <param name="Only">hdfs, local, ours: where it is run; empty for everywhere.</param>
/// <param name="User">Who runs it; null for the user of the test.</param>
internal sealed record Exchange(int Line, string Command, IReadOnlyList<string> Only, string? User) : VerbStep(Line)
{
    /// <summary>Marks a line of <see cref="Error"/> that may be missing.</summary>
    public const char Optional = '\u0001';

    /// <summary>Where its answer ends.</summary>
    public int LastLine { get; set; } = Line;

    public StringBuilder Input { get; } = new();

    public StringBuilder Output { get; } = new();

    public StringBuilder Error { get; } = new();

    /// <summary>What standard error must start with, when the rest does not matter.</summary>
    public string? FirstErrorLine { get; set; }

    /// <summary>Null: any.</summary>
    public int? ExitCode { get; set; } = 0;

    /// <summary>The command line in words, as a shell would cut it.</summary>
    public List<string> Words()
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var inWord = false;
        var quote = '\0';
        foreach (var c in Command)
        {
            if (quote != '\0' ? c == quote : c is '\'' or '"')
            {
                quote = quote == '\0' ? c : '\0';
                inWord = true;
            }
            else if (c == ' ' && quote == '\0')
            {
                if (inWord)
                {
                    words.Add(word.ToString());
                }

                word.Clear();
                inWord = false;
            }
            else
            {
                word.Append(c);
                inWord = true;
            }
        }

        if (inWord)
        {
            words.Add(word.ToString());
        }

        return words;
    }
}
