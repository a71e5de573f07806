using Hathi.Cli.Yarn;
using Hathi.Tests.Cases;
using Hathi.Tests.Cases.Verbs;

namespace Hathi.Cli.Tests.Verbs;

/// <summary>What a user of <c>yarn</c> types and reads, tests/Cases/verbs/yarn: ours prints what Apache's prints.</summary>
[Collection(ProcessUser.Name)]
public sealed class YarnVerbTests
{
    private const string Folder = "yarn";

    public static TheoryData<string> Files => CaseRun.Files("verbs/" + Folder);

    private static VerbName[] Verbs =>
    [
        .. YarnCommand.Tables.SelectMany(static t => t.Verbs.Select(v => new VerbName(Folder, t.Name, v.Option))),
        .. RmAdminCommand.Verbs.Select(static v => new VerbName(Folder, "rmadmin", v.Verb.TrimStart('-'))),
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public Task Prints_what_the_text_says(string name) => VerbRuns.CheckAsync(Folder, name);

    [Fact]
    public void Every_verb_has_a_text_and_every_text_a_verb() => Assert.Empty(VerbName.Wrong(Folder, Verbs));

    [Fact]
    public void A_verb_without_a_text_and_a_text_without_a_verb_are_found()
    {
        VerbName[] others = [new VerbName(Folder, "node", "dance"), .. Verbs.Where(static v => v.File != "node-list")];
        Assert.Equal(
            ["no text: verbs/yarn/node-dance.txt", "there is no such verb: verbs/yarn/node-list.txt"], VerbName.Wrong(Folder, others));
    }

    /// <summary>See <see cref="VerbRuns.RecordAsync"/>.</summary>
    [Theory(Explicit = true)]
    [MemberData(nameof(Files))]
    public Task Apaches_answers_are_recorded(string name) => VerbRuns.RecordAsync(Folder, name);
}
