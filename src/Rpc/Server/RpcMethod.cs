using System.Buffers;
using Google.Protobuf;
using Hathi.Base;

namespace Hathi.Rpc.Server;

/// <summary>One method of a protocol: decodes the request and calls the handler.</summary>
internal abstract class RpcMethod(RpcProtocol protocol, string name, int maxRequestBytes)
{
    public RpcProtocol Protocol { get; } = protocol;

    public string Name { get; } = name;

    /// <summary>The longest request, bytes.</summary>
    public int MaxRequestBytes { get; } = maxRequestBytes;

    /// <summary>The request's message name in its .proto file.</summary>
    public abstract string RequestName { get; }

    /// <exception cref="RpcFault">A request of so many bytes is not for this method.</exception>
    public void CheckSize(long requestBytes)
    {
        if (requestBytes > MaxRequestBytes)
        {
            // Apache's server cuts the connection ("Requested data length … is longer than maximum configured RPC length"), upon which clients try again.
            throw new RpcFault(
                JavaErrors.Io,
                $"Requested data length {requestBytes} of {Name} is longer than the maximum of this method, {MaxRequestBytes} bytes ({Protocol.Name}). Ask for less in one call.",
                RpcErrorCode.RpcServer);
        }
    }

    /// <summary>A request without anything in it.</summary>
    public abstract IMessage NewRequest();

    /// <exception cref="InvalidProtocolBufferException">The request does not decode.</exception>
    public abstract ValueTask<IMessage> Invoke(ReadOnlySequence<byte> request, RpcCallContext call);
}

/// <inheritdoc/>
internal sealed class RpcMethod<TRequest>(
    RpcProtocol protocol, string name, int maxRequestBytes, Func<TRequest, RpcCallContext, ValueTask<IMessage>> handler)
    : RpcMethod(protocol, name, maxRequestBytes)
    where TRequest : class, IMessage<TRequest>, new()
{
    public override string RequestName => typeof(TRequest).Name;

    public override IMessage NewRequest() => new TRequest();

    public override ValueTask<IMessage> Invoke(ReadOnlySequence<byte> request, RpcCallContext call)
    {
        var message = new TRequest();
        message.MergeFrom(request);
        if (IRequiredFields.FirstMissing(message) is { } missing)
        {
            throw new RpcFault(JavaErrors.InvalidProtocolBuffer, $"Message missing required fields: {missing}");
        }

        return handler(message, call);
    }
}
