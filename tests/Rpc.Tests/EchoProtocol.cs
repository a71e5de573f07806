using Google.Protobuf;
using Hathi.Rpc.Messages;

namespace Hathi.Rpc.Tests;

/// <summary>A small protocol to try the layer with; its messages are borrowed.</summary>
internal static class EchoProtocol
{
    public static readonly RpcProtocolName Name = new("hathi.test.EchoProtocol", 1);

    public static RpcProtocol Create() => new RpcProtocol(Name.Name, Name.Version)
        .Add("echo", RequestHeaderProto.Parser, (request, _) => new ValueTask<IMessage>(request))
        .Add("whoami", RequestHeaderProto.Parser, (_, call) => new ValueTask<IMessage>(new UserInformationProto { EffectiveUser = call.User }))
        .Add("refuse", RequestHeaderProto.Parser, (request, _) => throw new RpcFault("java.io.FileNotFoundException", $"File does not exist: {request.MethodName}"))
        .Add("fail", RequestHeaderProto.Parser, (_, _) => throw new InvalidOperationException("a fault of ours"));

    public static RequestHeaderProto Request(string text) =>
        new() { MethodName = text, DeclaringClassProtocolName = Name.Name, ClientProtocolVersion = 1 };
}
