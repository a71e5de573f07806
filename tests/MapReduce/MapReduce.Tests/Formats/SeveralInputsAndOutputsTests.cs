using Hathi.MapReduce.Tests.Support;
using Hathi.Records;

namespace Hathi.MapReduce.Tests.Formats;

public class SeveralInputsAndOutputsTests
{
    [Fact]
    public async Task Each_path_has_its_format_and_its_mapper()
    {
        using var bench = new JobBench();
        var table = bench.Write("table", "a\t1\nb\t2\n"u8);
        var text = bench.Write("text", "a b b\n"u8);
        var plain = bench.Write("plain", "c\n"u8);
        var job = new JobBuilder(bench.Configuration)
            .Input(plain).Map<Words>()
            .Input(table, new KeyValueTextInputFormat(), () => new Numbers())
            .Input(text, new TextInputFormat(), () => new Words())
            .Reduce<Sum>().Output(bench.Out);
        Assert.Equal([plain, table, text], job.Build().InputPaths);
        var result = await bench.RunAsync(job);
        Assert.Equal(["a\t2", "b\t4", "c\t1"], bench.Lines());
        Assert.Equal(3, result.Maps);
    }

    [Fact]
    public void Mappers_that_give_different_types_are_refused()
    {
        using var bench = new JobBench();
        var job = bench.Job().Map<Words>().Input("/x", new TextInputFormat(), () => new Lines()).Reduce<Sum>();
        Assert.Contains(
            "Lines gives (Null, Text) but Words gives (Text, Int64)",
            Assert.Throws<JobDefinitionException>(job.Build).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Named_outputs_are_committed_with_the_task_and_those_of_failed_attempts_are_not()
    {
        using var bench = new JobBench();
        bench.Write("in", "3\n-1\n5\n-2\n"u8);
        bench.Configuration.Set("mapreduce.multipleoutputs.counters", "true");
        var tries = 0;
        var job = bench.Job().Map(() => new Sort(() => ++tries)).NamedOutput("negative", new TextOutputFormat<Text, Null>());
        var result = await bench.RunAsync(job);

        Assert.Equal(2, tries);
        Assert.Equal(["3", "5"], bench.Lines());
        Assert.Equal(["-1", "-2"], File.ReadAllLines(Path.Combine(bench.Out, "negative-m-00000")));
        Assert.Equal(["-1"], File.ReadAllLines(Path.Combine(bench.Out, "by", "1", "n-m-00000")));
        Assert.Equal(["-2"], File.ReadAllLines(Path.Combine(bench.Out, "by", "2", "n-m-00000")));
        Assert.False(File.Exists(Path.Combine(bench.Out, "by", "failed-m-00000")));
        Assert.Equal(4, result.Counters["org.apache.hadoop.mapreduce.lib.output.MultipleOutputs"]["negative"].Value);
    }

    [Fact]
    public async Task Maps_may_write_named_outputs_before_reducers_do()
    {
        using var bench = new JobBench();
        bench.Write("in", "a b\n"u8);
        await bench.RunAsync(bench.Job().Map<Both>().Reduce<BothSum>().NamedOutput("log", new SequenceFileOutputFormat<Text, long>()));
        Assert.Equal(["a\t1", "b\t1"], bench.Lines());
        Assert.True(File.Exists(Path.Combine(bench.Out, "log-m-00000")));
        Assert.True(File.Exists(Path.Combine(bench.Out, "log-r-00000")));
    }

    [Fact]
    public async Task Outputs_that_are_not_there_are_told()
    {
        using var bench = new JobBench();
        bench.Write("in", "a\n"u8);
        Assert.Contains("The job has no output called log", (await Failure("log", "log")).Message, StringComparison.Ordinal);
        Directory.Delete(bench.Out, recursive: true);
        Assert.Contains(
            "The output real takes (Text, Null), not (Text, Int64)", (await Failure("real", "real")).Message, StringComparison.Ordinal);
        foreach (var bad in (string[])["not-a-name", "part", ""])
        {
            Assert.Throws<JobDefinitionException>(() => bench.Job().NamedOutput(bad, new TextOutputFormat<Text, long>()));
        }

        Task<JobFailedException> Failure(string name, string file) => Assert.ThrowsAsync<JobFailedException>(
            () => bench.RunAsync(bench.Job().Map(() => new Wrong(name, file)).NamedOutput("real", new TextOutputFormat<Text, Null>())));
    }

    [Theory]
    [InlineData("/tmp/x")]
    [InlineData("../x")]
    [InlineData("a//b")]
    [InlineData("part")]
    public async Task Files_outside_of_the_output_are_refused(string file)
    {
        using var bench = new JobBench();
        bench.Write("in", "a\n"u8);
        var job = bench.Job().Map(() => new Wrong("real", file)).NamedOutput("real", new TextOutputFormat<Text, long>());
        var e = await Assert.ThrowsAsync<JobFailedException>(() => bench.RunAsync(job));
        Assert.Contains($"\"{file}\" cannot name an output's files", e.Message, StringComparison.Ordinal);
    }

    private sealed class Words : Mapper<long, Text, Text, long>
    {
        public override void Map(long offset, Text line, Context context)
        {
            foreach (var word in line.Words())
            {
                context.Write(word, 1);
            }
        }
    }

    private sealed class Numbers : Mapper<Text, Text, Text, long>
    {
        public override void Map(Text key, Text value, Context context) => context.Write(key, value.ToInt64());
    }

    private sealed class Lines : Mapper<long, Text, Null, Text>
    {
        public override void Map(long offset, Text line, Context context) => context.Write(Null.Value, line);
    }

    private sealed class Sum : Reducer<Text, long, Text, long>
    {
        public override void Reduce(Text key, Values<long> values, Context context) => context.Write(key, values.Sum());
    }

    private sealed class Sort(Func<int> tries) : Mapper<long, Text, Text, Null>
    {
        public override void Map(long offset, Text line, Context context)
        {
            if (line[0] != '-')
            {
                context.Write(line, Null.Value);
                return;
            }

            context.Output<Text, Null>("negative").Write(line, Null.Value);
            context.Output<Text, Null>("negative", $"by/{line[1..].ToString()}/n").Write(line, Null.Value);
        }

        public override void Cleanup(Context context)
        {
            if (tries() == 1)
            {
                context.Output<Text, Null>("negative", "by/failed").Write("x", Null.Value);
                throw new InvalidOperationException("the first time");
            }
        }
    }

    private sealed class Both : Mapper<long, Text, Text, long>
    {
        public override void Map(long offset, Text line, Context context)
        {
            foreach (var word in line.Words())
            {
                context.Write(word, 1);
                context.Output<Text, long>("log").Write(word, offset);
            }
        }
    }

    private sealed class BothSum : Reducer<Text, long, Text, long>
    {
        public override void Reduce(Text key, Values<long> values, Context context)
        {
            context.Write(key, values.Sum());
            context.Output<Text, long>("log").Write(key, 0);
        }
    }

    private sealed class Wrong(string name, string file) : Mapper<long, Text, Text, Null>
    {
        public override void Map(long offset, Text line, Context context) => context.Output<Text, long>(name, file).Write(line, 1);
    }
}
