using Hathi.MapReduce.Formats;
using Hathi.MapReduce.Output;
using Hathi.Records;

namespace Hathi.MapReduce.Master.Tests;

/// <summary>Lines, with a committer that throws what no committer should, where the configuration says so.</summary>
internal sealed class BrokenOutput : OutputFormat<Text, long>
{
    /// <summary>setup, commit, abort, or "first map".</summary>
    internal const string Key = "test.broken";

    private readonly TextOutputFormat<Text, long> _lines = new();

    public override ValueTask CheckAsync(JobContext job, CancellationToken cancellationToken) => _lines.CheckAsync(job, cancellationToken);

    public override OutputCommitter CreateCommitter(JobContext job) =>
        new Committer(_lines.CreateCommitter(job), job.Configuration.GetString(Key, ""));

    public override ValueTask<RecordWriter<Text, long>> OpenAsync(TaskContext task) => _lines.OpenAsync(task);

    private sealed class Committer(OutputCommitter inner, string broken) : CommitterAround(inner)
    {
        public override ValueTask SetupJobAsync(CancellationToken cancellationToken) =>
            Unless("setup", () => base.SetupJobAsync(cancellationToken));

        public override ValueTask CommitJobAsync(CancellationToken cancellationToken) =>
            Unless("commit", () => base.CommitJobAsync(cancellationToken));

        public override ValueTask AbortJobAsync(CancellationToken cancellationToken) =>
            Unless("abort", () => base.AbortJobAsync(cancellationToken));

        public override ValueTask<bool> NeedsTaskCommitAsync(TaskAttemptId attempt, CancellationToken cancellationToken) =>
            broken == "first map" && attempt is { Number: 0, Task: { Kind: TaskKind.Map, Number: 0 } }
                ? throw new InvalidOperationException("the first map is broken")
                : base.NeedsTaskCommitAsync(attempt, cancellationToken);

        public override ValueTask AbortTaskAsync(TaskAttemptId attempt, CancellationToken cancellationToken) =>
            Unless("abort", () => base.AbortTaskAsync(attempt, cancellationToken));

        private ValueTask Unless(string part, Func<ValueTask> work) =>
            part == broken ? throw new InvalidOperationException($"{part} is broken") : work();
    }
}

/// <summary>As <see cref="CountWords"/>, into that.</summary>
public sealed class CountWordsBroken : IJobProgram
{
    public void Configure(JobBuilder job, string[] args) =>
        job.Input(args[0]).Map<CountWords.M>().Reduce<CountWords.R>().Reducers(2).Output(args[1]).WriteAs(new BrokenOutput());
}

/// <summary>As <see cref="Refuses"/>, into that.</summary>
public sealed class RefusesBroken : IJobProgram
{
    public void Configure(JobBuilder job, string[] args) => job.Input(args[0]).Map<Refuses.M>().Output(args[1]).WriteAs(new BrokenOutput());
}
