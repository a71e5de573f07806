using System.Globalization;
using System.Text;

namespace Hathi.Bench;

/// <summary>The table as Markdown, for the terminal and for bench/README.md.</summary>
internal static class Report
{
    public static string Machine()
    {
        var model = File.ReadLines("/proc/cpuinfo")
            .FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown CPU";
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30;
        return $"{System.Environment.ProcessorCount} × {model}, {memory} GiB, .NET {System.Environment.Version}, "
            + $"{System.Runtime.InteropServices.RuntimeInformation.OSDescription}";
    }

    public static string Table(string title, IEnumerable<Row> rows)
    {
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"### {title}\n\n| what | Hathi | Apache | unit | ratio | bar | |\n| --- | ---: | ---: | --- | ---: | ---: | --- |\n");
        foreach (var row in rows)
        {
            var ratio = double.IsNaN(row.Ratio) ? "" : row.Ratio.ToString("0.00", CultureInfo.InvariantCulture);
            var verdict = row.Theirs.Count == 0 || row.Ours.Count == 0 ? "alone" : row.Met ? "met" : "**missed**";
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {row.What} | {Number(row.OurMedian)} | {Number(row.TheirMedian)} | {row.Unit} | "
                    + $"{ratio} | {row.BarText} | {verdict} |\n");
        }

        return text.ToString();
    }

    private static string Number(double value) =>
        double.IsNaN(value) ? "" : value.ToString(value >= 1000 ? "#,0" : "0.##", CultureInfo.InvariantCulture);
}
