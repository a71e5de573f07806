using System.Formats.Tar;
using System.Text;
using Hathi.Base.CommandLine;
using Hathi.Cli.Kit;
using Hathi.Cli.MapRed;
using Hathi.MapReduce.Streaming;

namespace Hathi.Cli.Tests;

/// <summary>
/// Every option in the table of <c>hathi mapred streaming</c>, with a job in this process: with it something is different in the output, on
/// the terminal or in the exit code. An option without a scenario fails by itself; combinations of which one would do nothing are refused.
/// </summary>
public sealed class StreamingFlagTests : IDisposable
{
    private const string Base = "-input R/in -output R/out";
    private const string Passing = Base + " -mapper cat -reducer cat";

    /// <summary>A command line without the option, and with it; R is a directory of the test's.</summary>
    private static readonly Dictionary<string, (string Without, string With)> Lines = new()
    {
        ["input"] = ("-output R/out -mapper cat", "-output R/out -mapper cat -input R/in"),
        ["output"] = ("-input R/in -mapper cat", "-input R/in -mapper cat -output R/out"),
        ["mapper"] = (Base, Base + " -mapper cat"),
        ["combiner"] = (Passing, Passing + " -combiner R/tag.sh"),
        ["reducer"] = (Base + " -mapper cat", Base + " -mapper cat -reducer R/tag.sh"),
        ["partitioner"] = (Passing + " -numReduceTasks 2", Passing + " -numReduceTasks 2 -partitioner KeyFieldBasedPartitioner"),
        ["inputformat"] = (Passing, Passing + " -inputformat NLineInputFormat"),
        ["outputformat"] = (Passing, Passing + " -outputformat SequenceFileOutputFormat"),
        ["numReduceTasks"] = (Passing, Passing + " -numReduceTasks 2"),
        ["cmdenv"] = (Base + " -mapper R/env.sh", Base + " -mapper R/env.sh -cmdenv TOLD=it"),
        ["file"] = (Base + " -mapper sub.sh", Base + " -mapper sub.sh -file R/d/sub.sh"),
        ["cacheFile"] = (Base + " -mapper R/words.sh", Base + " -mapper R/words.sh -cacheFile file:R/in#LINK"),
        ["cacheArchive"] = (Base + " -mapper R/words.sh", Base + " -mapper R/words.sh -cacheArchive file:R/a.tar#LINK"),
        ["jobconf"] = (Passing, Passing + " -jobconf mapreduce.job.reduces=2"),
        ["dfs"] = ("-D fs.defaultFS=hdfs://127.77.72.30:1 " + Passing, "-D fs.defaultFS=hdfs://127.77.72.30:1 " + Passing + " -dfs local"),
        ["additionalconfspec"] = (Passing, Passing + " -additionalconfspec R/conf.xml"),
        ["verbose"] = (Passing, Passing + " -verbose"), ["debug"] = (Passing, Passing + " -debug"),
        ["info"] = (Passing, Passing + " -info"), ["help"] = (Passing, Passing + " -help"),
    };

    private readonly string _root = Directory.CreateTempSubdirectory("hathi-streaming-").FullName;
    private readonly string _link = $"link-{Guid.NewGuid():N}";

