using System.Formats.Tar;
using System.IO.Compression;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Hathi.Conformance.Tests.Lab;

/// <summary>
/// What a job brings along: its assembly and those beside it, files, archives, and the program itself where nodes do not have it.
/// </summary>
[Collection(LabCollection.Name)]
public sealed class JobFilesTests : IDisposable
{
    private readonly LabFixture _lab;
    private readonly LabText _text;

    public JobFilesTests(LabFixture lab)
    {
        _lab = lab;
        _text = new LabText(lab, "/files", ["one two three", "two three", "three"]);
    }

    public void Dispose() => _text.Dispose();

    [Fact]
    public void A_job_in_an_assembly_finds_those_that_lie_beside_it()
    {
        var bin = Directory.CreateDirectory(_text.Local("bin")).FullName;
        var helper = Compile(
            bin,
            "Words",
            "namespace Words; public static class Splitter { public static string[] Split(string line) => line.Split(' '); }");
        var job = Compile(
            bin,
            "CountJob",
            """
            using Hathi.MapReduce;
            using Hathi.Records;
            namespace Counting;
            public sealed class CountJob : IJobProgram
            {
                public void Configure(JobBuilder job, string[] args) => job.Input(args[0]).Map<M>().Reduce<R>().Output(args[1]);

                private sealed class M : Mapper<long, Text, Text, long>
                {
                    public override void Map(long offset, Text line, Context context)
                    {
                        foreach (var word in Words.Splitter.Split(line.ToString())) context.Write(word, 1);
                    }
                }

                private sealed class R : Reducer<Text, long, Text, long>
                {
                    public override void Reduce(Text word, Values<long> counts, Context context)
                    {
                        var sum = 0L;
                        foreach (var count in counts) sum += count;
                        context.Write(word, sum);
                    }
                }
            }
            """,
            helper);
        Run("/files/out", [], job);
        Assert.Equal(["one\t1", "three\t3", "two\t2"], Output("/files/out"));
    }

    [Fact]
    public void Files_and_archives_of_this_machine_and_of_the_cluster_are_in_the_working_directory()
    {
        var job = Script(
            """
            public sealed class Reads : IJobProgram
            {
                public void Configure(JobBuilder job, string[] args) => job.Input(args[0]).Map<M>().Output(args[1]);

                private sealed class M : Mapper<long, Text, Text, Text>
                {
                    public override void Setup(Context context)
                    {
                        foreach (var file in new[] { "here.txt", "named", "there", "zip/inside.txt", "dictionary.tgz/deep/inside.txt" })
                        {
                            context.Write(file, System.IO.File.ReadAllText(file));
                        }
                    }

                    public override void Map(long offset, Text line, Context context) { }
                }
            }
            """);
        var here = _text.Write("here.txt", "of this machine");
        var other = _text.Write("other.txt", "by another name");
        _lab.Hathi("dfs", "-put", _text.Write("there", "of the cluster"), "/files/there").Ok();
        var zip = _text.Local("inside.zip");
        using (var archive = ZipFile.Open(zip, ZipArchiveMode.Create))
        {
            using var entry = new StreamWriter(archive.CreateEntry("inside.txt").Open());
            entry.Write("of a zip");
        }

        _lab.Hathi("dfs", "-put", TarGz("dictionary.tgz", "deep/inside.txt", "of a tgz"), "/files/dictionary.tgz").Ok();
        Run(
            "/files/read",
            ["-files", $"{here},{other}#named,/files/there", "-archives", $"{zip}#zip,{Hdfs("/files/dictionary.tgz")}"],
            job);
        Assert.Equal(
            [
                "dictionary.tgz/deep/inside.txt\tof a tgz", "here.txt\tof this machine", "named\tby another name", "there\tof the cluster",
                "zip/inside.txt\tof a zip",
            ],
            Output("/files/read"));
    }

    [Fact]
    public void A_file_that_is_not_there_is_named_before_anything_starts()
    {
        var run = _lab.Hathi(
            "run", "-files", "/no/such/file", Path.Combine(Programs.Root, "samples", "WordCount.cs"), "/files/in", "/files/out");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("/no/such/file", run.Error, StringComparison.Ordinal);
        Assert.Contains("does not exist", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_nodes_do_not_have_the_program_it_is_sent_once_for_all_users()
    {
        const string Archives = "/tmp/hadoop-yarn/hathi";
        string[] sent = ["-D", "hathi.worker.home="];
        var sample = Path.Combine(Programs.Root, "samples", "WordCount.cs");
        Run("/files/sent", sent, sample);
        var first = _lab.Hathi("dfs", "-ls", Archives).Ok().Output;
        Run("/files/again", sent, sample);
        Assert.Equal(first, _lab.Hathi("dfs", "-ls", Archives).Ok().Output);
        Assert.Contains("-r--r--r--", first, StringComparison.Ordinal);
        Assert.Equal(["one\t1", "three\t3", "two\t2"], Output("/files/again"));

        // A public resource lies in the cache that all users of a node share, and only there.
        var cached = Directory.GetDirectories(
            Path.Combine(_lab.Home, LabFixture.Name, "nodes"), "worker-*.tar.gz", SearchOption.AllDirectories);
        Assert.NotEmpty(cached);
        Assert.All(cached, static d => Assert.Matches("/nm-local/filecache/[0-9]+/worker-", d));
    }

    private void Run(string output, string[] options, string job) =>
        _lab.Hathi(["run", "--quiet", "-D", "mapreduce.job.ubertask.enable=false", .. options, job, "/files/in", output]).Ok();

    private string[] Output(string directory) =>
        [.. _lab.Hathi("dfs", "-cat", directory + "/part-*").Ok().Output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Order(StringComparer.Ordinal)];

    private string Hdfs(string path) => $"hdfs://{_lab.NameNode}{path}";

    private string Script(string code) => _text.Write("Job.cs", code);

    private string TarGz(string name, string entry, string text)
    {
        var path = _text.Local(name);
        using var packed = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        using var tar = new TarWriter(packed);
        tar.WriteEntry(
            new PaxTarEntry(TarEntryType.RegularFile, entry) { DataStream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)) });
        return path;
    }

    private static string Compile(string directory, string name, string code, params string[] references)
    {
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        var path = Path.Combine(directory, name + ".dll");
        var result = CSharpCompilation.Create(
            name,
            [CSharpSyntaxTree.ParseText(code)],
            platform.Concat(references).Select(static r => MetadataReference.CreateFromFile(r)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)).Emit(path);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        return path;
    }
}
