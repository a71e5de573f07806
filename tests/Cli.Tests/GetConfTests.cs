using System.Text;
using Hathi.Cli.Admin;
using Hathi.Cli.Kit;

namespace Hathi.Cli.Tests;

/// <summary>
/// <c>hathi getconf</c> and <c>hathi version</c>: what <c>hdfs getconf</c> prints for the same configuration. A verb without a
/// line here fails by itself.
/// </summary>
public sealed class GetConfTests
{
    private static readonly Dictionary<string, (string Settings, string Words, int Code, string Said)[]> Lines = new()
    {
        ["-namenodes"] =
        [
            ("fs.defaultFS=hdfs://one", "-namenodes", 0, "one\n"),
            ("fs.defaultFS=hdfs://one;dfs.namenode.rpc-address=two:9", "-namenodes", 0, "two\n"),
            ("dfs.nameservices=s;dfs.ha.namenodes.s=a,b;dfs.namenode.rpc-address.s.a=h1:1;dfs.namenode.rpc-address.s.b=h2:1", "-nameNodes",
                0, "h1 h2\n"),
            ("fs.defaultFS=file:///", "-namenodes", 255, "Incorrect configuration: "
                + "namenode address dfs.namenode.servicerpc-address or dfs.namenode.rpc-address is not configured.\n"),
        ],
        ["-nnRpcAddresses"] =
        [
            ("fs.defaultFS=hdfs://one:99", "-nnRpcAddresses", 0, "one:99\n"),
            ("fs.defaultFS=hdfs://one", "-nnRpcAddresses", 0, "one:8020\n"),
            ("dfs.nameservices=s,t;dfs.namenode.servicerpc-address.s=h1:1;dfs.namenode.rpc-address.s=h0:1;dfs.namenode.rpc-address.t=h2:2",
                "-nnRpcAddresses", 0, "h1:1\nh2:2\n"),
        ],
        ["-secondaryNameNodes"] =
        [
            ("", "-secondaryNameNodes", 0, "0.0.0.0\n"), ("dfs.namenode.secondary.http-address=s:1", "-secondarynamenodes", 0, "s\n"),
        ],
        ["-backupNodes"] = [("", "-backupNodes", 0, "0.0.0.0\n")],
        ["-journalNodes"] =
        [
            ("", "-journalNodes", 0, "\n"), ("dfs.namenode.shared.edits.dir=qjournal://j1:8485;j2:8485/ns", "-journalNodes", 0, "j1 j2\n"),
        ],
        ["-includeFile"] =
        [
            ("dfs.hosts=/in", "-includeFile", 0, "/in\n"), ("", "-includeFile", 255, "Configuration dfs.hosts is missing.\n"),
        ],
        ["-excludeFile"] =
        [
            ("dfs.hosts.exclude=/out", "-excludeFile", 0, "/out\n"), ("", "-excludeFile x", 255, "Did not expect argument: x\n"),
        ],
        ["-confKey"] =
        [
            ("my.key= v ", "-confKey my.key", 0, "v\n"), ("", "-confKey dfs.blocksize", 0, "134217728\n"),
            ("", "-confKey no.such", 255, "Configuration no.such is missing.\n"),
            ("", "-confKey", 255, "usage: -confKey [key]\n"),
        ],
    };

    public static TheoryData<string> Verbs() => [.. GetConfCommand.Verbs.Select(static v => v.Name)];

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task SaysWhatIsConfigured(string verb)
    {
        Assert.True(Lines.TryGetValue(verb, out var lines), $"hathi getconf {verb} has no line in this test");
        foreach (var (settings, words, code, said) in lines)
        {
            Assert.Equal((code, said), await RunAsync(
                [.. (settings.Length == 0 ? [] : Split(settings)).SelectMany(static s => new[] { "-D", s }), .. words.Split(' ')]));
        }
    }

    [Theory]
    [InlineData("", 255)]
    [InlineData("-nothing", 255)]
    [InlineData("-help", 0)]
    public async Task TheUsageIsShown(string words, int code)
    {
        var answer = await RunAsync(words.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(code, answer.Code);
        Assert.All(GetConfCommand.Verbs, v => Assert.Contains($"[{v.Name}", answer.Said, StringComparison.Ordinal));
    }

    [Fact]
    public void TheVersionOfHadoopComesFirst()
    {
        using var output = new MemoryStream();
        Assert.Equal(0, VersionCommand.Run(
            new ShellStreams(() => Stream.Null, new ShellWriter(output), new ShellWriter(Stream.Null), ErrorIsTerminal: false)));
        Assert.Matches(@"^Hadoop 3\.\d+\.\d+\nHathi \d+\.\d+\.\d+, ", Encoding.UTF8.GetString(output.ToArray()));
    }

    // Settings are between semicolons, which addresses of journals have too: those are followed by a name without =.
    private static IEnumerable<string> Split(string settings)
    {
        var parts = new List<string>();
        foreach (var part in settings.Split(';'))
        {
            if (part.Contains('=', StringComparison.Ordinal))
            {
                parts.Add(part);
            }
            else
            {
                parts[^1] += ";" + part;
            }
        }

        return parts;
    }

    private static async Task<(int Code, string Said)> RunAsync(string[] words)
    {
        using var said = new MemoryStream();
        var writer = new ShellWriter(said);
        var code = await GetConfCommand.RunAsync(words, new ShellStreams(() => Stream.Null, writer, writer, ErrorIsTerminal: false));
        writer.Flush();
        return (code, Encoding.UTF8.GetString(said.ToArray()));
    }
}
