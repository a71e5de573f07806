using Google.Protobuf;

namespace Hathi.Hadoop.Rpc.Protocol;

public sealed partial class TokenProto
{
    /// <summary>
    /// What stands where a message requires a token and none is needed: all fields are there, and empty. Source: Apache's
    /// <c>BlockTokenSecretManager.DUMMY_TOKEN</c>.
    /// </summary>
    public static TokenProto Empty() => new() { Identifier = ByteString.Empty, Password = ByteString.Empty, Kind = "", Service = "" };
}
