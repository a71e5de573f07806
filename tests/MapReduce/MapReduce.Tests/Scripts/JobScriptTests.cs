using System.Diagnostics;
using Hathi.Hadoop.Conf;
using Hathi.Hdfs.Client;
using Hathi.MapReduce.Scripts;
using Hathi.MapReduce.Tests.Support;

namespace Hathi.MapReduce.Tests.Scripts;

public sealed class JobScriptTests : IDisposable
{
    private const string Program = """
        public class Upper : IJobProgram
        {
            public void Configure(JobBuilder job, string[] args) => job.Input(args[0]).Output(args[1]).Map<M>();
            class M : Mapper<long, Text, Null, string>
            {
                public override void Map(long key, Text line, Context context) => context.Write(Null.Value, line.ToString().ToUpper());
            }
        }
        """;

    private readonly JobBench _bench = new();
    private readonly string _cache;

    public JobScriptTests() => _cache = Path.Combine(_bench.Root, "cache");

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Runs_the_job_that_a_file_defines()
    {
        _bench.Write("a.txt", "hello\n"u8);
        var script = Script("upper.cs", Program);
        await JobScript.RunAsync(
            script, [_bench.In, _bench.Out], new LocalFileSystem(_bench.Configuration), _bench.Configuration, NoProgress.Instance,
            TestContext.Current.CancellationToken);
        Assert.Equal(["HELLO"], _bench.Lines());
    }

    // What describes jobs and what runs them are two assemblies; a file needs no using more for either.
    [Fact]
    public void A_file_sees_what_runs_jobs_as_well()
    {
        const string Text = """
            public class Runs : IJobProgram
            {
                public void Configure(JobBuilder job, string[] args) => job.Named(args.Length > 2 ? args[2] : NameOf([.. args, "Inner"]))
                    .Input(args[0]).Output(args[1]).Map<M>();

                static string NameOf(string[] args) =>
                    typeof(Hathi.MapReduce.Engine.LocalJobRunner).Name + Job.From(new Runs(), args, new Configuration()).Name;

                class M : Mapper<long, Text, Text, Null>
                {
                    public override void Map(long key, Text line, Context context) => context.Write(line, Null.Value);
                }
            }
            """;
        var job = JobScript.Load(Script("two.cs", Text), [_bench.In, _bench.Out], _bench.Configuration);
        Assert.Equal("LocalJobRunnerInner", job.Name);
    }

    // Its first comment says how it is called; settings come last.
    private static string[] ArgumentsInItsComment(string sample)
    {
        var call = $"hathi run samples/{Path.GetFileName(sample)} ";
        var usage = File.ReadLines(sample).First(l => l.Contains(call, StringComparison.Ordinal));
        return [.. usage[(usage.IndexOf(call, StringComparison.Ordinal) + call.Length)..].Split(' ').TakeWhile(a => a != "-D")];
    }

    [Fact]
    public void Every_sample_compiles()
    {
        var samples = Directory.GetFiles(Path.Combine(Repository(), "samples"), "*.cs");
        Assert.True(samples.Length >= 3);
        foreach (var sample in samples)
        {
            var jobs = JobScript.LoadChain(sample, ArgumentsInItsComment(sample), new Configuration()).Jobs;
            Assert.All(jobs, job => Assert.Equal(Path.GetFileNameWithoutExtension(sample), job.Name.Split(' ')[0]));
        }

        Assert.True(File.ReadAllLines(Path.Combine(Repository(), "samples", "WordCount.cs")).Length <= 25);
    }

