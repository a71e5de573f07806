using Hathi.Hdfs.Client;
using Hathi.MapReduce.Engine;
using Hathi.MapReduce.Streaming;
using Hathi.MapReduce.Tests.Support;
using Hathi.Records;

namespace Hathi.MapReduce.Tests;

/// <summary>Jobs one after the other.</summary>
public sealed class JobChainTests : IDisposable
{
    private readonly JobBench _bench = new();

    public JobChainTests() => _bench.Write("a.txt", "b\na\nb\n"u8);

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_job_reads_what_the_one_before_it_wrote()
    {
        var succeeded = new List<string>();
        var result = await RunAsync(new TwoJobs(), succeeded);
        Assert.Equal(["TwoJobs 1/2", "TwoJobs 2/2"], succeeded);
        Assert.Equal("TwoJobs 2/2", result.Name);
        Assert.Equal(["b\t2"], _bench.Lines());
    }

    [Fact]
    public async Task What_is_behind_a_job_that_fails_is_not_run()
    {
        _bench.Configuration.Set("mapreduce.map.maxattempts", "1");
        var succeeded = new List<string>();
        var e = await Assert.ThrowsAsync<JobFailedException>(() => RunAsync(new Fails(), succeeded));
        Assert.Contains("(Fails 2/3)", e.Message, StringComparison.Ordinal);
        Assert.EndsWith("The job behind it was not run.", e.Message, StringComparison.Ordinal);
        Assert.Equal(["Fails 1/3"], succeeded);
        Assert.False(Directory.Exists(_bench.Out));
        Assert.Equal(["mapred"], Directory.GetDirectories(Path.Combine(_bench.Root, "tmp")).Select(Path.GetFileName));
    }

    // What a master and its workers do: they have the assembly, the names, and the configuration that the job was submitted with.
    [Fact]
    public void Another_process_makes_the_same_step()
    {
        var chain = JobChain.From(new TwoJobs(), [_bench.In, _bench.Out], _bench.Configuration);
        foreach (var job in chain.Jobs)
        {
            var origin = job.Origin!;
            var again = SubmittedJob.Load(typeof(TwoJobs).Assembly.Location, origin.ProgramType, [.. origin.Arguments], job.Configuration);
            Assert.Equal((job.Name, job.OutputPath), (again.Name, again.OutputPath));
            Assert.Equal(job.InputPaths, again.InputPaths);
        }

        Assert.NotEqual(
            chain.Jobs[0].OutputPath, JobChain.From(new TwoJobs(), [_bench.In, _bench.Out], _bench.Configuration).Jobs[0].OutputPath);
    }

    // A second copy of its types would be strangers to the engine that runs it.
    [Fact]
    public void A_program_of_the_engine_s_own_is_not_loaded_again()
    {
        var engine = typeof(StreamingJob).Assembly;
        var travelled = Path.Combine(_bench.Root, Path.GetFileName(engine.Location));
        File.Copy(engine.Location, travelled);
        Assert.Same(engine, JobOrigin.LoadAssembly(travelled));
        string[] arguments = ["-input", _bench.In, "-output", _bench.Out, "-mapper", "cat"];
        Assert.Equal("streamjob", SubmittedJob.Load(travelled, typeof(StreamingJob).FullName!, arguments, _bench.Configuration).Name);
    }

    [Fact]
    public void A_chain_without_a_job_is_refused()
    {
        var e = Assert.Throws<JobDefinitionException>(() => JobChain.From(new Empty(), [], _bench.Configuration));
        Assert.Contains("Empty has no job", e.Message, StringComparison.Ordinal);
    }

    private Task<JobResult> RunAsync(IJobChain program, List<string> succeeded)
    {
        var files = new LocalFileSystem(_bench.Configuration);
        var chain = JobChain.From(program, [_bench.In, _bench.Out], _bench.Configuration);
        return chain.RunAsync(
            new LocalJobRunner(files), files, NoProgress.Instance, r => succeeded.Add(r.Name), TestContext.Current.CancellationToken);
    }

    private sealed class TwoJobs : IJobChain
    {
        public void Configure(JobChain jobs, string[] args)
        {
            var counts = jobs.Temporary();
            jobs.Add(job => new WordCount().Configure(job, [args[0], counts]))
                .Add(job => new TopWords().Configure(job, [counts, args[1], "1"]));
        }
    }

    private sealed class Fails : IJobChain
    {
        public void Configure(JobChain jobs, string[] args)
        {
            var (first, second) = (jobs.Temporary(), jobs.Temporary());
            jobs.Add(job => job.Input(args[0]).Map<Breaks>().Output(first).Set("breaks", "no"))
                .Add(job => job.Input(first).Map<Breaks>().Output(second))
                .Add(job => job.Input(second).Map<Breaks>().Output(args[1]));
        }

        private sealed class Breaks : Mapper<long, Text, Text, Null>
        {
            public override void Map(long offset, Text line, Context context)
            {
                if (context.Configuration.GetRaw("breaks") is null)
                {
                    throw new InvalidOperationException("on purpose");
                }

                context.Write(line, Null.Value);
            }
        }
    }

    private sealed class Empty : IJobChain
    {
        public void Configure(JobChain jobs, string[] args)
        {
        }
    }
}
