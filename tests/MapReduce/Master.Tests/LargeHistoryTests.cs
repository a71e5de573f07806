using Hathi.Hdfs.Client;
using Hathi.MapReduce.Client;
using Hathi.MapReduce.Core;
using Hathi.MapReduce.Output;

namespace Hathi.MapReduce.Master.Tests;

/// <summary>The history of a job of a hundred thousand tasks is larger than a master's memory.</summary>
public sealed class LargeHistoryTests : IAsyncDisposable
{
    private const long Large = 3L << 30;

    private readonly MasterFixture _fixture = new();

    public LargeHistoryTests() => File.WriteAllLines(_fixture.Path("in"), Enumerable.Range(0, 30).Select(i => $"word{i % 7} and"));

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task It_is_handed_over_a_piece_at_a_time()
    {
        var master = await _fixture.PrepareAsync<CountWords>(1);
        var zeros = new ManyZeros(Large);
        var files = new StandInFiles(_fixture.FileSystems.Default)
        {
            Read = path => path.EndsWith(".jhist", StringComparison.Ordinal) ? zeros.Source : new ManyZeros(10).Source,
            Written = path => path.EndsWith(".jhist_tmp", StringComparison.Ordinal) ? zeros.Sink : new ManyZeros(10).Sink,
        };
        await using var fileSystems = new JobFileSystems(files, _fixture.Configuration);
        var staging = StagingDirectory.Of(_fixture.Plan.Id, fileSystems, _fixture.Configuration);
        await new DoneHistory(_fixture.Plan, staging, _fixture.Keeper, master, Outcome.Succeeded, fileSystems).CopyAsync(default);
        Assert.Equal(Large, zeros.Written);
        Assert.Equal(2, files.Renamed.Count);
    }

    [Theory]
    [InlineData(typeof(OutOfMemoryException))]
    [InlineData(typeof(IOException))]
    public async Task A_history_that_cannot_be_copied_does_not_end_the_master(Type failure)
    {
        var master = await _fixture.PrepareAsync<CountWords>(1);
        var files = new StandInFiles(_fixture.FileSystems.Default) { Read = _ => throw (Exception)Activator.CreateInstance(failure)! };
        await using var fileSystems = new JobFileSystems(files, _fixture.Configuration);
        var staging = StagingDirectory.Of(_fixture.Plan.Id, fileSystems, _fixture.Configuration);
        await new DoneHistory(_fixture.Plan, staging, _fixture.Keeper, master, Outcome.Succeeded, fileSystems).CopyAsync(default);
        Assert.Empty(files.Renamed);
    }

    [Theory]
    [InlineData(typeof(OutOfMemoryException))]
    [InlineData(typeof(IOException))]
    public async Task A_job_that_is_committed_has_succeeded_though_its_history_cannot_be_read(Type failure)
    {
        var earlier = await FindAsync(failure, static staging => File.WriteAllText(staging.CommitSucceeded.Path, ""));
        Assert.Equal((Outcome.Succeeded, ""), earlier.End);
        Assert.Empty(earlier.Tasks);
    }

    [Theory]
    [InlineData(typeof(OutOfMemoryException))]
    [InlineData(typeof(IOException))]
    public async Task Without_its_history_a_job_begins_anew(Type failure)
    {
        var earlier = await FindAsync(failure, static _ => { });
        Assert.Null(earlier.End);
        Assert.Empty(earlier.Tasks);
    }

    [Fact]
    public async Task Many_outputs_are_taken_over_at_a_time()
    {
        // As many maps as are taken over at once, of a job that has only maps.
        File.WriteAllLines(_fixture.Path("in"), Enumerable.Range(0, 200).Select(i => $"word{i % 7} and more of it"));
        _fixture.Configuration.Set("mapreduce.job.ubertask.maxmaps", "1000");
        await _fixture.RunAsync<MapsOnly>(1);
        _fixture.ForgetCommit();
        var inner = await _fixture.PlanAsync<MapsOnly>(2);
        Assert.True(_fixture.Plan.Splits.Count > EarlierMaster.AtOnce);
        var committer = new MeetingCommitter(inner, EarlierMaster.AtOnce);
        var earlier = await EarlierMaster.FindAsync(
            _fixture.Plan, _fixture.StagingFiles, new CommitMarkers(_fixture.StagingFiles, committer, 2), committer, default);
        Assert.Equal(_fixture.Plan.Splits.Count, earlier.Tasks.Count);
    }

    [Theory]
    [InlineData("a, b=c", "a\\, b\\=c")]
    [InlineData("two\nlines\r\\", "two\\nlines\\r\\\\")]
    public void The_summary_is_one_line_of_fields(string name, string expected) => Assert.Equal(expected, DoneHistory.Escape(name));

    private async Task<EarlierMaster> FindAsync(Type failure, Action<StagingDirectory> leave)
    {
        var committer = await _fixture.PlanAsync<CountWords>(2);
        Directory.CreateDirectory(_fixture.StagingFiles.Path.Path);
        File.WriteAllText(_fixture.HistoryPath(1), "Avro-Json\n");
        leave(_fixture.StagingFiles);
        var files = new StandInFiles(_fixture.FileSystems.Default)
        {
            Read = path => path.EndsWith(".jhist", StringComparison.Ordinal) ? throw (Exception)Activator.CreateInstance(failure)! : null,
        };
        await using var fileSystems = new JobFileSystems(files, _fixture.Configuration);
        var staging = StagingDirectory.Of(_fixture.Plan.Id, fileSystems, _fixture.Configuration);
        return await EarlierMaster.FindAsync(_fixture.Plan, staging, new CommitMarkers(staging, committer, 2), committer, default);
    }
}

/// <summary>Takes tasks over only when so many are to be taken over at the same time.</summary>
internal sealed class MeetingCommitter(OutputCommitter inner, int atOnce) : CommitterAround(inner)
{
    private readonly TaskCompletionSource _met = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _here;

    public override async ValueTask<bool> RecoverTaskAsync(TaskAttemptId attempt, int masterAttempt, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _here) == atOnce)
        {
            _met.SetResult();
        }

        await _met.Task.WaitAsync(Patience.Limit, cancellationToken);
        return await base.RecoverTaskAsync(attempt, masterAttempt, cancellationToken);
    }
}
