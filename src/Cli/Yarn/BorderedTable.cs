using System.Text;

namespace Hathi.Cli.Yarn;

/// <summary>
/// A table with a title and lines around its cells, each text in the middle of its cell. Source: Apache's <c>FormattingCLIUtils</c>.
/// </summary>
internal static class BorderedTable
{
    /// <param name="title">Above the columns; cut to their width.</param>
    /// <param name="rows">The head first; all of one length.</param>
    public static string Format(string title, IReadOnlyList<string[]> rows)
    {
        var widths = new int[rows[0].Length];
        foreach (var row in rows)
        {
            for (var i = 0; i < widths.Length; i++)
            {
                widths[i] = Math.Max(widths[i], row[i].Length);
            }
        }

        var inner = widths.Sum() + (3 * (widths.Length - 1));
        var text = new StringBuilder();
        text.Append('+')
            .Append('-', inner + 2).Append("+\n|")
            .Append(Middle(title.Length > inner ? title[..inner] : title, inner + 2)).Append("|\n");
        Border(text, widths);
        for (var r = 0; r < rows.Count; r++)
        {
            text.Append('|');
            for (var i = 0; i < widths.Length; i++)
            {
                text.Append(Middle(rows[r][i], widths[i] + 2)).Append('|');
            }

            text.Append('\n');
            if (r == 0 || r == rows.Count - 1)
            {
                Border(text, widths);
            }
        }

        return text.ToString();
    }

    private static void Border(StringBuilder text, int[] widths)
    {
        text.Append('+');
        foreach (var width in widths)
        {
            text.Append('-', width + 2).Append('+');
        }

        text.Append('\n');
    }

    private static string Middle(string text, int width) => text.PadLeft(text.Length + ((width - text.Length) / 2)).PadRight(width);
}
