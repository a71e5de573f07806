using System.Formats.Tar;
using Hathi.MapReduce.Tests.Support;
using Hathi.Records;

namespace Hathi.MapReduce.Tests.Engine;

/// <summary>-files, -libjars and -archives of jobs in one process: there while the tasks run, and gone afterwards.</summary>
public sealed class LocalResourcesTests : IDisposable
{
    private readonly JobBench _bench = new();
    private readonly string _name = $"resource-{Guid.NewGuid():N}";

    public LocalResourcesTests()
    {
        _bench.Write("a", "line\n"u8);
        Directory.CreateDirectory(At("d"));
        File.WriteAllText(At("d/dict.txt"), "words");
        File.WriteAllText(At("d/a b.txt"), "words");
        using var archive = File.Create(At("a.tar"));
        using var tar = new TarWriter(archive);
        tar.WriteEntry(At("d/dict.txt"), "deep/dict.txt");
    }

    public void Dispose() => _bench.Dispose();

    private string At(string name) => Path.Combine(_bench.Root, name);

    [Theory]
    [InlineData("tmpfiles", "{0}/d/dict.txt#{1}", "{1}")]
    [InlineData("tmpfiles", "file://{0}/d/dict.txt#{1}", "{1}")]
    [InlineData("tmpfiles", "file:{0}/d/dict.txt#{1}", "{1}")]
    [InlineData("tmpfiles", "file:{0}/d%2Fa%20b.txt#{1}", "{1}")]
    [InlineData("tmpfiles", "{0}/d/a b.txt#{1}", "{1}")]
    [InlineData("tmpjars", "{0}/d/dict.txt#{1}", "{1}")]
    [InlineData("tmparchives", "{0}/a.tar#{1}", "{1}/deep/dict.txt")]
    [InlineData("tmparchives", "{0}/d/dict.txt#{1}", "{1}")]
    public async Task A_task_finds_them_by_their_names(string property, string named, string read)
    {
        await RunAsync(property, string.Format(named, _bench.Root, _name), string.Format(read, _bench.Root, _name));
        Assert.Equal(["words\t"], _bench.Lines());
        Assert.False(Path.Exists(_name));
        Assert.Empty(Directory.GetFileSystemEntries(At("tmp"), "*-files-*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task What_a_task_does_to_its_copy_is_not_done_to_the_file()
    {
        File.SetUnixFileMode(At("d/dict.txt"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await RunAsync("tmpfiles", $"{At("d/dict.txt")}#{_name}", _name);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(At("d/dict.txt")));
    }

    [Theory]
    [InlineData("{0}/d/none.txt#{1}", "does not exist")]
    [InlineData("file://{0}/d/none.txt#{1}", "does not exist")]
    [InlineData("{0}/d#{1}", "is a directory")]
    [InlineData("{0}/d/dict.txt#a/{1}", "no name of a file")]
    [InlineData("{0}/d/dict.txt#..", "no name of a file")]
    public async Task One_that_cannot_be_brought_along_is_said_before_anything_runs(string named, string why)
    {
        var e = await Assert.ThrowsAnyAsync<IOException>(() => RunAsync("tmpfiles", string.Format(named, _bench.Root, _name), _name));
        Assert.Contains(why, e.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_bench.Out));
        Assert.False(Path.Exists(_name));
    }

    [Fact]
    public async Task What_is_there_already_stays_and_the_job_runs_as_with_Apaches()
    {
        await File.WriteAllTextAsync(_name, "other");
        try
        {
            await RunAsync("tmpfiles", $"{At("d/dict.txt")}#{_name}", _name);
            Assert.Equal(["other\t"], _bench.Lines());
            Assert.True(File.Exists(_name));
        }
        finally
        {
            File.Delete(_name);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    public async Task A_link_that_a_killed_job_has_left_is_replaced(string end)
    {
        _bench.Configuration.Set("mapreduce.cluster.local.dir", At("tmp/mapred/local") + end);
        File.CreateSymbolicLink(_name, At("tmp/mapred/local/job_local1_0001-files-0123/0/dict.txt"));
        await RunAsync("tmpfiles", $"{At("d/dict.txt")}#{_name}", _name);
        Assert.Equal(["words\t"], _bench.Lines());
        Assert.False(Path.Exists(_name));
    }

    [Theory]
    [InlineData("not mounted")]
    [InlineData("shared-files-2024/dict.txt")]
    [InlineData("tmp/mapred/local/mine/dict-files-1.txt")]
    public async Task A_link_of_the_users_own_stays_also_when_it_leads_to_nowhere_now(string target)
    {
        File.CreateSymbolicLink(_name, At(target));
        try
        {
            await RunAsync("tmpfiles", $"{At("d/dict.txt")}#{_name}", At("d/dict.txt"));
            Assert.Equal(At(target), new FileInfo(_name).LinkTarget);
        }
        finally
        {
            File.Delete(_name);
        }
    }

    [Fact]
    public async Task Nobody_else_can_read_a_copy()
    {
        var modes = new List<UnixFileMode>();
        _bench.Configuration.Set("tmpfiles", $"{At("d/dict.txt")}#{_name}");
        await _bench.RunAsync(_bench.Job().Map(() => new Looks(_name, modes)).Reducers(0));
        Assert.Equal(
            [UnixFileMode.UserRead | UnixFileMode.UserExecute, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute],
            modes);
    }

    [Fact]
    public async Task Two_jobs_at_once_share_one()
    {
        var other = Path.Combine(_bench.Root, "out2");
        using var inside = new Barrier(2);
        await Task.WhenAll(Run(_bench.Out), Run(other));
        Assert.Equal("words\t\n", await File.ReadAllTextAsync(Path.Combine(other, "part-m-00000")));
        Assert.Equal(["words\t"], _bench.Lines());
        Assert.False(Path.Exists(_name));
        Task Run(string output)
        {
            _bench.Configuration.Set("tmpfiles", $"{At("d/dict.txt")}#{_name}");
            return _bench.RunAsync(_bench.Job().Output(output).Map(() => new Reads(_name, inside)).Reducers(0));
        }
    }

    private Task RunAsync(string property, string named, string read)
    {
        _bench.Configuration.Set(property, named);
        return _bench.RunAsync(_bench.Job().Map(() => new Reads(read, null)).Reducers(0));
    }

    private sealed class Reads(string file, Barrier? inside) : Mapper<long, Text, Text, Text>
    {
        public override void Map(long key, Text line, Context context)
        {
            inside?.SignalAndWait(TimeSpan.FromMinutes(2));
            context.Write(new Text(File.ReadAllBytes(file)), default);
        }
    }

    private sealed class Looks(string file, List<UnixFileMode> modes) : Mapper<long, Text, Text, Text>
    {
        public override void Map(long key, Text line, Context context)
        {
            var copy = new FileInfo(file).LinkTarget!;
            modes.Add(File.GetUnixFileMode(copy));
            modes.Add(File.GetUnixFileMode(Path.GetDirectoryName(Path.GetDirectoryName(copy))!));
        }
    }
}
