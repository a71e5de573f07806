using System.Diagnostics;
using System.Globalization;

namespace Hathi.Bench.Checks;

/// <summary>Measures operations on a lab, one after the other.</summary>
/// <param name="lab">It runs; nobody else uses it.</param>
/// <param name="runs">How often each is measured, after one run that only warms.</param>
internal sealed class CheckRun(HathiLab lab, int runs)
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(250);

    /// <summary>Nodes that take no more between two looks rest: that is what heartbeats need.</summary>
    private const double RestingSeconds = 0.02;

    /// <summary>Nodes come to rest within it, or are measured as they are.</summary>
    private static readonly TimeSpan s_restLimit = TimeSpan.FromSeconds(10);

    /// <summary>A job's processes have ended within it, and files that were removed are gone from the nodes.</summary>
    private static readonly TimeSpan s_endLimit = TimeSpan.FromMinutes(1);

    /// <summary>What a few jobs leave in the file system, such as their history, and is not waited for.</summary>
    private const long SmallBytes = 8 << 20;

    /// <exception cref="BenchException">The operation failed, or what it started goes on.</exception>
    public Figure Measure(CheckedOperation operation)
    {
        operation.Begin();
        var kept = lab.BlockBytes();
        var measured = new List<Run>();
        for (var i = 0; i <= runs; i++)
        {
            operation.Prepare();
            Until(s_endLimit, () => lab.BlockBytes() <= kept + SmallBytes, "files that were removed still lie on the nodes");
            var before = Calibration.Run();
            var seconds = Cost(operation) / operation.Times;
            var run = new Run(seconds, (before + Calibration.Run()) / 2);
            var which = i == 0 ? "to warm" : $"run {i} of {runs}";
            var (cost, calibration) = (CheckReport.Time(run.Seconds), CheckReport.Time(run.Calibration));
            Console.Error.WriteLine($"  {operation.Row}, {which}: {cost}, calibration {calibration}, "
                + $"ratio {run.Calibrated.ToString("g4", CultureInfo.InvariantCulture)}");
            if (i > 0)
            {
                measured.Add(run);
            }
        }

        operation.End();
        return new Figure(operation.Row, operation.What, measured);
    }

    /// <summary>Processor seconds of this process, its children and the nodes with theirs, until all of the operation is over.</summary>
    private double Cost(CheckedOperation operation)
    {
        var nodes = operation.StartsLab ? 0 : AtRest();
        var (own, children) = (ProcessorTime.Own, ProcessorTime.OfChildren);
        operation.Run();
        (own, children) = (ProcessorTime.Own - own, ProcessorTime.OfChildren - children);
        return own + children + AtRest() - nodes;
    }

    /// <summary>What the nodes have taken so far, when no container lives any more and they do nothing but wait.</summary>
    private double AtRest()
    {
        int[] nodes = [.. lab.Servers().Select(static s => s.Id)];
        Until(s_endLimit, () => ProcessorTime.OfTrees(nodes).Below == 0, "processes of a job go on after it");
        var clock = Stopwatch.StartNew();
        var seconds = ProcessorTime.OfTrees(nodes).Seconds;
        for (var last = double.MinValue; seconds - last > RestingSeconds && clock.Elapsed < s_restLimit;)
        {
            Pause();
            (last, seconds) = (seconds, ProcessorTime.OfTrees(nodes).Seconds);
        }

        return seconds;
    }

    private static void Until(TimeSpan limit, Func<bool> holds, string otherwise)
    {
        for (var clock = Stopwatch.StartNew(); !holds(); Pause())
        {
            if (clock.Elapsed > limit)
            {
                throw new BenchException($"{otherwise}, after {limit.TotalSeconds:0} s");
            }
        }
    }

    // Nobody tells when processes rest: /proc is looked at now and then.
    private static void Pause() => Task.Delay(s_look).GetAwaiter().GetResult();
}