    [Fact]
    public void The_second_run_takes_it_from_the_cache()
    {
        var source = ScriptSource.Read(Script("upper.cs", Program));
        var cache = new ScriptCache(_cache);
        cache.Load(source);
        var file = Assert.Single(Directory.GetFiles(_cache));
        var before = File.ReadAllBytes(file);

        var clock = Stopwatch.StartNew();
        Assert.Contains(cache.Load(source).GetTypes(), t => t.Name == "Upper");
        Assert.True(clock.ElapsedMilliseconds < 1000, $"{clock.ElapsedMilliseconds} ms");
        Assert.Equal(before, File.ReadAllBytes(file));

        // Other text, another file; a damaged one is made again.
        cache.Load(ScriptSource.Read(Script("upper.cs", Program + "\n// changed")));
        Assert.Equal(2, Directory.GetFiles(_cache).Length);
        File.WriteAllText(file, "garbage");
        Assert.Contains(cache.Load(source).GetTypes(), t => t.Name == "Upper");
        Assert.Equal(before, File.ReadAllBytes(file));
    }

    [Fact]
    public void A_cache_that_cannot_be_written_is_done_without()
    {
        File.WriteAllText(_cache, "a file");
        Assert.Contains(new ScriptCache(_cache).Load(ScriptSource.Read(Script("upper.cs", Program))).GetTypes(), t => t.Name == "Upper");
    }

    [Fact]
    public void Compile_errors_have_file_line_and_column()
    {
        var script = Script("bad.cs", "class A\n{\n    int X => \"a\";\n    Tex T;\n}\n");
        var lines = Load(script).Message.Split('\n');
        Assert.Equal($"{script}(3,14): error CS0029: Cannot implicitly convert type 'string' to 'int'", lines[0]);
        Assert.StartsWith(
            $"{script}(4,5): error CS0246: The type or namespace name 'Tex' could not be found", lines[1], StringComparison.Ordinal);
        Assert.Equal(2, lines.Length);
    }

    [Theory]
    [InlineData("class A { }", "defines no job: let one class in it implement IJobProgram")]
    [InlineData("class A : IJobProgram { public void Configure(JobBuilder j, string[] a) { } } class B : A { }", "defines 2 jobs (A, B)")]
    [InlineData(
        "class A(int x) : IJobProgram { public void Configure(JobBuilder j, string[] a) { j.Reducers(x); } }",
        "A needs a constructor without parameters")]
    [InlineData(
        "class A : IJobProgram { public A() => throw new System.Exception(\"no\"); public void Configure(JobBuilder j, string[] a) { } }",
        "the constructor of A failed: Exception: no")]
    public void A_file_without_one_job_is_refused(string text, string message) =>
        Assert.Contains(message, Load(Script("a.cs", text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Files_that_are_not_there_are_named()
    {
        Assert.Equal("/no/such.cs does not exist; give the .cs file that defines the job.", Load("/no/such.cs").Message);
        Assert.Equal("/tmp is a directory; give the .cs file that defines the job.", Load("/tmp").Message);
    }

    [Fact]
    public void Missing_arguments_are_answered_with_the_first_comment()
    {
        var script = Script("upper.cs", "#!/usr/bin/env hathi\n\n// Upper case:  hathi run upper.cs /in /out\n" + Program);
        var e = Assert.Throws<JobDefinitionException>(() => JobScript.Load(script, ["/in"], new Configuration()));
        Assert.Equal(
            $"{script} asks for more arguments than it was given (1). It says of itself: Upper case:  hathi run upper.cs /in /out",
            e.Message);
    }

    [Fact]
    public void What_Configure_throws_is_told_without_a_stack()
    {
        var script = Script("a.cs", "class A : IJobProgram { public void Configure(JobBuilder j, string[] a) => int.Parse(\"x\"); }");
        var e = Assert.Throws<JobDefinitionException>(() => JobScript.Load(script, [], new Configuration()));
        Assert.StartsWith($"{script}: Configure of A failed: FormatException: ", e.Message, StringComparison.Ordinal);
    }

    private static ScriptException Load(string script) =>
        Assert.Throws<ScriptException>(() => JobScript.Load(script, ["/in", "/out"], new Configuration()));

    private string Script(string name, string text)
    {
        var path = Path.Combine(_bench.Root, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static string Repository()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "Hathi.slnx")))
        {
            directory = Path.GetDirectoryName(directory)!;
        }

        return directory;
    }
}
