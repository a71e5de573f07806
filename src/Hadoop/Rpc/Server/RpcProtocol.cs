using Google.Protobuf;
using Hathi.Hadoop.Rpc.Wire;

namespace Hathi.Hadoop.Rpc.Server;

/// <summary>
/// What a server answers for one protocol: a table of methods. Filled before the server starts, read-only from then on.
/// </summary>
/// <param name="name">Apache's protocol name, such as <c>org.apache.hadoop.hdfs.protocol.ClientProtocol</c>.</param>
/// <param name="version">The one version answered; a caller of another gets <c>RPC$VersionMismatch</c>.</param>
public sealed class RpcProtocol(string name, long version)
{
    /// <summary>
    /// The longest request of a method that names no other limit, bytes. A path has 8,000 characters at most and a list of nodes some
    /// hundreds of entries; a longer request is a mistake or malice, and is refused before it is held in memory.
    /// </summary>
    public const int DefaultRequestBytes = 1024 * 1024;

    /// <summary>The limit of a method whose requests may fill a frame (<see cref="RpcServerOptions.MaxFrameBytes"/>).</summary>
    public const int FullFrame = int.MaxValue;

    private readonly Utf8Table<RpcMethod> _methods = new();
    private Func<string, RpcFault?>? _unknown;
    private Func<RpcPeer, RpcFault?>? _large;

    /// <summary>Apache's protocol name.</summary>
    public string Name { get; } = name;

    /// <summary>The version answered.</summary>
    public long Version { get; } = version;

    internal JavaNames? JavaNames { get; private set; }

    internal IEnumerable<RpcMethod> Methods => _methods.Values;

    /// <summary>Adds a method whose requests have at most <see cref="DefaultRequestBytes"/>.</summary>
    /// <inheritdoc cref="Add{TRequest}(string, MessageParser{TRequest}, int, Func{TRequest, RpcCallContext, ValueTask{IMessage}})"/>
    public RpcProtocol Add<TRequest>(
        string method,
        MessageParser<TRequest> parser,
        Func<TRequest, RpcCallContext, ValueTask<IMessage>> handler)
        where TRequest : class, IMessage<TRequest>, new() => Add(method, parser, DefaultRequestBytes, handler);

    /// <summary>Adds a method.</summary>
    /// <param name="method">Its name on the wire, such as <c>getFileInfo</c>.</param>
    /// <param name="parser">The parser of its request.</param>
    /// <param name="maxRequestBytes">
    /// The longest request, bytes as they are on the wire. A longer one is answered with an <see cref="RpcFault"/> as soon as its headers
    /// have come, and the rest of it is dropped as it arrives.
    /// </param>
    /// <param name="handler">
    /// Answers the call. Runs on the connection's reading thread: what takes long must complete asynchronously, in any order. The answer is
    /// encoded by the thread that completes the task (never sent by it), so a task completed without RunContinuationsAsynchronously costs
    /// no change of thread. It refuses by throwing <see cref="RpcFault"/>; any other exception is logged as our own error and answered as
    /// <c>java.lang.RuntimeException</c>.
    /// </param>
    /// <exception cref="ArgumentException">The method is there already.</exception>
    public RpcProtocol Add<TRequest>(
        string method,
        MessageParser<TRequest> parser,
        int maxRequestBytes,
        Func<TRequest, RpcCallContext, ValueTask<IMessage>> handler)
        where TRequest : class, IMessage<TRequest>, new()
    {
        ArgumentNullException.ThrowIfNull(parser);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRequestBytes, 1);
        _methods.Add(method, new RpcMethod<TRequest>(this, method, maxRequestBytes, handler));
        return this;
    }

    /// <summary>
    /// Says what methods get that are not in the table, in place of <c>RpcNoSuchMethodException</c>: given the name, the fault to
    /// answer with, or null for the usual one.
    /// </summary>
    public RpcProtocol OnUnknownMethod(Func<string, RpcFault?> answer)
    {
        _unknown = answer;
        return this;
    }

    /// <summary>
    /// Says how Java names the protocol, so that Java clients that ask which methods there are (<c>getProtocolSignature</c>) get an answer.
    /// </summary>
    /// <param name="protocolInterface">Such as <c>org.apache.hadoop.hdfs.protocolPB.ClientNamenodeProtocolPB</c>.</param>
    /// <param name="messagesClass">
    /// The class around its messages, such as <c>org.apache.hadoop.hdfs.protocol.proto.ClientNamenodeProtocolProtos</c>.
    /// </param>
    public RpcProtocol KnownToJavaAs(string protocolInterface, string messagesClass)
    {
        JavaNames = new JavaNames(protocolInterface, messagesClass);
        return this;
    }

    /// <summary>
    /// Says who may send requests longer than <see cref="DefaultRequestBytes"/>, before one is held in memory or decoded: given the
    /// caller, the fault to answer with, or null for those who may.
    /// </summary>
    public RpcProtocol LargeRequestsFrom(Func<RpcPeer, RpcFault?> refusal)
    {
        _large = refusal;
        return this;
    }

    internal RpcFault? RefusalOfLarge(RpcPeer peer) => _large?.Invoke(peer);

    internal RpcMethod? Find(ReadOnlySpan<byte> utf8Method) => _methods.Find(utf8Method);

    internal RpcFault UnknownMethod(string method, string connectionProtocol) => _unknown?.Invoke(method)
        ?? new RpcFault(
            JavaErrors.NoSuchMethod, $"Unknown method {method} called on {connectionProtocol} protocol.", RpcErrorCode.NoSuchMethod);
}
