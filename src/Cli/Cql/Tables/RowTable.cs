using System.Text;
using Hathi.Cli.Cql.Values;
using Hathi.Ring.Client.Statements;
using Hathi.Ring.Protocol.Metadata;
using Spectre.Console;

namespace Hathi.Cli.Cql.Tables;

/// <summary>One page of rows as text, laid out as <c>cqlsh</c> does: a table, whose widths are this page's, or a list a row.</summary>
internal sealed class RowTable
{
    private readonly string[] _names;
    private readonly List<string[]> _rows = [];

    /// <summary>Takes a page; the answer may go afterwards.</summary>
    public RowTable(RingAnswer answer)
    {
        var columns = answer.Columns.Columns;
        _names = [.. columns.Select(static c => Shown(c.Name))];
        var rows = answer.Rows;
        while (rows.NextRow())
        {
            _rows.Add(Read(ref rows, columns));
        }
    }

    public int Count => _rows.Count;

    /// <summary>Names, a line, rows.</summary>
    /// <param name="line">Takes each line.</param>
    /// <param name="hasHeader">The names come first.</param>
    public void Print(Action<string> line, bool hasHeader)
    {
        var widths = new int[_names.Length];
        for (var i = 0; i < widths.Length; i++)
        {
            widths[i] = _rows.Aggregate(_names[i].GetCellWidth(), (most, row) => Math.Max(most, row[i].GetCellWidth()));
        }

        if (hasHeader)
        {
            line(" " + string.Join(" | ", _names.Select((name, i) => name + Pad(name, widths[i]))).TrimEnd());
            line($"-{string.Join("-+-", widths.Select(static w => new string('-', w)))}-");
        }

        foreach (var row in _rows)
        {
            line(" " + string.Join(" | ", row.Select((value, i) => Pad(value, widths[i]) + value)));
        }

        if (_rows.Count == 0)
        {
            line("");
        }
    }

    /// <summary>Each row by itself, a line a column.</summary>
    /// <param name="line">Takes each line.</param>
    /// <param name="before">Rows of earlier pages.</param>
    public void PrintExpanded(Action<string> line, int before)
    {
        if (_rows.Count == 0)
        {
            Print(line, hasHeader: true);
            return;
        }

        var names = _names.Max(static name => name.GetCellWidth());
        var values = _rows.Max(static row => row.Max(static value => value.GetCellWidth()));
        for (var at = 0; at < _rows.Count; at++)
        {
            line($"@ Row {before + at + 1}");
            line($"-{new string('-', names)}-+-{new string('-', values)}-");
            for (var i = 0; i < _names.Length; i++)
            {
                line($" {_names[i]}{Pad(_names[i], names)} | {_rows[at][i]}");
            }

            line("");
        }
    }

    private static string[] Read(ref Ring.Protocol.Answers.RowsReader rows, IReadOnlyList<ColumnSpec> columns)
    {
        var row = new string[columns.Count];
        for (var i = 0; i < row.Length; i++)
        {
            row[i] = ValueText.Of(columns[i].Type, rows.Next());
        }

        return row;
    }

    private static string Shown(string name)
    {
        var text = new StringBuilder();
        ControlCharacters.Append(text, name, isQuoted: false);
        return text.ToString();
    }

    private static string Pad(string text, int width) => new(' ', Math.Max(0, width - text.GetCellWidth()));
}
