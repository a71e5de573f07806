using Hathi.MapReduce.Core;
using Hathi.MapReduce.Protocol.History;
using Hathi.Yarn.Protocol;

namespace Hathi.MapReduce.Master.Tests;

/// <summary>What the history and its summary say of tasks that are not done.</summary>
public sealed class JobSummaryTests : IAsyncDisposable
{
    private readonly MasterFixture _fixture = new();

    public JobSummaryTests() => File.WriteAllLines(_fixture.Path("in"), Enumerable.Range(0, 30).Select(i => $"word{i % 7} and"));

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task A_job_that_failed_has_one_task_that_failed_and_others_that_were_killed()
    {
        var (outcome, _) = await _fixture.RunAsync<Refuses>(1);
        Assert.Equal(Outcome.Failed, outcome);
        await CheckAsync(outcome, failed: 1);
    }

    [Fact]
    public async Task A_job_that_succeeded_has_none()
    {
        var (outcome, _) = await _fixture.RunAsync<CountWords>(1);
        Assert.Equal(Outcome.Succeeded, outcome);
        await CheckAsync(outcome, failed: 0);
    }

    [Theory]
    [InlineData("root.a.b", "root.a.b")]
    [InlineData("", "b")]
    [InlineData(null, "b")]
    public async Task A_job_is_filed_under_the_queue_that_the_ResourceManager_tells(string? told, string filed)
    {
        _fixture.Configuration.Set("mapreduce.job.queuename", "b");
        var master = await _fixture.PrepareAsync<CountWords>(1);
        _fixture.Keeper.Registered(told is null ? null : new RegisterApplicationMasterResponseProto { Queue = told });
        await _fixture.CloseHistoryAsync();
        await File.WriteAllTextAsync(_fixture.StagingFiles.ConfigurationFile.Path, "<configuration/>");
        await new DoneHistory(
            _fixture.Plan, _fixture.StagingFiles, _fixture.Keeper, master, Outcome.Succeeded, _fixture.FileSystems).CopyAsync(default);

        var history = Assert.Single(Directory.GetFiles(_fixture.Path("staging/history"), "*.jhist", SearchOption.AllDirectories));
        Assert.Equal(filed, HistoryFileName.Parse(Path.GetFileName(history))!.Queue);
        var events = HistoryFile.Read(await File.ReadAllBytesAsync(history), out _);
        Assert.Equal("b", Assert.Single(events.OfType<JobSubmitted>()).Queue);
        Assert.Equal(filed, Assert.Single(events.OfType<JobQueueChanged>()).Queue);
        var summary = Assert.Single(Directory.GetFiles(_fixture.Path("staging/history"), "*.summary", SearchOption.AllDirectories));
        Assert.Contains(",queue=b,", await File.ReadAllTextAsync(summary), StringComparison.Ordinal);
    }

    private async Task CheckAsync(Outcome outcome, int failed)
    {
        int maps = _fixture.Plan.Splits.Count, done = _fixture.Master.Done(TaskType.Map), killed = maps - done - failed;
        Assert.Equal(outcome == Outcome.Succeeded, killed == 0);
        var end = HistoryFile.Read(await File.ReadAllBytesAsync(_fixture.HistoryPath(1)), out _)[^1];
        Assert.Equal((done, failed, killed), end is JobUnsuccessful u
            ? (u.FinishedMaps, u.FailedMaps, u.KilledMaps)
            : end is JobFinished f ? (f.FinishedMaps, f.FailedMaps, f.KilledMaps)
            : default);

        Directory.CreateDirectory(_fixture.Path("staging/history/done_intermediate/" + _fixture.Plan.User));
        await new DoneHistory(
            _fixture.Plan, _fixture.StagingFiles, _fixture.Keeper, _fixture.Master, outcome, _fixture.FileSystems).EndAsync(default);
        var file = Assert.Single(Directory.GetFiles(_fixture.Path("staging/history"), "*.summary", SearchOption.AllDirectories));
        var fields = (await File.ReadAllTextAsync(file)).Split(',')
            .Select(static f => f.Split('='))
            .ToDictionary(static f => f[0], static f => f[1], StringComparer.Ordinal);
        Assert.Equal(22, fields.Count);
        Assert.Equal(
            ($"{maps}", $"{done}", $"{failed}", $"{killed}"),
            (fields["numMaps"], fields["succededMaps"], fields["failedMaps"], fields["killedMaps"]));
        Assert.Equal("0", fields["failedReduces"]);
    }
}
