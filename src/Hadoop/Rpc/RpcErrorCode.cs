namespace Hathi.Hadoop.Rpc;

/// <summary>
/// What kind of error a reply tells of. Numbers: <c>RpcErrorCodeProto</c> in Apache's <c>RpcHeader.proto</c>; from 10 on the
/// connection is closed after the reply.
/// </summary>
public enum RpcErrorCode
{
    /// <summary>The reply named none.</summary>
    None = 0,

    /// <summary>The method itself refused.</summary>
    Application = 1,
    NoSuchMethod = 2,
    NoSuchProtocol = 3,
    RpcServer = 4,
    SerializingResponse = 5,
    RpcVersionMismatch = 6,
    FatalUnknown = 10,
    FatalUnsupportedSerialization = 11,
    FatalInvalidRpcHeader = 12,
    FatalDeserializingRequest = 13,
    FatalVersionMismatch = 14,
    FatalUnauthorized = 15,
}
