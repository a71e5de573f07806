using Hathi.Architecture.Tests;
using Hathi.Lab;
using Hathi.Lab.Spec;
using Hathi.Tests.Cases.Verbs;

namespace Hathi.Cli.Tests.Verbs;

/// <summary>
/// A HATHI_HOME of a test's own with the program that was built; its lab, if there is one, has addresses of the tests' own and is gone
/// afterwards.
/// </summary>
internal sealed class LabVerbStage : IAsyncDisposable
{
    private const string Name = "lab";

    // Of those that labs leave free for tests.
    private const string Subnet = "254\n";

    private static readonly string s_program = Path.Join(Repository.Root, "artifacts", "bin", "hathi", "release", "hathi");

    public LabVerbStage()
    {
        System.IO.Directory.CreateDirectory(Home.Directory);
        File.WriteAllText(Home.SubnetFile, Subnet);
    }

    /// <summary>HATHI_HOME.</summary>
    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("hathi-labs-").FullName;

    public VerbNames Names => new([("$DIR", Directory)]);

    private LabHome Home => new(Directory, Name);

    private Dictionary<string, string> Environment => new(StringComparer.Ordinal)
    {
        ["HATHI_HOME"] = Directory, ["HADOOP_HOME"] = "", ["HADOOP_CONF_DIR"] = "",
    };

    /// <summary>Declares a lab, and starts nothing.</summary>
    public void Make(int nodes, IReadOnlyList<string> services) => ProcessLab.Create(
        Home, LabSpec.Uniform(Name, nodes, Math.Min(2, nodes), LabServiceNames.Parse([.. services]), 1, null, null), s_program);

    public async Task StartAsync()
    {
        var up = await RunAsync(["hathi", "up"], "");
        Assert.True(up.ExitCode == 0, up.Error);
    }

    public void Log(string node, IReadOnlyList<string> lines)
    {
        System.IO.Directory.CreateDirectory(Home.NodeDirectory(node));
        File.WriteAllLines(Home.NodeLog(node), lines);
    }

    /// <param name="words">The command line, with the program in front.</param>
    /// <param name="input">What is typed when it asks.</param>
    public Task<Answer> RunAsync(IReadOnlyList<string> words, string input)
    {
        Assert.Equal("hathi", words[0]);
        return ForeignProcess.RunAsync(s_program, [.. words.Skip(1)], input, Environment);
    }

    public async ValueTask DisposeAsync()
    {
        if (ProcessLab.Exists(Home))
        {
            // Nodes that run on are found by what lies here, and by nothing else.
            var destroyed = await RunAsync(["hathi", "destroy", "--yes"], "");
            Assert.True(destroyed.ExitCode == 0, $"The lab in {Directory} is left as it is: {destroyed.Error}");
        }

        System.IO.Directory.Delete(Directory, recursive: true);
    }
}
