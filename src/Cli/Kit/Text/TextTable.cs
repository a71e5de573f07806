using System.Text;

namespace Hathi.Cli.Kit.Text;

/// <summary>
/// Columns as wide as their widest cell, two blanks apart; the last one of a line that is not right-aligned is not padded.
/// </summary>
internal sealed class TextTable(int columns)
{
    private readonly List<string[]> _rows = [];
    private readonly int[] _widths = new int[columns];
    private readonly bool[] _right = new bool[columns];
    private int _headers;

    /// <summary>Nothing but headers.</summary>
    public bool IsEmpty => _rows.Count == _headers;

    public void RightAlign(int column) => _right[column] = true;

    public void AddHeader(params string[] cells)
    {
        Add(cells);
        _headers++;
    }

    public void Add(params string[] cells)
    {
        for (var i = 0; i < columns; i++)
        {
            _widths[i] = Math.Max(_widths[i], cells[i].Length);
        }

        _rows.Add(cells);
    }

    /// <summary>Nothing at all when there are no rows.</summary>
    public void WriteTo(ShellWriter to)
    {
        if (IsEmpty)
        {
            return;
        }

        var line = new StringBuilder();
        foreach (var row in _rows)
        {
            line.Clear();
            for (var i = 0; i < columns; i++)
            {
                line.Append(i == 0 ? "" : "  ")
                    .Append(_right[i] ? row[i].PadLeft(_widths[i]) : i == columns - 1 ? row[i] : row[i].PadRight(_widths[i]));
            }

            to.Line(line.ToString());
        }
    }
}
