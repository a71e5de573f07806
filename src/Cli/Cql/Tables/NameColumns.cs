namespace Hathi.Cli.Cql.Tables;

/// <summary>Names in as many columns as a terminal of 80 has room for, down first. Source: Python's <c>cmd.Cmd.columnize</c>.</summary>
internal static class NameColumns
{
    private const int Width = 80;
    private const string Gap = "  ";

    public static void Print(Action<string> line, IReadOnlyList<string> names)
    {
        if (names.Count == 0)
        {
            line("<empty>");
            return;
        }

        var rows = 1;
        var widths = Widths(names, rows);
        while (!Fits(widths) && rows < names.Count)
        {
            rows++;

            // A single column may be wider than the terminal, and is not filled up.
            widths = rows < names.Count ? Widths(names, rows) : [0];
        }

        for (var row = 0; row < rows; row++)
        {
            var cells = Enumerable.Range(0, widths.Length).Select(column => row + (column * rows)).Where(at => at < names.Count)
                .Select((at, column) => names[at].PadRight(widths[column]));
            line(string.Join(Gap, cells));
        }
    }

    private static int[] Widths(IReadOnlyList<string> names, int rows) =>
        [.. names.Chunk(rows).Select(static column => column.Max(static name => name.Length))];

    private static bool Fits(int[] widths) => widths.Sum() + (Gap.Length * (widths.Length - 1)) <= Width;
}