    public StreamingFlagTests()
    {
        File.WriteAllText(_root + "/in", "b\t1\na\t2\nb\t3\n");
        File.WriteAllText(
            _root + "/conf.xml", "<configuration><property><name>mapreduce.job.reduces</name><value>2</value></property></configuration>");
        Directory.CreateDirectory(_root + "/d");
        Script("tag.sh", "sed 's/$/x/'");
        Script("env.sh", "cat >/dev/null; echo \"told $TOLD\"");
        Script("d/sub.sh", "cat >/dev/null; echo \"sub $1\"");
        Script("words.sh", $"cat >/dev/null; cat {_link} {_link}/in 2>/dev/null; true");
        using var archive = File.Create(_root + "/a.tar");
        using var tar = new TarWriter(archive);
        tar.WriteEntry(_root + "/in", "in");
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    public static TheoryData<string> Named() => [.. StreamingCommandLine.All.Select(static o => o.Name)];

    public static TheoryData<string> Single() =>
        [.. StreamingCommandLine.All.Where(static o => o is { Most: > 0, Collects: false }).Select(static o => o.Name)];

    public static TheoryData<string> Many() => [.. StreamingCommandLine.All.Where(static o => o.Collects).Select(static o => o.Name)];

    [Theory]
    [MemberData(nameof(Named))]
    public async Task ChangesSomething(string option)
    {
        Assert.True(
            Lines.TryGetValue(option, out var lines),
            $"hathi mapred streaming has an option -{option} that this test has no line for: say one in Lines");
        var before = await RunAsync(lines.Without);
        var after = await RunAsync(lines.With);
        Assert.True(before != after, $"-{option} changes nothing:\n{before}");
        Assert.True(after.StartsWith("exit 0\n", StringComparison.Ordinal), after);
        Assert.Contains($"-{option}", StreamingCommandLine.Usage, StringComparison.Ordinal);
        Assert.False(Path.Exists(_link));
    }

    [Theory]
    [MemberData(nameof(Single))]
    public async Task OneOfTwoValuesIsNotDropped(string option)
    {
        var answer = await RunAsync($"{Passing} -{option} x -{option} y");
        Assert.StartsWith("exit 1\n", answer);
        Assert.Contains($"-{option} was given twice", answer, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Many))]
    public void AllValuesAreTaken(string option)
    {
        string[] both = ["a=1", "b=2"];
        var table = StreamingCommandLine.All.ToList();
        Assert.Equal(both, CommandOptions.Parse(table, ["-" + option, "a=1", "-" + option, "b=2"]).Values(option));
        if (table.Single(o => o.Name == option).Most > 1)
        {
            Assert.Equal(both, CommandOptions.Parse(table, ["-" + option, "a=1", "b=2"]).Values(option));
        }
    }

    /// <summary>Apache's takes these, and drops one of them without a word.</summary>
    [Theory]
    [InlineData("-combiner cat -reducer NONE")]
    [InlineData("-partitioner HashPartitioner -reducer NONE")]
    [InlineData("-numReduceTasks 2 -reducer NONE")]
    [InlineData("-combiner cat -numReduceTasks 0")]
    [InlineData("-partitioner HashPartitioner -numReduceTasks 0")]
    [InlineData("-reducer cat -numReduceTasks 0")]
    public async Task WhatDoesNothingIsTold(string options)
    {
        var answer = await RunAsync($"{Base} -mapper cat {options}");
        Assert.StartsWith("exit 0\n", answer);
        Assert.Contains(" does nothing beside ", answer, StringComparison.Ordinal);
        Assert.Single(StreamingCommandLine.Parse(Words($"{Base} -mapper cat -combiner cat -reducer aggregate")).Warnings);
    }

    [Theory]
    [InlineData("-background", "Unrecognized option: -background")]
    [InlineData("stray", "Found 1 unexpected arguments on the command line [stray]")]
    [InlineData("-file R/none", "none does not exist.")]
    [InlineData("-mapper", "Missing argument for options: mapper")]
    public async Task WhatIsNotThereIsSaid(string options, string said)
    {
        var answer = await RunAsync($"{Base} {options}");
        Assert.StartsWith("exit 1\n", answer);
        Assert.Contains(said, answer, StringComparison.Ordinal);
    }

    /// <summary>A program that travels lies in the tasks' directory by its name, however it is named here.</summary>
    [Theory]
    [InlineData("R/d/sub.sh", "R/d/sub.sh one")]
    [InlineData("R/d/sub.sh", "R/d/../d/sub.sh one")]
    [InlineData("R/d/sub.sh", "sub.sh one")]
    public async Task AProgramThatTravelsIsFoundByItsName(string file, string mapper)
    {
        var line = StreamingCommandLine.Parse(
            Words($"{Base} -file {file}").Append("-mapper").Append(mapper.Replace("R/", _root + "/", StringComparison.Ordinal)).ToList());
        Assert.Equal("sub.sh one", line.Arguments[line.Arguments.ToList().IndexOf("-mapper") + 1]);
        Assert.DoesNotContain("-file", line.Arguments);
        Assert.Equal([new Uri(_root + "/d/sub.sh").AbsoluteUri], line.Files);
        Assert.Contains("told ", await RunAsync(Base + " -mapper R/env.sh -file R/env.sh"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "-mapper org.apache.hadoop.mapred.lib.IdentityMapper -inputformat org.apache.hadoop.mapred.KeyValueTextInputFormat",
        "a\t2\nb\t1\nb\t3\n")]
    [InlineData("-inputformat KeyValueTextInputFormat -combiner org.apache.hadoop.mapred.lib.IdentityReducer", "a\t2\nb\t1\nb\t3\n")]
    [InlineData("-mapper org.apache.hadoop.mapred.lib.IdentityMapper", "0\tb\t1\n4\ta\t2\n8\tb\t3\n")]
    [InlineData("-mapper cat -reducer org.apache.hadoop.mapred.lib.IdentityReducer", "a\t2\nb\t1\nb\t3\n")]
    public async Task ClassesThatPassRecordsOnAreKnown(string options, string output)
    {
        var answer = await RunAsync($"{Base} {options}");
        Assert.StartsWith("exit 0\n", answer);

        // The order of values with one key is nobody's.
        var lines = File.ReadAllLines(_root + "/out/part-00000");
        Assert.Equal(
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal), lines.Order(StringComparer.Ordinal));
        Assert.Equal(output[0], lines[0][0]);
    }

