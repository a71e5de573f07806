namespace Hathi.Hadoop.Rpc;

/// <summary>The peer refused a call: what Java's <c>RemoteException</c> is there.</summary>
public sealed class RpcRemoteException : Exception
{
    /// <summary>An error reply as it came.</summary>
    public RpcRemoteException(string javaClass, string message, RpcErrorCode code, bool isFatal)
        : base(message)
    {
        JavaClass = javaClass;
        Code = code;
        IsFatal = isFatal;
    }

    /// <summary>Fully qualified Java exception class, such as <c>java.io.FileNotFoundException</c>.</summary>
    public string JavaClass { get; }

    /// <summary>The error code in the reply's header.</summary>
    public RpcErrorCode Code { get; }

    /// <summary>Whether the peer closed the connection with this reply.</summary>
    public bool IsFatal { get; }

    /// <summary>The message's first line: Apache's servers append a Java stack trace.</summary>
    public string FirstLine => Message.AsSpan().IndexOf('\n') is var end and >= 0 ? Message[..end] : Message;
}
