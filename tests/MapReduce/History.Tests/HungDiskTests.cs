using System.Net;
using Hathi.Hadoop.Conf;
using Hathi.Hdfs.Client;
using Hathi.MapReduce.History.Options;
using Hathi.MapReduce.History.Storage;
using Hathi.MapReduce.Protocol.History;
using Hathi.Platform;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.MapReduce.History.Tests;

/// <summary>
/// History on the machine's own disk, which does not answer: who asks for a job is on a thread that reads sockets, and gets it back.
/// </summary>
public sealed class HungDiskTests : IAsyncLifetime
{
    private static readonly HistoryFileName Name = new("job_1795343521049_0001", 5, "ada", "sort", 34, 2, 1, "KILLED", "default", 11);

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("hathi-history-hung-");
    private readonly ManualResetEventSlim _answers = new();
    private OwnedFiles _files = null!;
    private HistoryStore _store = null!;

    private string Shared => $"{_root.FullName}/done_intermediate";

    public async ValueTask InitializeAsync()
    {
        _files = new OwnedFiles(new LocalFileSystem(new Configuration()), Shared);
        var options = new HistoryServerOptions
        {
            Configuration = new Configuration(),
            RpcAddress = new IPEndPoint(IPAddress.Loopback, 0),
            HttpAddress = new IPEndPoint(IPAddress.Loopback, 0),
            StagingDirectory = _root.FullName,
            IntermediateDirectory = Shared,
            DoneDirectory = $"{_root.FullName}/done",
            MaxAge = TimeSpan.FromDays(7),
        };
        _store = new HistoryStore(_files, options, SystemClock.Instance, NullLogger.Instance);
        await _store.OpenAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        _answers.Set();
        _store.Dispose();
        await _files.DisposeAsync();
        _root.Delete(recursive: true);
        _answers.Dispose();
    }

    /// <summary>While it looks for what masters have left, and while it reads a job.</summary>
    [Theory]
    [InlineData("status")]
    [InlineData("list")]
    [InlineData("open")]
    public async Task Who_asks_for_a_job_gets_the_thread_back(string call)
    {
        Directory.CreateDirectory($"{Shared}/ada");
        if (call == "open")
        {
            await File.WriteAllTextAsync($"{Shared}/ada/{Name}", "no history");
            await File.WriteAllTextAsync($"{Shared}/ada/{Name.JobId}_conf.xml", "<configuration/>");
            await _store.ListAsync(CancellationToken.None);
        }

        _files.Fault = (called, _) =>
        {
            if (called == call)
            {
                _answers.Wait();
            }

            return null;
        };
        var asked = await Task.Run(() => Task.FromResult(_store.FindAsync(Name.JobId, CancellationToken.None))).Patiently();
        Assert.False(asked.IsCompleted);
        _answers.Set();
        if (call == "open")
        {
            await Assert.ThrowsAnyAsync<Exception>(() => asked.Patiently());
        }
        else
        {
            Assert.Null(await asked.Patiently());
        }
    }
}
