namespace Hathi.Hadoop.Rpc.Server;

/// <summary>How Java names a protocol, and the fingerprints of its methods that follow from the names.</summary>
/// <param name="ProtocolInterface">The Java interface that stands for the protocol.</param>
/// <param name="MessagesClass">The Java class around its messages.</param>
internal sealed record JavaNames(string ProtocolInterface, string MessagesClass)
{
    private const string Controller = "org.apache.hadoop.thirdparty.protobuf.RpcController";
    private const string RequestSuffix = "RequestProto";
    private const string ResponseSuffix = "ResponseProto";
    private const int Prime = 31;

    /// <summary>
    /// The hash of a method <c>ResponseProto name(RpcController, RequestProto)</c>. Source: Apache's
    /// <c>ProtocolSignature.getFingerprint</c>; the response is named after the request, as all of Apache's protocols do.
    /// </summary>
    public int Fingerprint(string method, string requestName)
    {
        var responseName = requestName.EndsWith(RequestSuffix, StringComparison.Ordinal)
            ? string.Concat(requestName.AsSpan(0, requestName.Length - RequestSuffix.Length), ResponseSuffix)
            : requestName;
        unchecked
        {
            var hash = Hash(method) + (Prime * Hash($"{MessagesClass}${responseName}"));
            hash = (Prime * hash) ^ Hash(Controller);
            return (Prime * hash) ^ Hash($"{MessagesClass}${requestName}");
        }
    }

    /// <summary>Java's <c>String.hashCode</c>.</summary>
    private static int Hash(string text)
    {
        var hash = 0;
        foreach (var c in text)
        {
            hash = unchecked((Prime * hash) + c);
        }

        return hash;
    }
}
