using System.Collections.Concurrent;
using Hathi.Hadoop.Conf;
using Hathi.Hdfs.Client;
using Hathi.MapReduce.Client;
using Hathi.MapReduce.Core;
using Hathi.MapReduce.Output;

namespace Hathi.MapReduce.Master.Tests;

/// <summary>A committer of the job's own that does not look whether it is to end.</summary>
public sealed class OutputStepsTests : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("hathi-steps");
    private readonly FileSystem _files = FileSystems.Get(new Uri("file:///"), new Configuration());
    private readonly ConcurrentQueue<JobInput> _told = [];

    private StagingDirectory Staging => new(new QualifiedPath(_files, Path.Combine(_directory.FullName, "staging")));

    public async ValueTask DisposeAsync()
    {
        await _files.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Does_not_hold_the_end_of_its_job(bool throws)
    {
        Directory.CreateDirectory(Staging.Path.Path);
        var committer = new Deaf { Throws = throws };
        var steps = new OutputSteps(
            committer, new CommitMarkers(Staging, committer, 1), TimeSpan.FromMilliseconds(1), static _ => Task.CompletedTask,
            _told.Enqueue);
        steps.Commit();
        await committer.Begun.Task.Patiently();
        await steps.BreakOff().Patiently();
        var failed = Assert.IsType<JobInput.JobCommitFailed>(Assert.Single(_told));
        Assert.Contains("yarn.app.mapreduce.am.job.committer.cancel-timeout", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_ends_is_told_once()
    {
        Directory.CreateDirectory(Staging.Path.Path);
        var committer = new Deaf { Listens = true };
        var steps = new OutputSteps(
            committer, new CommitMarkers(Staging, committer, 1), Patience.Limit, static _ => Task.CompletedTask, _told.Enqueue);
        steps.Commit();
        await committer.Begun.Task.Patiently();
        await steps.BreakOff().Patiently();
        Assert.IsType<JobInput.JobCommitFailed>(Assert.Single(_told));
        Assert.True(File.Exists(Staging.CommitFailed.Path));
    }

    private sealed class Deaf : OutputCommitter
    {
        internal TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>It hears the token.</summary>
        internal bool Listens { get; init; }

        /// <summary>What it does when the token tells it to end is broken.</summary>
        internal bool Throws { get; init; }

        public override QualifiedPath GetWorkPath(TaskAttemptId attempt) => throw new NotSupportedException();

        public override ValueTask SetupJobAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public override async ValueTask CommitJobAsync(CancellationToken cancellationToken)
        {
            using var broken = Throws ? cancellationToken.Register(static () => throw new InvalidOperationException("broken")) : default;
            Begun.SetResult();
            await Task.Delay(Timeout.Infinite, Listens ? cancellationToken : default);
        }

        public override ValueTask AbortJobAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public override ValueTask<bool> NeedsTaskCommitAsync(TaskAttemptId attempt, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public override ValueTask CommitTaskAsync(TaskAttemptId attempt, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public override ValueTask AbortTaskAsync(TaskAttemptId attempt, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
