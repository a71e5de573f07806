using Hathi.Tests.Cases;

namespace Hathi.Yarn.Core.Tests.Cases;

/// <summary>What a queue has to give back to another: tests/Cases/preemption.</summary>
public sealed class PreemptionCases
{
    public static TheoryData<string> Files => CaseRun.Files("preemption");

    [Theory]
    [MemberData(nameof(Files))]
    public void Are_decided_as_the_case_says(string file) => CaseRun.Check("preemption", file, static _ => new YarnLanguage(), seeds: 1);
}
