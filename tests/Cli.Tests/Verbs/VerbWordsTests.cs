using Hathi.Tests.Cases;
using Hathi.Tests.Cases.Verbs;

namespace Hathi.Cli.Tests.Verbs;

public sealed class VerbWordsTests
{
    [Fact]
    public async Task Words_of_verbs_are_told_and_used()
    {
        await using var nothing = new VerbCluster();
        var words = new VerbWords(nothing);
        CaseRun.CheckWords("Verbs", words, VerbName.WordsUsed("yarn", words).Concat(VerbName.WordsUsed("mapred", words)));
    }
}
