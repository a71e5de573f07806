using System.CommandLine;
using Hathi.Cli.Labs;
using Hathi.Tests.Cases;
using Hathi.Tests.Cases.Verbs;

namespace Hathi.Cli.Tests.Verbs;

/// <summary>What a user of labs types and reads, tests/Cases/verbs/lab: the program does what the texts say, with real nodes.</summary>
public sealed class LabVerbTests
{
    private const string Folder = "lab";
    private const string Program = "hathi";

    public static TheoryData<string> Files => CaseRun.Files("verbs/" + Folder);

    private static IEnumerable<VerbName> Verbs => LabCommands.All().SelectMany(static v => v.Subcommands.Count == 0
        ? [new VerbName(Program, v.Name, "")]
        : v.Subcommands.Select(below => new VerbName(Program, v.Name, below.Name)));

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Does_what_the_text_says(string name)
    {
        await using var stage = new LabVerbStage();
        await VerbPlayer.CheckAsync(
            VerbText.Load(Folder, name),
            new VerbStage(["ours"], stage.Names, (words, input, _) => stage.RunAsync(words, input)) { Language = new LabVerbWords(stage) });
    }

    [Fact]
    public void Every_verb_has_a_text_and_every_text_a_verb() => Assert.Empty(VerbName.Wrong(Folder, Verbs));

    [Fact]
    public async Task A_lab_that_could_not_be_destroyed_is_left_and_told()
    {
        var stage = new LabVerbStage();
        stage.Make(1, ["hdfs"]);
        var spec = Path.Join(stage.Directory, "lab", "lab.yaml");
        await File.WriteAllTextAsync(spec, "nodes: [");
        var told = await Assert.ThrowsAnyAsync<Exception>(async () => await stage.DisposeAsync());
        Assert.Contains(stage.Directory, told.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(spec));
        Directory.Delete(stage.Directory, recursive: true);
    }

    [Fact]
    public async Task Words_of_labs_are_told_and_used()
    {
        await using var stage = new LabVerbStage();
        var words = new LabVerbWords(stage);
        CaseRun.CheckWords("Labs", words, VerbName.WordsUsed(Folder, words));
    }
}
