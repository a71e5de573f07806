using System.Text.RegularExpressions;

namespace Hathi.Conformance.Tests.Lab;

/// <summary>What runs a job dies in its middle (kill -9): the job ends, and its output is what it would have been.</summary>
[Collection(LabCollection.Name)]
public sealed partial class KilledJobsTests : IDisposable
{
    private readonly LabFixture _lab;
    private readonly WorkDirectory _work = new();
    private readonly Dictionary<string, int> _words = new(StringComparer.Ordinal);

    public KilledJobsTests(LabFixture lab)
    {
        _lab = lab;
        var text = Path.Combine(_work.Path, "text");
        var random = new Random(5);
        using (var file = File.CreateText(text))
        {
            for (var line = 0; line < 600_000; line++)
            {
                for (var i = 0; i < 10; i++)
                {
                    var word = $"w{random.Next(2000)}";
                    _words[word] = _words.GetValueOrDefault(word) + 1;
                    file.Write(word);
                    file.Write(i == 9 ? '\n' : ' ');
                }
            }
        }

        lab.Hathi("dfs", "-mkdir", "-p", "/killed").Ok();
        lab.Hathi("dfs", "-D", "dfs.blocksize=4m", "-put", text, "/killed/in").Ok();
    }

    public void Dispose()
    {
        _lab.Hathi("dfs", "-rm", "-r", "-skipTrash", "/killed");
        _work.Dispose();
    }

    [Fact]
    public void A_node_dies_with_its_maps_and_their_outputs()
    {
        Run(() => _lab.Lab("node", "kill", "pi-202").Ok());
        _lab.Lab("node", "start", "pi-202").Ok();
    }

    [Fact]
    public void The_application_master_dies()
    {
        // Its own children are not looked for: the one process that says job-master is the lab's only one.
        Run(() =>
        {
            foreach (var process in new ContainerProcesses(_lab.Home).With("job-master"))
            {
                process.Kill();
            }
        });
    }

    [Fact]
    public void The_ResourceManager_dies_and_with_it_the_NameNode_and_comes_back()
    {
        Run(() =>
        {
            _lab.Lab("node", "kill", "pi-200").Ok();
            _lab.Lab("node", "start", "pi-200").Ok();
        });
    }

    private void Run(Action kill)
    {
        var killed = false;
        string[] arguments =
        [
            "run", "-D", "mapreduce.job.reduces=2", Path.Combine(Programs.Root, "samples", "WordCount.cs"), "/killed/in", "/killed/out",
        ];
        var said = WatchedJob.Run(_lab.Environment, Programs.Hathi, arguments, line =>
        {
            if (!killed && MapsUnderWay().Match(line) is { Success: true } match && match.Groups[1].Value != "0")
            {
                killed = true;
                kill();
            }
        });
        Assert.True(killed, "the job was over before anything could die: " + string.Join('\n', said));
        var counted = _lab.Hathi("dfs", "-cat", "/killed/out/part-*").Ok().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(_words.Select(w => $"{w.Key}\t{w.Value}").Order(StringComparer.Ordinal), counted.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^  map (\d+)% reduce \d+%")]
    private static partial Regex MapsUnderWay();
}
