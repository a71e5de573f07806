using System.Text;
using Hathi.Base;
using Hathi.MapReduce.Formats;
using Hathi.MapReduce.Streaming;
using Hathi.MapReduce.Tests.Support;

namespace Hathi.MapReduce.Tests.Streaming;

/// <summary>
/// Programs as mappers and reducers. The expected lines are those that Apache's hadoop-streaming wrote for the same input and options.
/// </summary>
public class StreamingTests
{
    private const string Lines = "no tab\nx.y.z.1\nx.y.a.2\nk.b.c.3\ncr line\r\n\nlast without end";

    [Fact]
    public async Task Lines_without_a_tab_are_keys_with_an_empty_value()
    {
        using var bench = Bench();
        await RunAsync(bench, "-mapper", "cat", "-reducer", "NONE");
        Assert.Equal("no tab\t\nx.y.z.1\t\nx.y.a.2\t\nk.b.c.3\t\ncr line\t\n\t\nlast without end\t\n", Output(bench, "part-00000"));
    }

    [Fact]
    public async Task Keys_of_several_fields_are_cut_off_map_output()
    {
        using var bench = Bench();
        bench.Configuration.Set("stream.map.output.field.separator", ".");
        bench.Configuration.Set("stream.num.map.output.key.fields", "2");
        await RunAsync(bench, "-mapper", "cat", "-reducer", "cat");
        var lines = bench.Lines();
        Assert.Equal(["\t", "cr line\t", "k.b\tc.3", "last without end\t", "no tab\t"], lines[..5]);
        Assert.Equal(["x.y\ta.2", "x.y\tz.1"], lines[5..].Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Keys_of_several_fields_are_cut_off_reduce_output()
    {
        using var bench = Bench();
        bench.Configuration.Set("stream.reduce.output.field.separator", ".");
        bench.Configuration.Set("stream.num.reduce.output.key.fields", "2");
        await RunAsync(bench, "-mapper", "cat", "-reducer", "cat");
        Assert.Equal(
            ["\t\t", "cr line\t\t", "k.b\tc.3\t", "last without end\t\t", "no tab\t\t", "x.y\ta.2\t", "x.y\tz.1\t"], bench.Lines());
    }

    [Fact]
    public async Task Other_formats_give_the_key_as_well()
    {
        using var bench = Bench();
        bench.Configuration.Set("mapreduce.input.lineinputformat.linespermap", "4");
        var result = await RunAsync(
            bench, "-inputformat", "org.apache.hadoop.mapred.lib.NLineInputFormat", "-mapper", "cat", "-numReduceTasks", "0");
        Assert.Equal(2, result.Maps);
        Assert.Equal(
            ["0\tno tab", "15\tx.y.a.2", "23\tk.b.c.3", "31\tcr line", "40\t", "41\tlast without end", "7\tx.y.z.1"],
            bench.Lines().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Counts_words_with_programs_over_many_blocks_and_with_a_combiner()
    {
        using var bench = new JobBench();
        var random = new SeededRandom(3);
        var words = Enumerable.Range(0, 200_000)
            .Select(_ => Encoding.ASCII.GetString(random.Bytes(1 + random.Next(3), "abcdefgh"u8))).ToList();
        bench.Write("a.txt", Encoding.ASCII.GetBytes(string.Join('\n', words.Chunk(10).Select(c => string.Join(' ', c)))));
        bench.Configuration.Set("mapreduce.task.io.sort.mb", "1");
        bench.Configuration.Set("mapreduce.job.reduces", "2");
        var map = Script(
            bench, "map.sh", "echo reporter:counter:my,maps,2 >&2; echo reporter:status:at work >&2; tr -s ' ' '\\n' | sed 's/$/\\t1/'");
        var reduce = Script(bench, "reduce.sh", "awk -F'\\t' '$1!=k{if(NR>1)print k\"\\t\"s;k=$1;s=0}{s+=$2}END{if(NR)print k\"\\t\"s}'");
        var result = await RunAsync(bench, "-mapper", map, "-combiner", reduce, "-reducer", reduce);

        Assert.Equal(
            words.GroupBy(w => w).Select(g => $"{g.Key}\t{g.Count()}").Order(StringComparer.Ordinal),
            bench.Lines().Order(StringComparer.Ordinal));
        Assert.Equal(2, result.Counters["my"]["maps"].Value);
        Assert.True(result.Counters[TaskCounter.CombineInputRecords].Value >= 200_000);
    }

    [Fact]
    public async Task A_program_may_write_much_before_it_reads()
    {
        using var bench = new JobBench();
        bench.Write("a.txt", new SeededRandom(1).Bytes(3_000_000, "abcdefg\n"u8));
        var map = Script(bench, "map.sh", "seq 300000; cat >/dev/null; echo end");
        await RunAsync(bench, "-mapper", map, "-reducer", "NONE");
        var lines = bench.Lines();
        Assert.Equal(300_001, lines.Length);
        Assert.Equal("300000\t", lines[^2]);
    }

    [Fact]
    public async Task The_environment_tells_the_task_and_the_jobs_properties()
    {
        using var bench = Bench();
        bench.Configuration.Set("my.own-key", "v");
        bench.Configuration.Set("mapred.task.timeout", "4711");
        var map = Script(bench, "map.sh", "cat >/dev/null; env");
        await RunAsync(bench, "-mapper", map, "-reducer", "NONE", "-cmdenv", "FOO=bar=baz");
        Assert.Superset(
            new HashSet<string>
            {
                "FOO=bar=baz\t", "my_own_key=v\t", "mapreduce_task_ismap=true\t", "mapred_task_is_map=true\t",
                "mapreduce_task_partition=0\t", "mapreduce_job_reduces=0\t", "mapreduce_task_timeout=4711\t", "mapred_task_timeout=4711\t",
                "mapreduce_job_name=streamjob\t", "mapred_job_name=streamjob\t",
                $"mapreduce_input_fileinputformat_inputdir=file:{bench.In}\t", $"mapred_input_dir=file:{bench.In}\t",
                "mapreduce_map_input_start=0\t", "mapreduce_map_input_length=57\t", $"mapreduce_map_input_file=file:{bench.In}/b\t",
                $"map_input_file=file:{bench.In}/b\t",
            },
            bench.Lines().ToHashSet());
    }

    [Fact]
    public async Task An_exit_code_fails_the_attempt_with_the_last_lines_of_standard_error()
    {
        using var bench = Bench();
        var e = await Assert.ThrowsAsync<JobFailedException>(
            () => RunAsync(bench, "-mapper", Script(bench, "map.sh", "echo going down >&2; exit 7"), "-reducer", "NONE"));
        Assert.Contains("map.sh ended with exit code 7. The end of its standard error:\ngoing down", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exit_code_may_be_allowed()
    {
        using var bench = Bench();
        bench.Configuration.Set("stream.non.zero.exit.is.failure", "false");
        await RunAsync(bench, "-mapper", Script(bench, "map.sh", "head -1; exit 7"), "-reducer", "NONE");
        Assert.Equal("no tab\t\n", Output(bench, "part-00000"));
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_told()
    {
        using var bench = Bench();
        var e = await Assert.ThrowsAsync<JobFailedException>(() => RunAsync(bench, "-mapper", "no-such-program --x", "-reducer", "NONE"));
        Assert.Contains("Cannot run program \"no-such-program\"", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-output /b -mapper cat", "Required argument: -input <name>")]
    [InlineData("-input /a -mapper cat", "Required argument: -output ")]
    [InlineData("-input /a -output /b -mapper cat -numReduceTasks x", "-numReduceTasks x")]
    [InlineData(
        "-input /a -output /b -mapper cat -partitioner x", "-partitioner x: there are HashPartitioner and KeyFieldBasedPartitioner")]
    [InlineData("-input /a -output /b -mapper cat -lazyOutput x", "Unrecognized option: -lazyOutput")]
    [InlineData("-input /a -output /b -mapper", "Missing argument for options: mapper")]
    [InlineData("-input /a -output /b -mapper cat -inputformat Foo", "-inputformat Foo: there are TextInputFormat")]
    [InlineData("-input /a -output /b -mapper cat -cmdenv x", "-cmdenv x: expected NAME=VALUE")]
    public void A_wrong_command_line_is_told(string line, string message) =>
        Assert.StartsWith(
            message,
            Assert.Throws<JobDefinitionException>(() => Job.From(new StreamingJob(), line.Split(' '), new())).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(100)]
    public void Lines_are_cut_the_same_wherever_blocks_end(int size)
    {
        var lines = new List<string>();
        var cutter = new LineCutter(1000, inPieces: false);
        foreach (var block in "a\r\n\r\nb\rc\n\nd\r"u8.ToArray().Chunk(size))
        {
            cutter.Add(block, line => lines.Add(Encoding.ASCII.GetString(line)));
        }

        cutter.End(line => lines.Add(Encoding.ASCII.GetString(line)));
        Assert.Equal(["a", "", "b", "c", "", "d"], lines);
    }

    [Fact]
    public void A_long_line_is_copied_a_few_times_and_not_once_for_each_block()
    {
        const int Length = 16 << 20;
        var cutter = new LineCutter(Length, inPieces: false);
        var block = new byte[64 << 10];
        var taken = 0;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Length / block.Length; i++)
        {
            cutter.Add(block, line => taken += line.Length);
        }

        cutter.Add("\n"u8, line => taken += line.Length);
        Assert.Equal(Length, taken);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4L * Length);
    }

    [Theory]
    [InlineData("12345\n12345678\n1", false, "12345|12345678|1")]
    [InlineData("123456789\n1", false, null)]
    [InlineData("123456789", false, null)]
    [InlineData("123456789\n\n12345678901234567\r\n1", true, "12345678|9||12345678|90123456|7|1")]
    public void A_line_without_end_is_an_error_or_comes_in_pieces(string text, bool inPieces, string? expected)
    {
        for (var size = 1; size <= text.Length; size++)
        {
            var lines = new List<string>();
            var cutter = new LineCutter(8, inPieces);
            void All()
            {
                foreach (var block in Encoding.ASCII.GetBytes(text).Chunk(size))
                {
                    cutter.Add(block, line => lines.Add(Encoding.ASCII.GetString(line)));
                }

                cutter.End(line => lines.Add(Encoding.ASCII.GetString(line)));
            }

            if (expected is null)
            {
                Assert.Throws<LineTooLongException>(All);
            }
            else
            {
                All();
                Assert.Equal(expected, string.Join('|', lines));
            }
        }
    }

    [Fact]
    public async Task A_program_that_writes_a_line_without_end_is_ended_and_told_what_a_record_is()
    {
        using var bench = Bench();
        var e = await Assert.ThrowsAsync<JobFailedException>(() => RunAsync(bench, "-mapper", "cat /dev/zero", "-reducer", "NONE"));
        Assert.Contains(
            "cat: It wrote a line of more than 128 MiB: a record is a line, and ends with a line feed.",
            e.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_without_end_is_held_in_pieces()
    {
        var errors = new StreamErrors(new MemoryStream(Enumerable.Repeat((byte)'x', (64 << 10) + 3).ToArray()), "reporter:");
        errors.Read();
        Assert.Equal($"The end of its standard error:\n{new string('x', 500)}…\nxxx", errors.Describe());
    }

    [Fact]
    public async Task Commas_in_braces_part_no_inputs()
    {
        using var bench = Bench();
        foreach (var name in (string[])["x", "y", "z"])
        {
            Directory.CreateDirectory(Path.Combine(bench.Root, name));
            File.WriteAllText(Path.Combine(bench.Root, name, "f"), name + "\n");
        }

        string[] args = ["-input", $"{bench.Root}/{{x,y}}/*,{bench.Root}/z", "-output", bench.Out, "-mapper", "cat", "-reducer", "NONE"];
        await bench.RunAsync(Job.From(new StreamingJob(), args, bench.Configuration));
        Assert.Equal(["x\t", "y\t", "z\t"], bench.Lines().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_variable_too_long_for_the_system_says_which_property_cuts_it()
    {
        using var bench = Bench();
        bench.Configuration.Set("my.long", new string('x', 200_000));
        var e = await Assert.ThrowsAsync<JobFailedException>(() => RunAsync(bench, "-mapper", "cat", "-reducer", "NONE"));
        Assert.Contains("stream.jobconf.truncate.limit=20000 cuts long ones off", e.Message, StringComparison.Ordinal);
        bench.Configuration.Set("stream.jobconf.truncate.limit", "20000");
        Directory.Delete(bench.Out, recursive: true);
        await RunAsync(bench, "-mapper", Script(bench, "map.sh", "cat >/dev/null; echo ${#my_long}"), "-reducer", "NONE");
        Assert.Equal(["20000\t"], bench.Lines());
    }

    [Theory]
    [InlineData(-1, 25_000)] // before the comma between two paths, not at that of a path
    [InlineData(30_000, 30_000)]
    [InlineData(99_999, 25_000)] // more than a variable may have
    [InlineData(0, 0)]
    public void A_list_is_cut_between_two_paths_and_what_was_asked_for_is_cut_there(int limit, int length)
    {
        var list = $"/{new string('a', 24_999)},/{new string('b', 10_000)}\\,{new string('c', 30_000)}";
        Assert.Equal(length, StreamProgram.Cut(list, limit).Length);
    }

    [Fact]
    public async Task Keys_are_parted_and_sorted_by_their_fields()
    {
        using var bench = new JobBench();
        bench.Write("a", "a.10.x\t1\nb.9.y\t2\na.-3.z\t3\nc.9.5.q\t4\nb.09.y\t5\na.2.é\t6\n.7\t7\nb.100\t8\n"u8.ToArray());
        bench.Configuration.Set("mapreduce.job.reduces", "3");
        bench.Configuration.Set("stream.map.output.field.separator", ".");
        bench.Configuration.Set("stream.num.map.output.key.fields", "4");
        bench.Configuration.Set("mapreduce.map.output.key.field.separator", ".");
        bench.Configuration.Set("mapreduce.partition.keypartitioner.options", "-k1,1");
        bench.Configuration.Set(
            "mapreduce.job.output.key.comparator.class", "org.apache.hadoop.mapreduce.lib.partition.KeyFieldBasedComparator");
        bench.Configuration.Set("mapreduce.partition.keycomparator.options", "-k2,2nr -k1,1");
        await RunAsync(bench, "-mapper", "cat", "-partitioner", "org.apache.hadoop.mapred.lib.KeyFieldBasedPartitioner");
        Assert.Equal("c.9.5.q\t4\t\n.7\t7\t\n", Output(bench, "part-00000"));
        Assert.Equal("a.10.x\t1\t\na.2.é\t6\t\na.-3.z\t3\t\n", Output(bench, "part-00001"));
        Assert.Equal("b.100\t8\t\nb.9.y\t2\t\nb.09.y\t5\t\n", Output(bench, "part-00002"));
    }

    [Fact]
    public async Task Aggregate_makes_of_the_values_what_the_key_names()
    {
        using var bench = new JobBench();
        bench.Write(
            "a",
            Encoding.UTF8.GetBytes(
                """
                LongValueSum:a	3
                LongValueSum:a	-5
                LongValueMax:a	3
                longvaluemax:a	7
                LongValueMin:b	4
                LongValueMin:b	-4
                DoubleValueSum:c	0.5
                DoubleValueSum:c	1e21
                StringValueMax:d	ab
                StringValueMax:d	é
                StringValueMin:d	ab
                StringValueMin:d	é
                UniqValueCount:e	x
                UniqValueCount:e	y
                UniqValueCount:e	x
                ValueHistogram:f	x
                ValueHistogram:f	y
                ValueHistogram:f	x
                ValueHistogram:g	v	3
                ValueHistogram:g	w	4

                """));
        bench.Configuration.Set("mapreduce.job.reduces", "3");
        var result = await RunAsync(bench, "-mapper", "cat", "-reducer", "aggregate");
        Assert.Equal("a\t3\na\t-2\nd\tab\ng\t2\t3\t4\t4\t3.5\t0.5\n", Output(bench, "part-00000"));
        Assert.Equal("e\t2\n", Output(bench, "part-00001"));
        Assert.Equal("c\t1.0E21\nb\t-4\nd\té\nf\t2\t1\t2\t2\t1.5\t0.5\na\t7\n", Output(bench, "part-00002"));
        Assert.True(result.Counters[TaskCounter.CombineInputRecords].Value >= 20);
    }

    [Theory]
    [InlineData("no type", "a key is TYPE:ID with one of the types LongValueSum, ")]
    [InlineData("Median:x", "a key is TYPE:ID with one of the types LongValueSum, ")]
    [InlineData("LongValueSum:x\t7 ", "\"7 \" is no whole number")]
    [InlineData("DoubleValueSum:x\ty", "\"y\" is no number")]
    public async Task What_cannot_be_aggregated_is_told(string line, string message)
    {
        using var bench = new JobBench();
        bench.Write("a", Encoding.UTF8.GetBytes(line + "\n"));
        var e = await Assert.ThrowsAsync<JobFailedException>(() => RunAsync(bench, "-mapper", "cat", "-reducer", "aggregate"));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_separator_may_be_a_blank()
    {
        using var bench = Bench();
        bench.Configuration.Set("stream.map.output.field.separator", " ");
        await RunAsync(bench, "-mapper", "cat", "-reducer", "NONE");
        Assert.StartsWith("no\ttab\n", Output(bench, "part-00000"), StringComparison.Ordinal);
    }

    private static JobBench Bench()
    {
        var bench = new JobBench();
        bench.Write("b", Encoding.ASCII.GetBytes(Lines));
        return bench;
    }

    private static string Script(JobBench bench, string name, string body)
    {
        var path = Path.Combine(bench.Root, name);
        File.WriteAllText(path, "#!/bin/bash\n" + body + "\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    private static Task<JobResult> RunAsync(JobBench bench, params string[] options) =>
        bench.RunAsync(Job.From(new StreamingJob(), ["-input", bench.In, "-output", bench.Out, .. options], bench.Configuration));

    private static string Output(JobBench bench, string file) => File.ReadAllText(Path.Combine(bench.Out, file));
}
