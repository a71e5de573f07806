using System.CommandLine;
using System.Text;
using Hathi.Cli.Labs;
using Hathi.Lab;
using Hathi.Lab.Spec;

namespace Hathi.Cli.Tests;

/// <summary>Alone: the console and HATHI_HOME are the process's.</summary>
[CollectionDefinition(nameof(RootFlagTests), DisableParallelization = true)]
public sealed class OwnConsole;

/// <summary>
/// Every option of the verbs of <c>hathi</c> itself (up, status, node, run, …): with it something is different, in what is printed, in the
/// exit code or in what lies there afterwards; and an option that there is not is refused. An option without a line here, and without a
/// reason, fails by itself.
/// </summary>
[Collection(nameof(RootFlagTests))]
public sealed class RootFlagTests : IDisposable
{
    private const string Job = "-D mapreduce.job.maps=1 R/Job.cs R/in R/out";

    /// <summary>Without the option, and with it; R is a folder of the test.</summary>
    private static readonly Dictionary<string, (string Without, string With)> Lines = new()
    {
        ["down --name"] = ("down", "down --name none"), ["destroy --name"] = ("destroy --yes", "destroy --yes --name none"),
        ["destroy --yes"] = ("destroy", "destroy --yes"), ["status --name"] = ("status", "status --name none"),
        ["status --json"] = ("status", "status --json"), ["env --name"] = ("env", "env --name none"),
        ["node start --name"] = ("node start pi-9", "node start --name none pi-9"),
        ["node stop --name"] = ("node stop pi-9", "node stop --name none pi-9"),
        ["node kill --name"] = ("node kill pi-9", "node kill --name none pi-9"),
        ["node pause --name"] = ("node pause pi-9", "node pause --name none pi-9"),
        ["logs --name"] = ("logs pi-200", "logs pi-200 --name none"), ["logs --lines"] = ("logs pi-200", "logs pi-200 --lines 1"),
        ["run --fs"] = ($"run -D fs.defaultFS=bogus://h {Job}", $"run -D fs.defaultFS=bogus://h --fs file:/// {Job}"),
        ["run -D"] = ($"run {Job}", $"run -D mapreduce.job.reduces=2 {Job}"), ["run --files"] = ($"run {Job}", $"run --files R/none {Job}"),
        ["run --archives"] = ($"run {Job}", $"run --archives R/none {Job}"), ["run --quiet"] = ($"run {Job}", $"run --quiet {Job}"),
    };

    /// <summary>What makes another lab of the one that <c>hathi up</c> declares.</summary>
    private static readonly Dictionary<string, string> Declares = new()
    {
        ["--nodes"] = "3", ["--racks"] = "1", ["--services"] = "hdfs", ["--file"] = "R/lab.yaml", ["--hadoop"] = "R/hadoop",
        ["--name"] = "other",
    };

    /// <summary>What cannot be tried without a lab that runs, and what is.</summary>
    private static readonly Dictionary<string, string> Elsewhere = new()
    {
        ["demo --input"] = "a text that is not there is refused: below; one that is there is counted in a lab, which takes a minute",
        ["demo --keep"] = "the lab goes into the user's home in place of a folder that is deleted: a lab takes a minute",
    };

    private readonly string _root = Directory.CreateTempSubdirectory("hathi-root-").FullName;
    private readonly string? _home = Environment.GetEnvironmentVariable("HATHI_HOME");

    public RootFlagTests()
    {
        Environment.SetEnvironmentVariable("HATHI_HOME", _root + "/home");
        File.WriteAllText(_root + "/lab.yaml", "name: declared\nnodes: 2\n");
        Directory.CreateDirectory(_root + "/hadoop");
        foreach (var jar in (string[])["common", "hdfs-client", "yarn-client", "mapreduce-client-core", "mapreduce-client-app"])
        {
            File.WriteAllText($"{_root}/hadoop/hadoop-{jar}-3.4.1.jar", "");
        }
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("HATHI_HOME", _home);
        Directory.Delete(_root, recursive: true);
    }

    public static TheoryData<string> Options() =>
        [.. Verbs().Where(static v => v.Path != "up").SelectMany(static v => v.Verb.Options.Select(o => $"{v.Path} {o.Name}"))
            .Where(static o => !Elsewhere.ContainsKey(o))];

    public static TheoryData<string, string> Aliases() => [.. Verbs()
        .SelectMany(static v => v.Verb.Options.SelectMany(o => o.Aliases.Where(a => a != o.Name).Select(a => ($"{v.Path} {o.Name}", a))))];

    public static TheoryData<string> OptionsOfUp() => [.. UpCommand.Create().Options.Select(static o => o.Name)];

    public static TheoryData<string> Paths() => [.. Verbs().Select(static v => v.Path)];

    public static TheoryData<string> Plain() => [.. Lines.Values.Select(static l => l.Without).Distinct()];

    [Theory]
    [MemberData(nameof(Options))]
    public async Task Changes_something(string option)
    {
        Assert.True(Lines.TryGetValue(option, out var lines), $"hathi {option} has no line in this test: say one in Lines");
        var before = await RunAsync(lines.Without);
        var after = await RunAsync(lines.With);
        Assert.False(before == after, $"hathi {option} changes nothing:\n{before}");
        Assert.DoesNotContain("Unrecognized", after, StringComparison.Ordinal);
    }

    /// <summary>So that it is the option which makes the difference.</summary>
    [Theory]
    [MemberData(nameof(Plain))]
    public async Task The_same_again_is_the_same(string line) => Assert.Equal(await RunAsync(line), await RunAsync(line));

