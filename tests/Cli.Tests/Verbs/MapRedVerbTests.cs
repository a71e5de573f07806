using Hathi.Cli.MapRed;
using Hathi.Tests.Cases;
using Hathi.Tests.Cases.Verbs;

namespace Hathi.Cli.Tests.Verbs;

/// <summary>What a user of <c>mapred</c> types and reads, tests/Cases/verbs/mapred: ours prints what Apache's prints.</summary>
[Collection(ProcessUser.Name)]
public sealed class MapRedVerbTests
{
    private const string Folder = "mapred";

    public static TheoryData<string> Files => CaseRun.Files("verbs/" + Folder);

    private static VerbName[] Verbs =>
    [
        .. JobCommand.Verbs.Select(static v => new VerbName(Folder, "job", v.Name.TrimStart('-'))),
        .. JobQueueCommand.Verbs.Select(static v => new VerbName(Folder, "queue", v.Name.TrimStart('-'))),
        new VerbName(Folder, "streaming", ""),
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public Task Prints_what_the_text_says(string name) => VerbRuns.CheckAsync(Folder, name);

    [Fact]
    public void Every_verb_has_a_text_and_every_text_a_verb() => Assert.Empty(VerbName.Wrong(Folder, Verbs));

    /// <summary>See <see cref="VerbRuns.RecordAsync"/>.</summary>
    [Theory(Explicit = true)]
    [MemberData(nameof(Files))]
    public Task Apaches_answers_are_recorded(string name) => VerbRuns.RecordAsync(Folder, name);
}
