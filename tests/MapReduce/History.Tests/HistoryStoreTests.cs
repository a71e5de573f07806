using System.Net;
using Hathi.Base;
using Hathi.Hadoop.Conf;
using Hathi.Hdfs.Client;
using Hathi.MapReduce.History.Model;
using Hathi.MapReduce.History.Options;
using Hathi.MapReduce.History.Storage;
using Hathi.MapReduce.Protocol.History;

namespace Hathi.MapReduce.History.Tests;

/// <summary>
/// What users leave where all leave their history, and what becomes of it: nothing that one of them does there harms another.
/// </summary>
public sealed class HistoryStoreTests : IAsyncLifetime, IClock
{
    private static readonly HistoryFileName Name = new("job_1795343521049_0001", 5, "ada", "sort", 34, 2, 1, "KILLED", "default", 11);

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("hathi-history-store-");
    private readonly RecordingLog _log = new();
    private OwnedFiles _files = null!;
    private HistoryStore _store = null!;
    private long _now;

    private string Shared => $"{_root.FullName}/done_intermediate";

    private string Done => $"{_root.FullName}/done";

    public Now Read() => new(0, _now);

    public async ValueTask InitializeAsync()
    {
        _files = new OwnedFiles(new LocalFileSystem(new Configuration()), Shared);
        _store = await OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _store.Dispose();
        await _files.DisposeAsync();
        _root.Delete(recursive: true);
    }

    [Fact]
    public async Task A_directory_that_is_named_like_a_history_or_its_settings_is_nobodys()
    {
        var mallory = Name with { User = "mallory", JobId = "job_1_0001" };
        await File.WriteAllTextAsync($"{Directory.CreateDirectory($"{Shared}/mallory/{mallory}").FullName}/f", "");
        await File.WriteAllTextAsync($"{Directory.CreateDirectory($"{Shared}/mallory/{Name.JobId}_conf.xml").FullName}/f", "");
        await File.WriteAllTextAsync(
            $"{Directory.CreateDirectory($"{Done}/1970/01/01/000000/{mallory with { JobId = "job_1_0002" }}").FullName}/f", "");
        Leave(Name);
        _store.Dispose();
        _store = await OpenAsync();
        Assert.Equal([Name], await ListAsync());
        await _store.CleanAsync(DateTimeOffset.UtcNow.AddDays(8).ToUnixTimeMilliseconds(), CancellationToken.None);
        Assert.Empty(await ListAsync());
        Assert.Empty(Directory.EnumerateFiles(Done, "*.jhist", SearchOption.AllDirectories));
        Assert.Empty(Directory.EnumerateFiles(Done, "*_conf.xml", SearchOption.AllDirectories));
    }

    /// <summary>Whatever the file system refuses for one user.</summary>
    [Theory]
    [InlineData("list")]
    [InlineData("rename")]
    [InlineData("delete")]
    [InlineData("chown")]
    [InlineData("chmod")]
    public async Task What_is_refused_in_the_directory_of_one_is_not_in_that_of_another(string call)
    {
        var before = Name with { FinishTime = 3 };
        Leave(before);
        await ListAsync();
        Leave(before with { FinishTime = 2 });
        Leave(Name with { JobId = "job_1795343521049_0002" });
        Leave(Name with { JobId = "job_1795343521049_0003", User = "zoe" });
        _files.Owners[$"{Shared}/ada"] = "mallory";
        foreach (var fault in (Exception[])[new AccessControlException("Permission denied", null), new IOException("no answer")])
        {
            _files.Fault = (called, path) => called == call && path.StartsWith($"{Shared}/ada", StringComparison.Ordinal) ? fault : null;
            Assert.Contains("zoe", (await ListAsync()).Select(static n => n.User));
            Assert.Empty(Directory.EnumerateFiles($"{Shared}/zoe"));
        }

        // And he has all of it when it is refused no more.
        _files.Fault = static (_, _) => null;
        await ListAsync();
        Assert.Equal(3, (await ListAsync()).Count);
        Assert.Empty(Directory.EnumerateFiles($"{Shared}/ada"));
    }