    [Fact]
    public async Task The_table_goes_to_the_output_of_its_own_run()
    {
        Assert.Contains("pi-200", (await RunAsync("status")).Split("/home")[0], StringComparison.Ordinal);
        Assert.Contains("pi-200", (await RunAsync("status")).Split("/home")[0], StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Aliases))]
    public async Task Another_name_does_the_same(string option, string alias)
    {
        var name = option[(option.LastIndexOf(' ') + 1)..];
        Assert.Equal(
            await RunAsync(Lines[option].With),
            await RunAsync(Lines[option].With.Replace($" {name} ", $" {alias} ", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(OptionsOfUp))]
    public void Up_declares_another_lab(string option)
    {
        Assert.True(Declares.TryGetValue(option, out var value), $"hathi up {option} has no value in this test: say one in Declares");
        Assert.NotEqual(Declared(), Declared(option, Fill(value)));
    }

    /// <summary>A lab that is there keeps what it is.</summary>
    [Theory]
    [InlineData("up --nodes 9")]
    [InlineData("up --racks 1")]
    [InlineData("up --services hdfs")]
    [InlineData("up --file R/lab.yaml --name lab")]
    [InlineData("up --hadoop R/hadoop")]
    public async Task Up_changes_no_lab_that_is_there(string line)
    {
        var answer = await RunAsync(line);
        Assert.StartsWith("exit 1\n", answer, StringComparison.Ordinal);
        Assert.Contains("hathi: lab 'lab' exists with", answer, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task What_is_no_option_is_refused(string path)
    {
        var answer = await RunAsync($"{path} --frobnicate");
        Assert.False(answer.StartsWith("exit 0\n", StringComparison.Ordinal), answer);
        Assert.Contains("--frobnicate", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_for_the_demo_must_be_there() =>
        Assert.Contains(
            $"hathi: --input {_root}/none: there is no such file\n", await RunAsync("demo --input R/none"), StringComparison.Ordinal);

    /// <summary>All that do something themselves; those with Hadoop's syntax have tests of their own.</summary>
    private static IEnumerable<(string Path, Command Verb)> Verbs()
    {
        var open = new Stack<(string Path, Command Verb)>(RootVerbs.Create().Subcommands.Select(static c => (c.Name, c)));
        while (open.TryPop(out var next))
        {
            if (next.Verb.Action is not null)
            {
                yield return next;
            }

            foreach (var below in next.Verb.Subcommands)
            {
                open.Push(($"{next.Path} {below.Name}", below));
            }
        }
    }

    private static string Declared(params string[] words)
    {
        var asked = UpCommand.Read(UpCommand.Create().Parse(words), File.ReadAllText);
        return asked.Name + "\n" + LabSpecFile.Format(UpCommand.Declare(asked, UpCommand.Hadoop(asked, existing: null)));
    }

    // How far it is and what it counted is told with times in it.
    private static string OfJob(string said) =>
        (said.Length > 0 ? "something was said\n" : "nothing was said\n") + string.Concat(
            said.Split('\n').Where(static l => l.StartsWith("hathi: ", StringComparison.Ordinal)).Select(static l => l + "\n"));

    private string Fill(string text) => text.StartsWith("R/", StringComparison.Ordinal) ? _root + text[1..] : text;

    /// <returns>All that can be seen of one run in a home with one lab, which does not run.</returns>
    private async Task<string> RunAsync(string line)
    {
        Make(withLab: !line.StartsWith("run ", StringComparison.Ordinal));
        var (output, error, input) = (Console.Out, Console.Error, Console.In);
        var seen = new StringWriter { NewLine = "\n" };
        try
        {
            Console.SetOut(seen);
            Console.SetError(seen);
            Console.SetIn(new StringReader("n\n"));
            var code = await RootVerbs.RunAsync([.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Fill)]);
            return $"exit {code}\n{(line.StartsWith("run ", StringComparison.Ordinal) ? OfJob(seen.ToString()) : seen.ToString())}"
                + $"{Tree("home")}{Tree("out")}";
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
            Console.SetIn(input);
        }
    }

    private void Make(bool withLab)
    {
        foreach (var directory in (string[])["/home", "/out", "/in"])
        {
            if (Directory.Exists(_root + directory))
            {
                Directory.Delete(_root + directory, recursive: true);
            }
        }

        Directory.CreateDirectory(_root + "/in");
        File.WriteAllText(_root + "/in/a", "one two\none three\n");
        File.WriteAllText(
            _root + "/Job.cs",
            """
            public sealed class Count : IJobProgram
            {
                public void Configure(JobBuilder job, string[] args) => job.Input(args[0]).Map<Words>().Reduce<Sum>().Output(args[1]);

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

                private sealed class Sum : Reducer<Text, long, Text, long>
                {
                    public override void Reduce(Text word, Values<long> counts, Context context) => context.Write(word, counts.Sum());
                }
            }
            """);
        if (withLab)
        {
            var home = LabHome.FromEnvironment("lab");
            Directory.CreateDirectory(home.Directory);
            File.WriteAllText(home.SubnetFile, "7\n"); // else it is the first that nobody on this machine uses now
            ProcessLab.Create(home, LabSpec.Uniform("lab", 2, 2, LabServices.All, 1, null, null), "/nonexistent/hathi");
            Directory.CreateDirectory(home.NodeDirectory("pi-200"));
            File.WriteAllText(home.NodeLog("pi-200"), "first\nsecond\n");
        }
    }

    private string Tree(string below)
    {
        var text = new StringBuilder();
        string[] entries = Directory.Exists($"{_root}/{below}")
            ? Directory.GetFileSystemEntries($"{_root}/{below}", "*", SearchOption.AllDirectories)
            : [];
        foreach (var entry in entries.Order(StringComparer.Ordinal))
        {
            text.Append($"\n{entry[_root.Length..]}");
        }

        return text.ToString();
    }
}
