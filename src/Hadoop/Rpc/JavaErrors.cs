namespace Hathi.Hadoop.Rpc;

/// <summary>The Java exception classes that the RPC layer itself answers with, as stock clients know them.</summary>
public static class JavaErrors
{
    public const string NoSuchProtocol = "org.apache.hadoop.ipc.RpcNoSuchProtocolException";
    public const string NoSuchMethod = "org.apache.hadoop.ipc.RpcNoSuchMethodException";
    public const string VersionMismatch = "org.apache.hadoop.ipc.RPC$VersionMismatch";
    public const string RpcServer = "org.apache.hadoop.ipc.RpcServerException";
    public const string Ipc = "org.apache.hadoop.ipc.IpcException";
    public const string Retriable = "org.apache.hadoop.ipc.RetriableException";
    public const string Standby = "org.apache.hadoop.ipc.StandbyException";
    public const string AccessControl = "org.apache.hadoop.security.AccessControlException";
    public const string Authorization = "org.apache.hadoop.security.authorize.AuthorizationException";
    public const string InvalidToken = "org.apache.hadoop.security.token.SecretManager$InvalidToken";
    public const string Sasl = "javax.security.sasl.SaslException";
    public const string Io = "java.io.IOException";
    public const string IllegalArgument = "java.lang.IllegalArgumentException";
    public const string UnsupportedOperation = "java.lang.UnsupportedOperationException";
    public const string ClassNotFound = "java.lang.ClassNotFoundException";
    public const string Runtime = "java.lang.RuntimeException";
    public const string InvalidProtocolBuffer = "org.apache.hadoop.thirdparty.protobuf.InvalidProtocolBufferException";
}
