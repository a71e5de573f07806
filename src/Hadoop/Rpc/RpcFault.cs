namespace Hathi.Hadoop.Rpc;

/// <summary>Thrown by a handler to answer a call with an error: the peer learns the Java class and the message, nothing else.</summary>
public sealed class RpcFault : Exception
{
    /// <summary>An error of the method itself (<see cref="RpcErrorCode.Application"/>).</summary>
    /// <param name="javaClass">Fully qualified Java exception class that a stock client expects.</param>
    /// <param name="message">What happened, where, what to do.</param>
    public RpcFault(string javaClass, string message)
        : this(javaClass, message, RpcErrorCode.Application)
    {
    }

    /// <summary>An error with its code; codes from 10 on close the connection after the reply.</summary>
    public RpcFault(string javaClass, string message, RpcErrorCode code)
        : base(message)
    {
        JavaClass = javaClass;
        Code = code;
    }

    /// <summary>The Java exception class that the caller sees.</summary>
    public string JavaClass { get; }

    /// <summary>The error code of the reply's header.</summary>
    public RpcErrorCode Code { get; }

    /// <summary>Whether the connection is closed after the reply.</summary>
    public bool IsFatal => Code >= RpcErrorCode.FatalUnknown;
}
