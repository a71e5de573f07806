using System.Buffers;
using Google.Protobuf;
using Hathi.Base;
using Hathi.Hadoop.Rpc.Wire;

namespace Hathi.Hadoop.Rpc.Server;

/// <summary>One method of a protocol: decodes the request and calls the handler.</summary>
internal abstract class RpcMethod(RpcProtocol protocol, string name, int maxRequestBytes)
{
    /// <summary>
    /// How much more a request may take in memory than its method's limit on the wire: a block that was received has 20 bytes or more
    /// there, and about 170 as two messages in a list. An empty message has two bytes there, and fifty times as much in memory.
    /// </summary>
    private const int MaxGrowth = 8;

    public RpcProtocol Protocol { get; } = protocol;

    public string Name { get; } = name;

    /// <summary>The longest request, bytes.</summary>
    public int MaxRequestBytes { get; } = maxRequestBytes;

    /// <summary>The request's message name in its .proto file.</summary>
    public abstract string RequestName { get; }

    /// <exception cref="RpcFault">A request of so many bytes is not for this method, or not for this caller.</exception>
    public void CheckSize(long requestBytes, RpcPeer peer)
    {
        if (requestBytes > RpcProtocol.DefaultRequestBytes && Protocol.RefusalOfLarge(peer) is { } refusal)
        {
            throw refusal;
        }

        if (requestBytes > MaxRequestBytes)
        {
            // Apache's server cuts the connection ("Requested data length … is longer than maximum configured RPC length"), upon
            // which clients try again.
            throw new RpcFault(
                JavaErrors.Io,
                $"Requested data length {requestBytes} of {Name} is longer than the maximum of this method, "
                + $"{MaxRequestBytes} bytes ({Protocol.Name}). Ask for less in one call.",
                RpcErrorCode.RpcServer);
        }
    }

    /// <summary>What a request takes once it is decoded, bytes of memory, about.</summary>
    /// <param name="request">Its bytes.</param>
    /// <param name="most">What no request may have, whatever its method.</param>
    /// <exception cref="RpcFault">It is more than this method needs for anything.</exception>
    public long Weigh(in ReadOnlySequence<byte> request, long most)
    {
        var limit = Math.Min((long)MaxRequestBytes * MaxGrowth, most);
        var weight = WireWeight.Of(request, Shape, limit);
        return weight <= limit
            ? weight
            : throw new RpcFault(
                JavaErrors.Io,
                $"The {request.Length} bytes of {Name} would take more than {limit} bytes of memory ({Protocol.Name}). "
                    + "Ask for less in one call.",
                RpcErrorCode.RpcServer);
    }

    /// <summary>A request without anything in it.</summary>
    public abstract IMessage NewRequest();

    /// <summary>The fields of a request; null: they are not known.</summary>
    protected abstract WireShape? Shape { get; }

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

    protected override WireShape? Shape => WireShape.Of<TRequest>();

    public override IMessage NewRequest() => new TRequest();

    public override ValueTask<IMessage> Invoke(ReadOnlySequence<byte> request, RpcCallContext call)
    {
        var message = MessageBytes.Parse<TRequest>(request);
        if (IRequiredFields.FirstMissing(message) is { } missing)
        {
            throw new RpcFault(JavaErrors.InvalidProtocolBuffer, $"Message missing required fields: {missing}");
        }

        return handler(message, call);
    }
}
