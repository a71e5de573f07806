using Hathi.Hadoop.Conf;
using Hathi.Hdfs.Client;
using Hathi.MapReduce.Protocol.History;

namespace Hathi.MapReduce.Master.Tests;

/// <summary>A history whose file system is slow.</summary>
public sealed class JobHistoryTests : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("hathi-jhist");
    private readonly FileSystem _files = FileSystems.Get(new Uri("file:///"), new Configuration());
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async ValueTask DisposeAsync()
    {
        await _files.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_what_is_said_again_little_waits_and_all_is_taken(bool fails)
    {
        var path = Path.Combine(_directory.FullName, "a.jhist");
        var files = new StandInFiles(_files) { Written = _ => Wait(fails) };
        await using (var history = new JobHistory(new QualifiedPath(files, path)))
        {
            for (var n = 0; n < JobHistory.MaxRepeated; n++)
            {
                await history.AddAsync(Event(n), default).Patiently();
            }

            var next = history.AddAsync(Event(JobHistory.MaxRepeated), default).AsTask();
            Assert.False(next.IsCompleted);

            // What happens now does not wait behind it.
            history.Add(new TaskStarted("task_1_0001_r_000000", "REDUCE", 1, ""));
            _open.SetResult();
            await next.Patiently();
            for (var n = 0; n < 2 * JobHistory.MaxRepeated; n++)
            {
                await history.AddAsync(Event(n), default).Patiently();
            }
        }

        if (!fails)
        {
            Assert.Equal((3 * JobHistory.MaxRepeated) + 2, HistoryFile.Read(await File.ReadAllBytesAsync(path), out _).Count);
        }
    }

    [Fact]
    public async Task Who_waits_for_room_can_give_up()
    {
        using var stop = new CancellationTokenSource();
        await using var history = new JobHistory(new QualifiedPath(
            new StandInFiles(_files) { Written = _ => Wait(fails: false) }, Path.Combine(_directory.FullName, "b.jhist")));
        for (var n = 0; n < JobHistory.MaxRepeated; n++)
        {
            await history.AddAsync(Event(n), default).Patiently();
        }

        var next = history.AddAsync(Event(JobHistory.MaxRepeated), stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next.Patiently());
        _open.SetResult();
    }

    private FileWriteStream? Wait(bool fails)
    {
        _open.Task.Patiently().GetAwaiter().GetResult();
        return fails ? throw new IOException("no") : null;
    }

    private static TaskStarted Event(int number) => new($"task_1_0001_m_{number:000000}", "MAP", number, "");
}
