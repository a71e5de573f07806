using Hathi.Base;
using Hathi.Hadoop.Keys;

namespace Hathi.MapReduce.Core;

/// <summary>What the job consists of when its master starts.</summary>
public sealed record JobPlan
{
    /// <summary>What the ids of the job's tasks share: 1700000000000_0001.</summary>
    public required string Id { get; init; }

    public required IReadOnlyList<MapPlan> Maps { get; init; }

    public required int Reduces { get; init; }

    public required JobLimits Limits { get; init; }

    /// <summary>Which try of the application this master is, from 1.</summary>
    public required int MasterAttempt { get; init; }

    /// <summary>What an earlier master saw succeed, and is still good.</summary>
    public required IReadOnlyList<RecoveredTask> Recovered { get; init; }
}

/// <summary>Where a map would best run.</summary>
/// <param name="Hosts">That hold its input; may be empty.</param>
/// <param name="Racks">Of those hosts.</param>
public sealed record MapPlan(IReadOnlyList<string> Hosts, IReadOnlyList<string> Racks);

/// <summary>A task that is done, by which attempt, on which host.</summary>
public sealed record RecoveredTask(AttemptRef Attempt, string Host);

/// <summary>The limits that a job sets. Hadoop's keys and defaults are given in brackets.</summary>
public sealed record JobLimits
{
    /// <summary>(mapreduce.map.maxattempts, 4)</summary>
    public int MapAttempts { get; init; } = MapReduceKeys.MapAttempts.Default;

    /// <summary>(mapreduce.reduce.maxattempts, 4)</summary>
    public int ReduceAttempts { get; init; } = MapReduceKeys.ReduceAttempts.Default;

    /// <summary>
    /// Share of maps that must be done before reduces are asked for (mapreduce.job.reduce.slowstart.completedmaps, 0.05).
    /// </summary>
    public double SlowStart { get; init; } = MapReduceKeys.SlowStart.Default;

    /// <summary>Share of the memory that reduces may take while maps wait (yarn.app.mapreduce.am.job.reduce.rampup.limit, 0.5).</summary>
    public double ReduceShare { get; init; } = MapReduceKeys.ReduceShare.Default;

    /// <summary>(mapreduce.map.speculative, true)</summary>
    public bool SpeculateMaps { get; init; } = MapReduceKeys.SpeculateMaps.Default;

    /// <summary>(mapreduce.reduce.speculative, true)</summary>
    public bool SpeculateReduces { get; init; } = MapReduceKeys.SpeculateReduces.Default;

    /// <summary>Failures on a host after which it gets no more tasks (mapreduce.job.maxtaskfailures.per.tracker, 3).</summary>
    public int FailuresPerHost { get; init; } = MapReduceKeys.FailuresPerHost.Default;

    /// <summary>
    /// A host whose NodeManager did not answer is passed over for so long, ms; the ResourceManager takes up to ten minutes to notice.
    /// </summary>
    public long SilentFor { get; init; } = 60_000;

    /// <summary>
    /// What failed on a host waits so long for another one, ms: as long as a busy cluster takes to give a container elsewhere.
    /// </summary>
    public long RetryElsewhereFor { get; init; } = 30_000;

    /// <summary>
    /// When more than this share of the hosts is passed over, none is
    /// (yarn.app.mapreduce.am.job.node-blacklisting.ignore-threshold-node-percent, 33).
    /// </summary>
    public double PassOverShare { get; init; } = MapReduceKeys.PassOverPercent.Default / 100.0;

    /// <summary>Reports of reduces that could not fetch a map's output, after which it runs again (Apache's constant, 3).</summary>
    public int FetchFailures { get; init; } = 3;

    /// <summary>An attempt that does not go on for so long fails, ms (mapreduce.task.timeout, 600,000; 0 or less: never).</summary>
    public long TaskTimeout { get; init; } = MapReduceKeys.TaskTimeout.Default;

    /// <summary>
    /// Milliseconds between two steps beyond which the master was stopped, and time did not count for its workers. It
    /// ticks every second. Ours.
    /// </summary>
    public long LongestGap { get; init; } = RunningClock.DefaultLongestGap;

    /// <summary>Memory of a container for maps, MiB (mapreduce.map.memory.mb, 1024).</summary>
    public long MapMemory { get; init; } = MapReduceKeys.MapMemory.Default;

    /// <summary>Memory of a container for reduces, MiB (mapreduce.reduce.memory.mb, 1024).</summary>
    public long ReduceMemory { get; init; } = MapReduceKeys.ReduceMemory.Default;

    /// <summary>
    /// Commits are allowed only so long after the ResourceManager was heard, ms: an earlier master may be cut off and alive
    /// (yarn.app.mapreduce.am.job.committer.commit-window, 10,000).
    /// </summary>
    public long CommitWindow { get; init; } = MapReduceKeys.CommitWindowMilliseconds.Default;

    /// <summary>Maps starve so long before a reduce makes room, ms (mapreduce.job.reducer.preempt.delay.sec has 0).</summary>
    public long StarvedAfter { get; init; } = 3_000;

    /// <summary>
    /// Maps that wait so long while none runs get the place of a reduce though there seems to be room, ms
    /// (mapreduce.job.reducer.unconditional-preempt.delay.sec, 300 s).
    /// </summary>
    public long StarvedAnyway { get; init; } = 1000 * MapReduceKeys.UnconditionalPreemptSeconds.Default;

    /// <summary>A job that failed or was killed waits so long for its containers to end before it clears up, ms.</summary>
    public long StopGrace { get; init; } = 10_000;

    /// <summary>
    /// An attempt younger than this is not doubled, ms (hathi.job.speculative.after, 15 s; Apache's speculator looks every 15 s).
    /// </summary>
    public long SpeculateAfter { get; init; } = (long)MapReduceKeys.SpeculateAfter.Default.TotalMilliseconds;

    /// <summary>Tasks run in the master: no container is asked for (mapreduce.job.ubertask.enable).</summary>
    public bool Uber { get; init; }
}
