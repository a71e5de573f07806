using Google.Protobuf;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.DataNode.Transfer;

/// <summary>The token that stands where block tokens are off (BlockTokenSecretManager.DUMMY_TOKEN).</summary>
internal static class EmptyToken
{
    internal static TokenProto Create() => new() { Identifier = ByteString.Empty, Password = ByteString.Empty, Kind = "", Service = "" };
}
