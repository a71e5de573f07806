using System.Net;
using Hathi.Yarn.NodeManager.Options;
using Hathi.Yarn.NodeManager.Tests.Support;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.NodeManager.Tests;

/// <summary>
/// What a container leaves in the place of its files is no way to have the node wait, or read what is no business of the container:
/// whatever it is, and whoever of the node reads it.
/// </summary>
public sealed class WrittenByContainersTests : IDisposable
{
    private const string Secret = "of the node alone";

    // What a container does to its log FILE; OUT is a directory with files of the same names.
    private static readonly Dictionary<string, string> s_disguises = new()
    {
        ["a pipe"] = "rm -f <LOG_DIR>/FILE; mkfifo <LOG_DIR>/FILE",
        ["a link"] = "ln -sfn OUT/FILE <LOG_DIR>/FILE",
        ["a link to what never ends"] = "ln -sfn /dev/zero <LOG_DIR>/FILE",
        ["behind a link"] = "mv <LOG_DIR> <LOG_DIR>.away; ln -s OUT <LOG_DIR>",
        ["a directory"] = "rm -f <LOG_DIR>/FILE; mkdir <LOG_DIR>/FILE",
    };

    private readonly string _outside = Directory.CreateTempSubdirectory("hathi-outside-").FullName;

    public WrittenByContainersTests()
    {
        File.WriteAllText(Path.Join(_outside, "stderr"), Secret);
        File.WriteAllText(Path.Join(_outside, "stdout"), Secret);
    }

    public static TheoryData<string> Disguises => [.. s_disguises.Keys];

    public void Dispose() => Directory.Delete(_outside, recursive: true);

    [Theory]
    [MemberData(nameof(Disguises))]
    public async Task The_end_of_a_container_is_told_all_the_same(string disguise)
    {
        await using var node = await TestNode.StartAsync();
        var id = await node.StartAsync(TestNode.Bash($"{Text(disguise, "stderr")}; exit 3"));
        var end = await node.Manager.EndOf(id);
        Assert.Equal(3, end.ExitStatus);
        Assert.Contains("Container exited with a non-zero exit code 3", end.Diagnostics, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, end.Diagnostics, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Disguises))]
    public async Task Pages_show_nothing_of_it_and_do_not_wait(string disguise)
    {
        await using var node = await TestNode.StartAsync();
        var id = await node.StartAsync(TestNode.Bash($"echo hello; {Text(disguise, "stdout")}"));
        await node.Manager.EndOf(id);
        using var http = new HttpClient { BaseAddress = new Uri($"http://{node.Server.WebEndPoint}"), Timeout = Patience.Limit };
        foreach (var path in (string[])
        [
            $"ws/v1/node/containers/{id.ToText()}/logs/stdout", $"ws/v1/node/containerlogs/{id.ToText()}/stdout",
        ])
        {
            using var answer = await http.GetAsync(
                new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }

        foreach (var path in (string[])
        [
            $"node/containerlogs/{id.ToText()}/ada/stdout?start=0&end=100",
            $"node/containerlogs/{id.ToText()}/ada",
            $"ws/v1/node/containers/{id.ToText()}/logs",
        ])
        {
            var text = await http.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.DoesNotContain(Secret, text, StringComparison.Ordinal);
            Assert.DoesNotContain("stdout", text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Disguises))]
    public async Task Logs_are_moved_without_it(string disguise)
    {
        await using var node = await TestNode.StartAsync(o => o with
        {
            LogAggregation = new LogAggregationOptions { RemoteRoot = Path.Join(Path.GetDirectoryName(o.StateDirectory)!, "remote") },
        });
        var id = await node.StartAsync(TestNode.Bash($"echo hello; {Text(disguise, "stdout")}"));
        var other = await node.StartAsync(TestNode.Bash("echo of another"));
        await node.Manager.EndOf(id);
        await node.Manager.EndOf(other);
        var order = new NodeHeartbeatResponseProto();
        order.ApplicationsToCleanup.Add(id.Application());
        var remote = $"{node.DirectoryPath}/remote/ada/bucket-logs-tfile/0001/{id.Application().ToText()}";
        var moved = node.Manager.LogsOf(id.Application());
        node.Manager.Order(order);
        await node.Manager.EndOf(await node.StartAsync(TestNode.Bash("true")));
        Assert.Equal(LogAggregationStatusProto.LogSucceeded, (await moved).LogAggregationStatus);
        var text = new List<string>();
        await using var file = File.OpenRead($"{remote}/node_{node.Id.Port}");
        await Client.Logs.AggregatedLogReader.VisitAsync(
            file,
            async (entry, content) =>
            {
                using var reader = new StreamReader(content);
                text.Add($"{entry.Container} {entry.Name} {await reader.ReadToEndAsync()}");
            },
            default);
        Assert.Contains($"{other.ToText()} stdout of another\n", text);
        Assert.DoesNotContain(text, static t => t.Contains(Secret, StringComparison.Ordinal));
    }

    private string Text(string disguise, string file) =>
        s_disguises[disguise].Replace("FILE", file, StringComparison.Ordinal).Replace("OUT", _outside, StringComparison.Ordinal);
}
