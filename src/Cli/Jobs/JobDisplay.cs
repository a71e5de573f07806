using Hathi.MapReduce;

namespace Hathi.Cli.Jobs;

/// <summary>A job as it goes on: bars for map and reduce on a terminal, a line a tenth of the way elsewhere, counters at the end.</summary>
/// <param name="quiet">Says nothing but failures.</param>
/// <param name="counters">Prints the counters at the end.</param>
internal sealed class JobDisplay(bool quiet, bool counters) : IJobProgress, IDisposable
{
    private const int BarWidth = 30;
    private readonly bool _live = !quiet && !Console.IsErrorRedirected;
    private int _lastTenth = -1;
    private bool _drawn;

    public void Started(Job job, JobId id, int maps, int reducers)
    {
        if (!quiet)
        {
            Console.Error.WriteLine($"{id}: {maps} maps, {reducers} reducers");
        }
    }

    public void Report(JobProgress progress)
    {
        if (_live)
        {
            Console.Error.Write($"\r  map {Bar(progress.MapFraction)} {progress.MapsDone}/{progress.Maps}   reduce "
                + $"{Bar(progress.ReduceFraction)} {progress.ReducersDone}/{progress.Reducers}   {progress.Elapsed.TotalSeconds:0.0} "
                + $"s{Records(progress.Counters)} ");
            _drawn = true;
            return;
        }

        var tenth = (int)(5 * (progress.MapFraction + progress.ReduceFraction));
        if (!quiet && tenth > _lastTenth)
        {
            _lastTenth = tenth;
            Console.Error.WriteLine($"  map {100 * progress.MapFraction:0}% reduce {100 * progress.ReduceFraction:0}%");
        }
    }

    public void AttemptFailed(TaskAttemptId attempt, string message)
    {
        EndBars();
        Console.Error.WriteLine($"  {attempt} failed: {message}");
    }

    public void Succeeded(JobResult result)
    {
        EndBars();
        if (!quiet)
        {
            if (counters)
            {
                Console.Error.WriteLine(result.Counters.ToString());
            }

            Console.Error.WriteLine($"{result.Id} finished in {result.Elapsed.TotalSeconds:0.0} s; its output is in {result.OutputPath}");
        }
    }

    public void Dispose() => EndBars();

    private static string Bar(double fraction)
    {
        var full = (int)(Math.Clamp(fraction, 0, 1) * BarWidth);
        return new string('█', full) + new string('░', BarWidth - full);
    }

    // The counters of those that run are in it, so that it grows.
    private static string Records(JobCounters counters) =>
        (counters[TaskCounter.ReduceInputRecords].Value, counters[TaskCounter.MapInputRecords].Value) switch
        {
            (0, 0) => "",
            (0, var read) => $"   {read:#,0} records read",
            (var reduced, _) => $"   {reduced:#,0} records reduced",
        };

    private void EndBars()
    {
        if (_drawn)
        {
            Console.Error.WriteLine();
            _drawn = false;
        }
    }
}
