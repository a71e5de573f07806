using Hathi.Hdfs.Client;
using Hathi.MapReduce.Tests.Support;
using Hathi.Records;

namespace Hathi.MapReduce.Tests.Formats;

public sealed class FileInputFormatTests : IDisposable
{
    private readonly JobBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData(1100, 1000, "0+1100")]
    [InlineData(1101, 1000, "0+1000 1000+101")]
    [InlineData(3000, 1000, "0+1000 1000+1000 2000+1000")]
    [InlineData(3100, 1000, "0+1000 1000+1000 2000+1100")]
    [InlineData(0, 1000, "0+0")]
    [InlineData(5, 1000, "0+5")]
    public async Task Splits_are_blocks_and_the_last_may_be_a_tenth_longer(int length, int size, string splits)
    {
        _bench.Write("a.txt", new byte[length]);
        _bench.Configuration.Set("fs.local.block.size", size.ToString());
        Assert.Equal(splits, string.Join(' ', (await SplitsAsync()).Select(s => $"{s.Start}+{s.Length}")));
    }

    [Fact]
    public async Task Split_sizes_follow_minimum_and_maximum()
    {
        _bench.Write("a.txt", new byte[4000]);
        _bench.Configuration.Set("fs.local.block.size", "1000");
        _bench.Configuration.Set("mapreduce.input.fileinputformat.split.maxsize", "500");
        Assert.Equal(8, (await SplitsAsync()).Count);
        _bench.Configuration.Set("mapreduce.input.fileinputformat.split.minsize", "2k");
        Assert.Equal([2048L, 1952L], (await SplitsAsync()).Select(s => s.Length));
    }

    [Fact]
    public async Task Packed_files_are_one_split_with_the_hosts_of_their_start()
    {
        _bench.Write("a.gz", new byte[4000]);
        _bench.Configuration.Set("fs.local.block.size", "1000");
        var split = Assert.Single(await SplitsAsync());
        Assert.Equal(4000, split.Length);
        Assert.Equal(["localhost"], split.Hosts);
    }

    [Fact]
    public async Task Hidden_names_are_passed_over_and_patterns_are_looked_up()
    {
        _bench.Write("_SUCCESS", [1]);
        _bench.Write(".hidden", [1]);
        _bench.Write("b.txt", [1]);
        _bench.Write("a.txt", [1]);
        _bench.Write("c.log", [1]);
        Assert.Equal(["a.txt", "b.txt", "c.log"], (await SplitsAsync()).Select(s => Path.GetFileName(s.Path)));
        Assert.Equal(["a.txt", "b.txt"], (await SplitsAsync(_bench.In + "/*.txt")).Select(s => Path.GetFileName(s.Path)));
        Assert.Equal(
            ["c.log", "a.txt"],
            (await SplitsAsync(_bench.In + "/c*", "file:" + _bench.In + "/a.txt")).Select(s => Path.GetFileName(s.Path)));
    }

    [Theory]
    [InlineData("false", "true", "a.txt")]
    [InlineData("true", "true", "a.txt b.txt")]
    public async Task Directories_in_directories_may_be_passed_over(string recursive, string ignored, string names)
    {
        _bench.Write("a.txt", [1]);
        Directory.CreateDirectory(Path.Combine(_bench.In, "sub"));
        _bench.Write("sub/b.txt", [1]);
        _bench.Configuration.Set("mapreduce.input.fileinputformat.input.dir.recursive", recursive);
        _bench.Configuration.Set("mapreduce.input.fileinputformat.input.dir.nonrecursive.ignore.subdirs", ignored);
        Assert.Equal(names, string.Join(' ', (await SplitsAsync()).Select(s => Path.GetFileName(s.Path))));
    }

    [Fact]
    public async Task What_is_missing_is_named_all_at_once()
    {
        _bench.Write("a.txt", [1]);
        Directory.CreateDirectory(Path.Combine(_bench.In, "sub"));
        var e = await Assert.ThrowsAsync<InvalidInputException>(() => SplitsAsync("/no/such", _bench.In + "/*.zip", _bench.In));
        Assert.Equal(
            [
                "Input path does not exist: file:/no/such",
                $"Input Pattern file:{_bench.In}/*.zip matches 0 files",
                $"Not a file: file:{_bench.In}/sub (set mapreduce.input.fileinputformat.input.dir.recursive to true to read directories in "
                + "directories)",
            ],
            e.Message.Split('\n'));
    }

    [Fact]
    public async Task Directories_in_directories_are_read_when_asked()
    {
        Directory.CreateDirectory(Path.Combine(_bench.In, "x", "y"));
        File.WriteAllBytes(Path.Combine(_bench.In, "x", "y", "deep.txt"), [1]);
        _bench.Configuration.Set("mapreduce.input.fileinputformat.input.dir.recursive", "true");
        Assert.EndsWith("/x/y/deep.txt", Assert.Single(await SplitsAsync()).Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_byte_order_mark_is_no_text()
    {
        _bench.Write("a.txt", "\uFEFFfirst\nsecond\n"u8);
        var records = await TestRecords.ReadAsync(_bench, _ => { });
        Assert.Equal([(0L, 0L, "first"), (0L, 9L, "second")], records.Seen);
    }

    [Fact]
    public async Task Too_long_lines_are_passed_over_and_counted()
    {
        _bench.Write("a.txt", "short\nmuch too long\nfine\n"u8);
        var result = await _bench.RunAsync(_bench.Job().Set("mapreduce.input.linerecordreader.line.maxlength", "6").Map<Echo>());
        Assert.Equal(["short", "fine"], _bench.Lines());
        Assert.Equal(1, result.Counters[TaskCounter.MapSkippedRecords].Value);
        Assert.Equal(2, result.Counters[TaskCounter.MapInputRecords].Value);
    }

    [Fact]
    public async Task Key_value_text_is_cut_at_the_first_separator()
    {
        _bench.Write("a.txt", "k1\tv1\tmore\nalone\n\tno key\n"u8);
        await _bench.RunAsync(_bench.Job().ReadAs(new KeyValueTextInputFormat()).Map<Show>());
        Assert.Equal(["[k1]\t[v1\tmore]", "[alone]\t[]", "[]\t[no key]"], _bench.Lines());
    }

    private async Task<List<FileSplit>> SplitsAsync(params string[] paths)
    {
        var builder = new JobBuilder(_bench.Configuration).Input(paths.Length == 0 ? [_bench.In] : paths).Output(_bench.Out).Map<Echo>();
        await using var fileSystem = new LocalFileSystem(_bench.Configuration);
        await using var fileSystems = new JobFileSystems(fileSystem, _bench.Configuration);
        var context = new JobContext(builder.Build(), new JobId("test", 1), fileSystems);
        return [.. (await new TextInputFormat().GetSplitsAsync(context, TestContext.Current.CancellationToken)).Cast<FileSplit>()];
    }

    private sealed class Echo : Mapper<long, Text, Null, Text>
    {
        public override void Map(long key, Text value, Context context) => context.Write(Null.Value, value);
    }

    private sealed class Show : Mapper<Text, Text, string, string>
    {
        public override void Map(Text key, Text value, Context context) => context.Write($"[{key.ToString()}]", $"[{value.ToString()}]");
    }
}
