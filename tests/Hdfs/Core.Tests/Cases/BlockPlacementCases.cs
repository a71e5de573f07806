using Hathi.Tests.Cases;

namespace Hathi.Hdfs.Core.Tests.Cases;

/// <summary>
/// Where replicas go: tests/Cases/placement. Chance has its say, so each case runs with many seeds, and its answers name all that
/// came.
/// </summary>
public sealed class BlockPlacementCases
{
    private const int Seeds = 40;

    public static TheoryData<string> Files => CaseRun.Files("placement");

    [Theory]
    [MemberData(nameof(Files))]
    public void Are_decided_as_the_case_says(string file) => CaseRun.Check("placement", file, static seed => new HdfsLanguage(seed), Seeds);

    [Fact]
    public void Words_of_HDFS_are_told_and_used() => CaseRun.CheckWords("HDFS", static () => new HdfsLanguage(1), "placement", "leases");
}