    [Fact]
    public async Task What_cannot_be_removed_keeps_nothing_else()
    {
        Leave(Name with { JobId = "job_1_0001" });
        Leave(Name with { JobId = "job_1_0002" });
        Leave(Name with { JobId = "job_1_0003" });
        await ListAsync();
        _files.Fault = static (call, path) => call == "delete" && path.Contains("job_1_0002-", StringComparison.Ordinal)
            ? new IOException("Directory is not empty")
            : null;
        var later = DateTimeOffset.UtcNow.AddDays(8).ToUnixTimeMilliseconds();
        var refused = await Assert.ThrowsAsync<HistoryStoreException>(() => _store.CleanAsync(later, CancellationToken.None));
        Assert.Contains("job_1_0002-", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["job_1_0002"], (await ListAsync()).Select(static n => n.JobId));
        _files.Fault = static (_, _) => null;
        await _store.CleanAsync(later, CancellationToken.None);
        Assert.Empty(await ListAsync());
        Assert.Empty(Directory.EnumerateFiles(_root.FullName, "*job*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_later_history_of_a_job_takes_the_place_of_the_earlier_in_lists_pages_and_on_disk()
    {
        Leave(Name, "first");
        Assert.Equal("KILLED", (await FindAsync(Name.JobId))!.Name.Status);
        var later = Name with { FinishTime = 35, Status = "SUCCEEDED" };
        Leave(later, "second");
        Assert.Equal([later], await ListAsync());
        var shown = await FindAsync(Name.JobId);
        Assert.Equal((later, "second"), (shown!.Name, await File.ReadAllTextAsync(shown.ConfFile)));

        // One that is not later goes, with all that came with it.
        Leave(Name with { FinishTime = 20 }, "second");
        Leave(later, "second");
        Assert.Equal([later], await ListAsync());
        Assert.Equal(
            [shown.ConfFile, shown.File],
            Directory.EnumerateFiles(_root.FullName, "*job*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Reverse());
    }

    [Fact]
    public async Task Of_two_histories_of_a_job_that_a_start_finds_the_later_counts_and_the_other_goes()
    {
        // Listed after the later one, by its name.
        var (earlier, later) = (Name with { FinishTime = 9 }, Name with { FinishTime = 10 });
        Leave(earlier);
        await ListAsync();
        var kept = Directory.EnumerateFiles(Done, "*.jhist", SearchOption.AllDirectories).Single();
        File.Copy(kept, $"{Path.GetDirectoryName(kept)}/{later}");
        _store.Dispose();
        _store = await OpenAsync();
        Assert.Equal([later], await ListAsync());
        Assert.False(File.Exists(kept));
        Assert.True(File.Exists((await FindAsync(Name.JobId))!.ConfFile));
    }

    [Fact]
    public async Task Only_what_its_user_left_is_his_and_he_is_given_his_directory()
    {
        Leave(Name);
        Leave(Name with { JobId = "job_1795343521049_0002" });
        _files.Owners[$"{Shared}/ada"] = "mallory";
        _files.Owners[$"{Shared}/ada/{Name}"] = "mallory";
        _files.Owners[$"{Shared}/ada/job_1795343521049_0002_conf.xml"] = "mallory";
        Assert.Equal(["job_1795343521049_0002"], (await ListAsync()).Select(static n => n.JobId));
        Assert.False(File.Exists((await FindAsync("job_1795343521049_0002"))!.ConfFile));
        Assert.Equal(("ada", 0x1f8), (_files.Owners[$"{Shared}/ada"], _files.Modes[$"{Shared}/ada"]));
        Assert.Contains(_log.Lines, l => l.Text.Contains("was made by mallory, and is ada's now", StringComparison.Ordinal));
        Assert.Contains(_log.Lines, l => l.Text.StartsWith($"2 entries of {Shared}/ada are passed over", StringComparison.Ordinal));
    }

    /// <summary>Where a machine's own file system holds it, all is the server's.</summary>
    [Fact]
    public async Task What_is_the_servers_own_is_taken()
    {
        Leave(Name);
        _files.Owners[$"{Shared}/ada"] = _files.Owners[$"{Shared}/ada/{Name}"] = OwnedFiles.Server;
        Assert.Equal([Name], await ListAsync());
        Assert.Equal(OwnedFiles.Server, _files.Owners[$"{Shared}/ada"]);
    }

    [Fact]
    public async Task A_directory_in_which_nothing_is_new_is_not_read_with_each_page_and_what_comes_is_found()
    {
        Leave(Name);
        await ListAsync();
        var junk = $"{Shared}/ada/{Name with { User = "bob", JobId = "job_1_0007" }}";
        await File.WriteAllTextAsync(junk, "");
        for (var look = 0; look < 3; look++)
        {
            await ListAsync();
            _now += HistoryIntake.SettleTime;
        }

        _files.Listed.Clear();
        await ListAsync();
        Assert.DoesNotContain($"{Shared}/ada", _files.Listed);
        _now += HistoryIntake.LookAgain;
        await ListAsync();
        Assert.Contains($"{Shared}/ada", _files.Listed);

        // Its time is another one: the system's clock is not looked at.
        var second = Name with { JobId = "job_1795343521049_0002" };
        Leave(second);
        Directory.SetLastWriteTimeUtc($"{Shared}/ada", DateTime.UtcNow.AddMinutes(1));
        Assert.Contains(second, await ListAsync());
        Assert.Single(_log.Lines, l => l.Text.Contains("passed over", StringComparison.Ordinal));
        Assert.True(File.Exists(junk));
    }

    [Fact]
    public async Task Who_says_that_his_job_ends_some_day_does_not_keep_its_history_for_ever()
    {
        Leave(Name with { FinishTime = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() });
        Leave(Name with { JobId = "job_1_0002", FinishTime = 0 });
        Assert.Equal(2, (await ListAsync()).Count);
        await _store.CleanAsync(DateTimeOffset.UtcNow.AddDays(6).ToUnixTimeMilliseconds(), CancellationToken.None);
        Assert.Equal(2, (await ListAsync()).Count);
        await _store.CleanAsync(DateTimeOffset.UtcNow.AddDays(8).ToUnixTimeMilliseconds(), CancellationToken.None);
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task Settings_that_a_master_brings_after_its_history_are_taken()
    {
        Leave(Name);
        var (conf, summary) = ($"{Shared}/ada/{Name.JobId}_conf.xml", $"{Shared}/ada/{Name.JobId}.summary");
        File.Delete(conf);
        File.Delete(summary);
        await ListAsync();
        await File.WriteAllTextAsync(conf, "late");
        await File.WriteAllTextAsync(summary, "late");
        await ListAsync();
        Assert.Equal("late", await File.ReadAllTextAsync((await FindAsync(Name.JobId))!.ConfFile));
        Assert.Empty(Directory.EnumerateFiles($"{Shared}/ada"));
    }

    /// <summary>A client that is told so believes it.</summary>
    [Theory]
    [InlineData("list", "")]
    [InlineData("status", "")]
    [InlineData("list", "/ada")]
    public async Task That_there_is_no_such_job_is_not_said_where_it_could_not_be_looked_for(string call, string below)
    {
        Leave(Name);
        var looks = 0;
        _files.Fault = (called, path) => called == call && path == Shared + below && ++looks > 0 ? new IOException("no answer") : null;
        var failed = await Assert.ThrowsAsync<HistoryStoreException>(() => FindAsync(Name.JobId));
        Assert.Contains($"{Shared}{below} was not looked at: no answer", failed.Message, StringComparison.Ordinal);
        Assert.True(looks > 1, "Java's clients do not ask for long");
        _files.Fault = (called, path) => called == call && path == Shared + below && --looks > 0 ? new IOException("no answer") : null;
        Assert.NotNull(await FindAsync(Name.JobId));
        Assert.Null(await FindAsync("job_1_0009"));
    }

    [Fact]
    public async Task Who_shuts_his_directory_does_not_keep_others_from_hearing_that_there_is_no_such_job()
    {
        Leave(Name);
        _files.Fault = (called, path) => called == "list" && path == $"{Shared}/ada"
            ? new AccessControlException("Permission denied", null)
            : null;
        Assert.Null(await FindAsync("job_1_0009"));
    }

    [Fact]
    public async Task Who_asks_while_a_start_reads_what_is_kept_waits_for_it()
    {
        Leave(Name);
        await ListAsync();
        _store.Dispose();
        _store = NewStore();
        var asked = FindAsync(Name.JobId);
        await _store.ScanAsync(CancellationToken.None);
        await _store.OpenAsync(CancellationToken.None);
        Assert.NotNull(await asked.Patiently());
    }

    /// <summary>
    /// By a call that is sent again and finds nothing to move, or gives up; and whether the file system answers at once then or later.
    /// </summary>
    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public async Task A_move_that_was_done_though_its_answer_was_lost_is_known(bool isSentAgain, bool isSilent)
    {
        Leave(Name);
        var wasMoved = false;
        _files.Fault = (called, path) =>
        {
            if (called == "rename" && path == $"{Shared}/ada/{Name}" && File.Exists(path))
            {
                wasMoved = true;
                File.Move(path, $"{Done}/1970/01/01/000000/{Name}");
                return isSentAgain ? new FileNotFoundException("there is no " + path) : new IOException("no answer");
            }

            return wasMoved && isSilent && called == "status" ? new IOException("no answer") : null;
        };
        await ListAsync();
        if (isSilent && isSentAgain)
        {
            var failed = await Assert.ThrowsAsync<HistoryStoreException>(() => FindAsync(Name.JobId));
            Assert.Contains("it is not known whether", failed.Message, StringComparison.Ordinal);
        }

        isSilent = false;
        Assert.Equal([Name], await ListAsync());
        Assert.NotNull(await FindAsync(Name.JobId));
    }

    [Fact]
    public async Task The_directory_of_all_is_made_again_when_somebody_has_removed_it()
    {
        Directory.Delete(Shared, recursive: true);
        Assert.Null(await FindAsync(Name.JobId));
        Leave(Name);
        Assert.NotNull(await FindAsync(Name.JobId));
    }

    private Task<CompletedJob?> FindAsync(string job) => _store.FindAsync(job, CancellationToken.None);

    private Task<IReadOnlyList<HistoryFileName>> ListAsync() => _store.ListAsync(CancellationToken.None);

    private void Leave(HistoryFileName name) => Leave(name, "conf");

    private void Leave(HistoryFileName name, string conf)
    {
        var directory = Directory.CreateDirectory($"{Shared}/{name.User}").FullName;
        File.WriteAllText($"{directory}/{name.JobId}.summary", "summary");
        File.WriteAllText($"{directory}/{name.JobId}_conf.xml", conf);
        File.WriteAllBytes($"{directory}/{name}", HistoryFileTests.Write(HistoryFileTests.All));
    }

    private async Task<HistoryStore> OpenAsync()
    {
        var store = NewStore();
        await store.OpenAsync(CancellationToken.None);
        return store;
    }

    private HistoryStore NewStore()
    {
        var options = new HistoryServerOptions
        {
            Configuration = new Configuration(),
            RpcAddress = new IPEndPoint(IPAddress.Loopback, 0),
            HttpAddress = new IPEndPoint(IPAddress.Loopback, 0),
            StagingDirectory = _root.FullName,
            IntermediateDirectory = Shared,
            DoneDirectory = Done,
            MaxAge = TimeSpan.FromDays(7),
        };
        return new HistoryStore(_files, options, this, _log) { LookPause = TimeSpan.Zero };
    }
}
