using Hathi.Tests.Cases;

namespace Hathi.Hdfs.Core.Tests.Cases;

/// <summary>
/// Who may write a file, and what becomes of it when its writer is gone: tests/Cases/leases. Chance has no say: all seeds give one
/// answer.
/// </summary>
public sealed class LeaseRecoveryCases
{
    private const int Seeds = 5;

    public static TheoryData<string> Files => CaseRun.Files("leases");

    [Theory]
    [MemberData(nameof(Files))]
    public void Are_decided_as_the_case_says(string file) => CaseRun.Check("leases", file, static seed => new HdfsLanguage(seed), Seeds);
}