    [Fact]
    public async Task PlacesInAFileComeInTheOrderOfNumbers()
    {
        await File.WriteAllTextAsync(_root + "/in", "0123456789\nx\ny\n", TestContext.Current.CancellationToken);
        await RunAsync(Base);
        Assert.Equal(
            ["0\t0123456789", "11\tx", "13\ty"],
            await File.ReadAllLinesAsync(_root + "/out/part-00000", TestContext.Current.CancellationToken));
        await File.WriteAllTextAsync(_root + "/in", "0\n12345\n6\n7\n", TestContext.Current.CancellationToken);
        await RunAsync(Base);
        Assert.Equal(
            ["0\t0", "2\t12345", "8\t6", "10\t7"],
            await File.ReadAllLinesAsync(_root + "/out/part-00000", TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("-mapper org.apache.hadoop.mapred.lib.TokenCountMapper")]
    [InlineData("-mapper cat -reducer org.apache.hadoop.mapred.lib.LongSumReducer")]
    [InlineData("-mapper cat -combiner org.apache.hadoop.mapred.lib.LongSumReducer")]
    public async Task OtherClassesAreRefusedAtOnce(string options)
    {
        var answer = await RunAsync($"{Base} {options}");
        Assert.StartsWith("exit 1\n", answer);
        Assert.Contains("a Java class", answer, StringComparison.Ordinal);
    }

    /// <summary>Source: StreamJob.submitAndMonitorJob.</summary>
    [Theory]
    [InlineData(0, Passing)]
    [InlineData(1, Base + " -mapper false")]
    [InlineData(1, Passing + " -inputformat none.Such")]
    [InlineData(4, "-input R/in -output R/d -mapper cat")]
    [InlineData(5, "-input R/none -output R/out -mapper cat")]
    public async Task TheExitCodeSaysWhy(int code, string line)
    {
        var answer = await RunAsync(line);
        Assert.StartsWith($"exit {code}\n", answer);
        Assert.Equal(code != 0, answer.Contains("Streaming Command Failed!\n", StringComparison.Ordinal));
    }

    private void Script(string name, string body)
    {
        File.WriteAllText($"{_root}/{name}", $"#!/bin/sh\n{body}\n");
        File.SetUnixFileMode($"{_root}/{name}", (UnixFileMode)0x1ED);
    }

    private string[] Words(string line) =>
        [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(w => w.Replace("R/", _root + "/", StringComparison.Ordinal).Replace("LINK", _link, StringComparison.Ordinal))];

    /// <returns>The exit code, what was printed, and the output.</returns>
    private async Task<string> RunAsync(string line)
    {
        if (Directory.Exists(_root + "/out"))
        {
            Directory.Delete(_root + "/out", recursive: true);
        }

        using var output = new MemoryStream();
        using var error = new MemoryStream();
        var streams = new ShellStreams(() => Stream.Null, new ShellWriter(output), new ShellWriter(error), ErrorIsTerminal: false);
        string[] settings =
        [
            "-D", "fs.defaultFS=file:///", "-jt", "local", "-D", $"hadoop.tmp.dir={_root}/tmp", "-D", "mapreduce.map.maxattempts=1",
        ];
        var code = await MapRedCommand.RunAsync(["streaming", .. settings, .. Words(line)], streams, TestContext.Current.CancellationToken);
        var seen = new StringBuilder($"exit {code}\n")
            .Append(Encoding.UTF8.GetString(output.ToArray()))
            .Append(Encoding.UTF8.GetString(error.ToArray()));
        string[] files = Directory.Exists(_root + "/out") ? Directory.GetFiles(_root + "/out") : [];
        foreach (var file in files.Where(static f => !Path.GetFileName(f).StartsWith('.')).Order(StringComparer.Ordinal))
        {
            seen.Append($"{Path.GetFileName(file)}:\n{await File.ReadAllTextAsync(file)}");
        }

        return seen.ToString();
    }
}
