namespace Hathi.Bench.Checks;

/// <summary>What is asked of <c>hathi bench --check</c>.</summary>
/// <param name="Root">The source tree.</param>
/// <param name="Only">Rows, or <c>all</c>.</param>
/// <param name="Runs">How often each is measured.</param>
/// <param name="Bytes">Size of what is put, counted and sorted.</param>
/// <param name="Files">How many files are created.</param>
/// <param name="Work">Where the lab lies (see <see cref="WorkDirectory"/>).</param>
/// <param name="Write">Write the baseline instead of comparing with it.</param>
/// <param name="Add">So, but to what the baseline has seen already.</param>
internal sealed record CheckOptions(string Root, string Only, int Runs, long Bytes, int Files, string Work, bool Write, bool Add);

/// <summary><c>hathi bench --check</c>: processor time an operation beside the baseline; no peers are needed.</summary>
internal static class CheckCommand
{
    /// <returns>0: every row is within its limit, or the baseline is written. 1: one is not.</returns>
    /// <exception cref="BenchException">It could not be measured.</exception>
    public static int Run(CheckOptions options)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new BenchException("--check reads what processes cost from /proc, which this system has not");
        }

        var all = options.Only == "all";
        var asked = all ? CheckedOperations.Rows : options.Only.Split(',');

        // Before anything is measured: whoever waits for minutes wants to be told nothing of the file then.
        var (path, here) = (Path.Combine(options.Root, "bench", "baseline.json"), Report.Machine());
        var baseline = options.Write && ((all && !options.Add) || !File.Exists(path)) ? new Baseline(here, []) : BaselineFile.Read(path);
        if (options.Write)
        {
            baseline.CheckMachine(here, path);
        }

        var now = Measure(options, CheckedOperations.Rows.Where(row => asked.Contains(row)));
        if (options.Write)
        {
            File.WriteAllText(path, BaselineFile.Format(BaselineFile.Merge(baseline.Rows, now, options.Add), here));
            Console.WriteLine($"{path}: written, {now.Count} rows of it {(options.Add ? "with one figure more" : "anew")}");
            return 0;
        }

        var rows = Comparison.Compare(baseline.Rows, now, row => all || asked.Contains(row));
        Console.WriteLine($"Machine: {here}. Processor time an operation; of {options.Runs} runs the one in the middle.\n");
        Console.WriteLine(CheckReport.Table(rows));
        return rows.Any(static r => r.Failed) ? 1 : 0;
    }

    private static List<Figure> Measure(CheckOptions options, IEnumerable<string> rows)
    {
        using var work = new WorkDirectory(options.Work);
        var lab = new HathiLab(
            Path.Combine(options.Root, "artifacts", "app", "hathi"),
            Path.Combine(options.Work, "labs"),
            JobsLab.Write(Path.Combine(options.Work, "lab.yaml"), jars: null));
        if (Directory.Exists(lab.ConfDirectory))
        {
            lab.Destroy(); // Somebody ended the run before.
        }

        var operations = new CheckedOperations(lab, Path.Combine(options.Root, "samples"), options.Work, options.Bytes, options.Files);
        try
        {
            // The calibration is compiled by its first run.
            Calibration.Run();
            lab.Up();
            var run = new CheckRun(lab, options.Runs);
            return [.. rows.Select(row => run.Measure(operations.Of(row)))];
        }
        finally
        {
            lab.Destroy();
        }
    }
}
