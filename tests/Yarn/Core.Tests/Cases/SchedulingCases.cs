using Hathi.Tests.Cases;

namespace Hathi.Yarn.Core.Tests.Cases;

/// <summary>Who gets which container where, and why others wait: tests/Cases/scheduling.</summary>
public sealed class SchedulingCases
{
    public static TheoryData<string> Files => CaseRun.Files("scheduling");

    [Theory]
    [MemberData(nameof(Files))]
    public void Are_decided_as_the_case_says(string file) => CaseRun.Check("scheduling", file, static _ => new YarnLanguage(), seeds: 1);

    [Fact]
    public void Words_of_YARN_are_told_and_used() =>
        CaseRun.CheckWords("YARN", static () => new YarnLanguage(), "scheduling", "preemption");
}
