using Google.Protobuf;
using Hathi.Base;

namespace Hathi.Hdfs.Protocol.Tests;

public class RequiredFieldsTests
{
    [Fact]
    public void Names_what_is_absent_at_any_depth()
    {
        var request = new AddBlockRequestProto { Src = "/a" };
        Assert.Equal("clientName", IRequiredFields.FirstMissing(request));
        request.ClientName = "c";
        Assert.Null(IRequiredFields.FirstMissing(request));
        request.Previous = new ExtendedBlockProto { PoolId = "BP-1", BlockId = 1 };
        Assert.Equal("previous.generationStamp", IRequiredFields.FirstMissing(request));
        request.Previous.GenerationStamp = 1;
        request.ExcludeNodes.Add(new DatanodeInfoProto { Id = new DatanodeIDProto { IpAddr = "127.0.0.1" } });
        Assert.Equal("excludeNodes.id.hostName", IRequiredFields.FirstMissing(request));
        Assert.Throws<MalformedMessageException>(() => ProtoMessage.Parse(request.ToByteArray(), AddBlockRequestProto.Parser));
    }

    [Fact]
    public void Random_bytes_as_any_message_agree_with_the_library()
    {
        var (complete, incomplete, refused) = RandomMessages.Compare(MessagesMatchHadoopTests.Ours, 200);
        Assert.True(
            complete > 1000 && incomplete > 1000 && refused > 1000, $"{complete} complete, {incomplete} incomplete, {refused} refused");
    }
}
