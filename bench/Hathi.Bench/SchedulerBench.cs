using System.Diagnostics;
using System.Globalization;
using System.Text;
using Hathi.Yarn.Core.Tests;

namespace Hathi.Bench;

/// <summary>
/// How many containers a second the ResourceManager's Core decides, in memory, by processor time: while a cluster fills, and while it is
/// full and each container that ends makes room for one that waits.
/// </summary>
internal static class SchedulerBench
{
    private const int Ends = 20_000;
    private const double Bar = 20_000;

    public static string Table(int rounds)
    {
        var text = new StringBuilder("### Scheduler's Core, 100,000 waiting requests (bar: at least 20,000 containers a second)\n\n"
            + "| nodes | applications | hosts named | while filling | while full | |\n| ---: | ---: | --- | ---: | ---: | --- |\n");
        foreach (var (nodes, applications, places) in (ReadOnlySpan<(int, int, bool)>)
        [
            (10_000, 1_000, false), (10_000, 1_000, true), (2_000, 8_000, false),
        ])
        {
            Console.Error.WriteLine($"  scheduler: {nodes} nodes, {applications} applications");
            new SchedulerLoad(200, 100, 2_000, places).Run(Ends); // compiled and warm
            var (fills, fulls) = (new List<double>(), new List<double>());
            for (var i = 0; i < rounds; i++)
            {
                var start = Cpu();
                var load = new SchedulerLoad(nodes, applications, 100_000, places);
                fills.Add(load.Decisions / (Cpu() - start));
                start = Cpu();
                fulls.Add(load.Run(Ends) / (Cpu() - start));
            }

            var (fill, full) = (Median(fills), Median(fulls));
            text.Append(CultureInfo.InvariantCulture, $"| {nodes:#,0} | {applications:#,0} | {(places ? "yes" : "no")} | {fill:#,0} /s | "
                + $"{full:#,0} /s | {(Math.Min(fill, full) >= Bar ? "met" : "**missed**")} |\n");
        }

        return text.ToString();
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static double Cpu() => Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds;
}
