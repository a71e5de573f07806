using System.Buffers;
using Google.Protobuf;
using Hathi.Base;

namespace Hathi.Rpc.Server;

/// <summary>One method of a protocol: decodes the request and calls the handler.</summary>
internal abstract class RpcMethod(RpcProtocol protocol, string name)
{
    public RpcProtocol Protocol { get; } = protocol;

    public string Name { get; } = name;

    /// <summary>The request's message name in its .proto file.</summary>
    public abstract string RequestName { get; }

    /// <exception cref="InvalidProtocolBufferException">The request does not decode.</exception>
    public abstract ValueTask<IMessage> Invoke(ReadOnlySequence<byte> request, RpcCallContext call);
}

/// <inheritdoc/>
internal sealed class RpcMethod<TRequest>(RpcProtocol protocol, string name, Func<TRequest, RpcCallContext, ValueTask<IMessage>> handler)
    : RpcMethod(protocol, name)
    where TRequest : class, IMessage<TRequest>, new()
{
    public override string RequestName => typeof(TRequest).Name;

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
