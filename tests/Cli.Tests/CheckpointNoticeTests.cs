using Hathi.Cli.Admin.Kit;

namespace Hathi.Cli.Tests;

/// <summary>What <c>dfsadmin -report</c> says of checkpoints, from the beans of a NameNode's page.</summary>
public sealed class CheckpointNoticeTests
{
    [Theory]
    [InlineData("""{"beans":[{"name":"Hadoop:service=NameNode,name=FSNamesystemState"}]}""", null)]
    [InlineData("""{"beans":[]}""", null)]
    [InlineData("""{"beans":7}""", null)]
    [InlineData("[]", null)]
    [InlineData("""{"beans":[{"name":"Hathi:service=NameNode,name=Checkpoints","EditsBehind":7,"Failures":0,"LastFailure":null}]}""", null)]
    [InlineData(
        """{"beans":[{"name":"Hathi:service=NameNode,name=Checkpoints","EditsBehind":7,"Failures":2,"LastFailure":"no\nroom"}]}""",
        "no room (2 failed, a restart would replay 7 edits)")]
    public void A_failure_is_told_and_nothing_else(string page, string? notice) => Assert.Equal(notice, CheckpointNotice.Read(page));
}
