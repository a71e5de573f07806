using System.Diagnostics;
using System.Text;
using Hathi.Base;
using Hathi.MapReduce.Tests.Support;

namespace Hathi.MapReduce.Tests;

public class WordCountTests
{
    [Fact]
    public async Task Counts_what_tr_sort_and_uniq_count()
    {
        using var bench = new JobBench();
        bench.Write("a.txt", RandomText(1, 300_000));
        bench.Write("b.txt", RandomText(2, 100_000));
        var result = await bench.RunAsync(Job.From(new WordCount(), [bench.In, bench.Out], bench.Configuration));

        Assert.Equal(Pipeline(bench.In), File.ReadAllText(Path.Combine(bench.Out, "part-r-00000"), Encoding.Latin1));
        Assert.True(File.Exists(Path.Combine(bench.Out, "_SUCCESS")));
        Assert.False(Directory.Exists(Path.Combine(bench.Out, "_temporary")));
        Assert.Equal(2, result.Maps);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(bench.Root, "tmp", "mapred", "local")));
    }

    [Theory]
    [InlineData("3", "1", "7777")]
    [InlineData("1", "2", "1000")]
    [InlineData("5", "10", "50000")]
    public async Task Reducers_splits_and_small_buffers_change_nothing(string reducers, string factor, string split)
    {
        using var bench = new JobBench();
        bench.Write("a.txt", RandomText(3, 200_000));
        bench.Configuration.Set("mapreduce.job.reduces", reducers);
        bench.Configuration.Set("mapreduce.task.io.sort.mb", "1");
        bench.Configuration.Set("mapreduce.task.io.sort.factor", Math.Max(2, int.Parse(factor)).ToString());
        bench.Configuration.Set("mapreduce.input.fileinputformat.split.maxsize", split);
        await bench.RunAsync(Job.From(new WordCount(), [bench.In, bench.Out], bench.Configuration));

        var lines = Directory.GetFiles(bench.Out, "part-r-*")
            .SelectMany(f => File.ReadLines(f, Encoding.Latin1))
            .Order(StringComparer.Ordinal);
        Assert.Equal(Pipeline(bench.In), string.Concat(lines.Select(l => l + "\n")));
        Assert.Equal(int.Parse(reducers), Directory.GetFiles(bench.Out, "part-r-*").Length);
    }

    [Theory]
    [InlineData("org.apache.hadoop.io.compress.DefaultCodec")]
    [InlineData("org.apache.hadoop.io.compress.SnappyCodec")]
    public async Task Packed_intermediate_files_change_nothing_but_their_size(string codec)
    {
        using var bench = new JobBench();
        bench.Write("a.txt", RandomText(4, 3_000_000));
        bench.Configuration.Set("mapreduce.task.io.sort.mb", "1");
        bench.Configuration.Set("mapreduce.task.io.sort.factor", "2");
        bench.Configuration.Set("mapreduce.map.output.compress", "true");
        bench.Configuration.Set("mapreduce.map.output.compress.codec", codec);
        var result = await bench.RunAsync(Job.From(new WordCount(), [bench.In, bench.Out], bench.Configuration));
        Assert.Equal(Pipeline(bench.In), File.ReadAllText(Path.Combine(bench.Out, "part-r-00000"), Encoding.Latin1));
        Assert.True(
            result.Counters[TaskCounter.MapOutputMaterializedBytes].Value < new FileInfo(Path.Combine(bench.Out, "part-r-00000")).Length);
    }

    // Words of a skewed vocabulary, all six kinds of white space, CR LF, bytes that are not UTF-8; no white space at the start, where
    // tr gives an empty word.
    private static byte[] RandomText(ulong seed, int length)
    {
        var random = new SeededRandom(seed);
        var text = new MemoryStream();
        text.WriteByte((byte)'x');
        while (text.Length < length)
        {
            text.Write(random.Bytes(1 + random.Next(random.Chance(0.1) ? 30 : 3), "abcdefgh\xff\xc3\u00e9"u8));
            text.Write(random.Bytes(1 + random.Next(3), "      \n\n\t\v\f\r"u8));
        }

        return text.ToArray();
    }

    private static string Pipeline(string directory)
    {
        const string Script = "cat \"$0\"/* | tr -s '[:space:]' '\\n' | sort | uniq -c | sed -E 's/^ *([0-9]+) (.*)$/\\2\\t\\1/'";
        using var process = Process.Start(new ProcessStartInfo("bash", ["-c", Script, directory])
        {
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.Latin1,
            Environment = { ["LC_ALL"] = "C" },
        })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitPatiently();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
