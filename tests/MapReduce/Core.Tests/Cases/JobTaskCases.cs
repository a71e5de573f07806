using Hathi.Tests.Cases;

namespace Hathi.MapReduce.Core.Tests.Cases;

/// <summary>What becomes of a job's tasks: tests/Cases/tasks.</summary>
public sealed class JobTaskCases
{
    public static TheoryData<string> Files => CaseRun.Files("tasks");

    [Theory]
    [MemberData(nameof(Files))]
    public void Are_decided_as_the_case_says(string file) => CaseRun.Check("tasks", file, static _ => new JobLanguage(), seeds: 1);

    [Fact]
    public void Words_of_MapReduce_are_told_and_used() => CaseRun.CheckWords("MapReduce", static () => new JobLanguage(), "tasks");
}
