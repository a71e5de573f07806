namespace Hathi.Conformance.Tests.Lab;

/// <summary>Jobs that are wrong: the user is told what, where and what to do, and the cluster goes on.</summary>
[Collection(LabCollection.Name)]
public sealed class BadJobsTests : IDisposable
{
    private readonly LabFixture _lab;
    private readonly LabText _text;

    public BadJobsTests(LabFixture lab)
    {
        _lab = lab;
        _text = new LabText(lab, "/bad", Enumerable.Range(0, 20_000).Select(i => $"line {i:00000} of a text"));
    }

    public void Dispose() => _text.Dispose();

    [Fact]
    public void Input_that_is_not_there_and_output_that_is_are_named()
    {
        Assert.Contains("Input path does not exist: hdfs://", Fails(WordCount, "/bad/nothing", "/bad/out"), StringComparison.Ordinal);
        _lab.Hathi("dfs", "-mkdir", "/bad/out").Ok();
        Assert.Contains("/bad/out already exists", Fails(WordCount, "/bad/in", "/bad/out"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_a_job_and_a_request_larger_than_any_node_are_refused_before_anything_starts()
    {
        Assert.Contains("defines no job", Fails(Job("public sealed class Nothing { }"), "/bad/in", "/bad/out"), StringComparison.Ordinal);
        Assert.Contains(
            "mapreduce.map.memory.mb = 1000000",
            Fails(WordCount, "-D", "mapreduce.map.memory.mb=1000000", "/bad/in", "/bad/out"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_mapper_that_throws_is_shown_with_the_record_and_its_place()
    {
        var job = Job(
            """
            public sealed class Throws : IJobProgram
            {
                public void Configure(JobBuilder job, string[] args) => job.Input(args[0]).Map<M>().Output(args[1]);

                private sealed class M : Mapper<long, Text, Text, long>
                {
                    public override void Map(long offset, Text line, Context context)
                    {
                        if (line.ToString().Contains("07777")) throw new InvalidOperationException("not this one");
                    }
                }
            }
            """);
        var said = Fails(job, "-D", "mapreduce.map.maxattempts=2", "/bad/in", "/bad/out");
        Assert.Contains("/bad/in", said, StringComparison.Ordinal);
        Assert.Contains("at byte 163317", said, StringComparison.Ordinal);
        Assert.Contains("line 07777 of a text", said, StringComparison.Ordinal);
        Assert.Contains("InvalidOperationException: not this one", said, StringComparison.Ordinal);
        Assert.Contains("failed 2 times", said, StringComparison.Ordinal);
        Works();
    }

    [Fact]
    public void A_reducer_that_eats_its_memory_is_ended_with_the_setting_to_raise()
    {
        var job = Job(
            """
            public sealed class Eats : IJobProgram
            {
                public void Configure(JobBuilder job, string[] args) => job.Input(args[0]).Map<M>().Reduce<R>().Output(args[1]);

                private sealed class M : Mapper<long, Text, Text, long>
                {
                    public override void Map(long offset, Text line, Context context) => context.Write(line, 1);
                }

                private sealed class R : Reducer<Text, long, Text, long>
                {
                    private readonly List<byte[]> _kept = [];

                    public override void Reduce(Text line, Values<long> counts, Context context)
                    {
                        var piece = new byte[20_000_000];
                        Array.Fill(piece, (byte)1);
                        _kept.Add(piece);
                    }
                }
            }
            """);
        var said = Fails(job, "-D", "mapreduce.reduce.maxattempts=1", "-D", "mapreduce.reduce.memory.mb=512", "/bad/in", "/bad/out");
        Assert.Contains("mapreduce.reduce.memory.mb", said, StringComparison.Ordinal);
        Assert.Contains("512", said, StringComparison.Ordinal);
        Works();
    }

    private static string WordCount => Path.Combine(Programs.Root, "samples", "WordCount.cs");

    private void Works() => _lab.Hathi("run", "--quiet", WordCount, "/bad/in", "/bad/good").Ok();

    private string Job(string code) => _text.Write("Job.cs", code);

    private string Fails(params string[] arguments)
    {
        var run = _lab.Hathi(["run", "--quiet", .. arguments]);
        Assert.Equal(1, run.ExitCode);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        return run.Error;
    }
}
