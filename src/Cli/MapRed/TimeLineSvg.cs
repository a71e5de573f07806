using System.Globalization;
using System.Security;
using System.Text;

namespace Hathi.Cli.MapRed;

/// <summary>A time line as a drawing: a row an attempt, coloured by what it did.</summary>
internal static class TimeLineSvg
{
    private const int Left = 330;
    private const int Width = 800;
    private const int Row = 18;
    private const int Top = 50;

    public static string Draw(TimeLine line)
    {
        var height = Top + (Row * (line.Attempts.Count + 1));
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Left + Width + 80}\" "
            + $"height=\"{height}\" font-family=\"sans-serif\" font-size=\"12\">\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"10\" y=\"20\" font-size=\"15\">"
            + $"{Escape($"{line.JobId} {line.Name}: {line.Status} after {line.Elapsed / 1000.0:0.0} s")}</text>\n");
        for (var i = 0; i <= 10; i++)
        {
            var x = Left + (Width * i / 10);
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{x}\" y1=\"{Top - 8}\" x2=\"{x}\" y2=\"{height}\" stroke=\"#ddd\"/><text "
                + $"x=\"{x}\" y=\"{Top - 12}\" fill=\"#666\">{line.Elapsed * i / 10000.0:0.0}</text>\n");
        }

        for (var i = 0; i < line.Attempts.Count; i++)
        {
            var a = line.Attempts[i];
            var y = Top + (i * Row);
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<text x=\"10\" y=\"{y + 12}\">{Escape($"{string.Join('_', a.Id.Split('_')[^3..])}  {a.Host}")}</text>\n");
            Bar(svg, line, y, a.Start, a.ShuffleEnd, "#e8b04a");
            Bar(svg, line, y, a.ShuffleEnd, a.SortEnd, "#a58bd0");
            Bar(svg, line, y, a.SortEnd, a.End, a.Status == "SUCCEEDED" ? a.IsMap ? "#4a90d9" : "#5cb176" : "#cf4f4f");
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static void Bar(StringBuilder svg, TimeLine line, int y, long from, long to, string colour)
    {
        if (to <= from)
        {
            return;
        }

        var x = Left + (Width * (double)from / line.Elapsed);
        var width = Math.Max(1, Width * (double)(to - from) / line.Elapsed);
        svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x:0.0}\" y=\"{y}\" width=\"{width:0.0}\" height=\"{Row - 4}\" "
            + $"fill=\"{colour}\"><title>{(to - from) / 1000.0:0.00} s</title></rect>\n");
    }

    private static string Escape(string text) => SecurityElement.Escape(text);
}
