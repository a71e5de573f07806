using Hathi.Hadoop.Conf;
using Hathi.Hdfs.Client;
using Hathi.MapReduce.Client;
using Hathi.MapReduce.Output;

namespace Hathi.MapReduce.Master.Tests;

/// <summary>A commit that is begun, broken off, and brought to its end by the next master.</summary>
public sealed class CommitMarkersTests : IAsyncLifetime
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("hathi-commit");
    private readonly FileSystem _files = FileSystems.Get(new Uri("file:///"), new Configuration());
    private readonly TaskAttemptId _first = new(new TaskId(new JobId("1", 1), TaskKind.Reduce, 0), 0);
    private readonly TaskAttemptId _second = new(new TaskId(new JobId("1", 1), TaskKind.Reduce, 1), 0);

    private StagingDirectory Staging => new(new QualifiedPath(_files, Path.Combine(_directory.FullName, "staging")));

    private QualifiedPath Output => new(_files, Path.Combine(_directory.FullName, "out"));

    public async ValueTask InitializeAsync() => await _files.MakeDirectoryAsync(Staging.Path.Path, null, default);

    public async ValueTask DisposeAsync()
    {
        await _files.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public async Task A_commit_is_made_once()
    {
        var markers = new CommitMarkers(Staging, await WrittenAsync(1), 1);
        await markers.CommitAsync(static _ => Task.CompletedTask, default);
        Assert.Equal(["_SUCCESS", "part-r-00000", "part-r-00001"], Names());
        await Assert.ThrowsAnyAsync<IOException>(() => markers.CommitAsync(static _ => Task.CompletedTask, default));
        Assert.Equal((true, ""), await new CommitMarkers(Staging, Committer(2), 2).FindAsync(default));
    }

    [Fact]
    public async Task Nothing_is_moved_before_the_ResourceManager_was_heard()
    {
        var (begun, heard) = (new TaskCompletionSource(), new TaskCompletionSource());
        var markers = new CommitMarkers(Staging, await WrittenAsync(1), 1);
        var commit = markers.CommitAsync(
            _ =>
            {
                begun.SetResult();
                return heard.Task;
            },
            default);
        await begun.Task.Patiently();
        Assert.True(File.Exists(Staging.CommitStarted.Path));
        Assert.DoesNotContain("part-r-00000", Names());
        heard.SetResult();
        await commit;
        Assert.Equal(["_SUCCESS", "part-r-00000", "part-r-00001"], Names());
    }

    [Fact]
    public async Task A_commit_that_is_broken_off_has_failed()
    {
        using var off = new CancellationTokenSource();
        var begun = new TaskCompletionSource();
        var markers = new CommitMarkers(Staging, await WrittenAsync(1), 1);
        var commit = markers.CommitAsync(
            token =>
            {
                begun.SetResult();
                return Task.Delay(Timeout.Infinite, token);
            },
            off.Token);
        await begun.Task.Patiently();
        await off.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => commit);
        Assert.Equal(false, (await new CommitMarkers(Staging, Committer(2), 2).FindAsync(default))?.Committed);
    }

    /// <summary>The kill comes when the last of what the output is made of is removed.</summary>
    [Fact]
    public async Task A_complete_output_is_marked_though_it_is_to_be_broken_off()
    {
        using var off = new CancellationTokenSource();
        await WrittenAsync(1);
        var files = new StandInFiles(_files) { Deleted = _ => off.Cancel(), RenamesThere = true };
        var committer = new FileOutputCommitter(Output with { FileSystem = files }, 1, markSuccess: true);
        await new CommitMarkers(Staging, committer, 1).CommitAsync(static _ => Task.CompletedTask, off.Token);
        Assert.True(off.IsCancellationRequested);
        Assert.Equal(["_SUCCESS", "part-r-00000", "part-r-00001"], Names());
        Assert.Equal((true, ""), await new CommitMarkers(Staging, Committer(2), 2).FindAsync(default));
    }

    [Fact]
    public async Task Without_a_commit_the_job_goes_on()
    {
        await WrittenAsync(1);
        Assert.Null(await new CommitMarkers(Staging, Committer(2), 2).FindAsync(default));
    }

    [Theory]
    [InlineData("begun")]
    [InlineData("half moved")]
    [InlineData("all moved")]
    [InlineData("pending gone")]
    public async Task What_a_dead_master_began_the_next_one_ends(string died)
    {
        await WrittenAsync(1);
        await File.WriteAllTextAsync(Staging.CommitStarted.Path, "1");
        var tasks = Path.Combine(Output.Path, "_temporary", "1");
        if (died != "begun")
        {
            File.Move(Path.Combine(tasks, _first.Task.ToString(), "part-r-00000"), Path.Combine(Output.Path, "part-r-00000"));
        }

        if (died is "all moved" or "pending gone")
        {
            File.Move(Path.Combine(tasks, _second.Task.ToString(), "part-r-00001"), Path.Combine(Output.Path, "part-r-00001"));
        }

        if (died == "pending gone")
        {
            Directory.Delete(Path.Combine(Output.Path, "_temporary"), recursive: true);
        }

        Assert.Equal((true, ""), await new CommitMarkers(Staging, Committer(2), 2).FindAsync(default));
        Assert.Equal(["_SUCCESS", "part-r-00000", "part-r-00001"], Names());
        Assert.Equal("second", await File.ReadAllTextAsync(Path.Combine(Output.Path, "part-r-00001")));
    }

    [Fact]
    public async Task A_commit_that_failed_stays_failed()
    {
        await WrittenAsync(1);
        await File.WriteAllTextAsync(Staging.CommitStarted.Path, "1");
        await File.WriteAllTextAsync(Staging.CommitFailed.Path, "");
        Assert.Equal(false, (await new CommitMarkers(Staging, Committer(2), 2).FindAsync(default))?.Committed);
    }

    [Fact]
    public async Task The_next_master_takes_over_what_tasks_have_committed()
    {
        await WrittenAsync(1);
        var next = Committer(2);
        await next.SetupJobAsync(default);
        Assert.True(await next.RecoverTaskAsync(_first, 1, default));
        await next.CommitJobAsync(default);
        Assert.Equal(["_SUCCESS", "part-r-00000"], Names());
    }

    private FileOutputCommitter Committer(int master) => new(Output, master, markSuccess: true);

    private async Task<FileOutputCommitter> WrittenAsync(int master)
    {
        var committer = Committer(master);
        await committer.SetupJobAsync(default);
        foreach (var (attempt, name, text) in ((TaskAttemptId, string, string)[])
        [
            (_first, "part-r-00000", "first"), (_second, "part-r-00001", "second"),
        ])
        {
            var work = committer.GetWorkPath(attempt);
            Directory.CreateDirectory(work.Path);
            await File.WriteAllTextAsync(Path.Combine(work.Path, name), text);
            await committer.CommitTaskAsync(attempt, default);
        }

        return committer;
    }

    private string[] Names() =>
        [.. Directory.GetFileSystemEntries(Output.Path).Select(e => Path.GetFileName(e)!).Order(StringComparer.Ordinal)];
}
