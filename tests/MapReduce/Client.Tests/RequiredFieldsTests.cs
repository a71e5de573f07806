using Hathi.Hdfs.Protocol.Tests;

namespace Hathi.MapReduce.Client.Tests;

public class RequiredFieldsTests
{
    [Fact]
    public void Random_bytes_as_any_message_agree_with_the_library()
    {
        var (complete, incomplete, _) = RandomMessages.Compare(
            [
                Protocol.JobReportsReflection.Descriptor,
                Protocol.MRClientProtocolReflection.Descriptor,
                Protocol.Umbilical.UmbilicalReflection.Descriptor,
            ],
            100);
        Assert.True(complete > 100 && incomplete > 100, $"{complete} complete, {incomplete} incomplete");
    }
}
