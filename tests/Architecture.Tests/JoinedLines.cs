using System.Text;

namespace Hathi.Architecture.Tests;

/// <summary>
/// A source file without its lines of comments, each statement on one line however it was broken: what a pattern looks at.
/// </summary>
internal sealed class JoinedLines
{
    private readonly List<(int Index, int Line)> _starts = [];

    internal JoinedLines(string file)
    {
        var joined = new StringBuilder();
        var line = 0;
        foreach (var text in File.ReadLines(file).Select(static t => t.Trim()))
        {
            line++;
            if (text.StartsWith("//", StringComparison.Ordinal))
            {
                continue;
            }

            // Nothing stands behind an opening parenthesis or before a dot where the line was not broken.
            if (joined.Length > 0 && joined[^1] is not '(' && !text.StartsWith('.') && !text.StartsWith(')'))
            {
                joined.Append(' ');
            }

            _starts.Add((joined.Length, line));
            joined.Append(text);
        }

        Text = joined.ToString();
    }

    internal string Text { get; }

    /// <summary>The line, from 1, that holds what stands at an index of <see cref="Text"/>.</summary>
    internal int LineAt(int index) => _starts[_starts.FindLastIndex(s => s.Index <= index)].Line;
}
