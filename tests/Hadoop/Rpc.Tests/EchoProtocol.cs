using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Rpc.Tests.Messages;

namespace Hathi.Rpc.Tests;

/// <summary>A small protocol to try the layer with; its messages are borrowed.</summary>
internal static class EchoProtocol
{
    public static readonly RpcProtocolName Name = new("hathi.test.EchoProtocol", 1);

    public static RpcProtocol Create() => new RpcProtocol(Name.Name, Name.Version)
        .Add(
            "echo",
            EchoRequest.Parser,
            RpcProtocol.FullFrame,
            (request, _) => new ValueTask<IMessage>(new EchoResponse { Text = request.Text }))
        .Add("whoami", EchoRequest.Parser, (_, call) => new ValueTask<IMessage>(new EchoResponse { Text = call.User }))
        .Add(
            "refuse",
            EchoRequest.Parser,
            (request, _) => throw new RpcFault("java.io.FileNotFoundException", $"File does not exist: {request.Text}"))
        .Add("fail", EchoRequest.Parser, (_, _) => throw new InvalidOperationException("a fault of ours"));

    public static EchoRequest Request(string text) => new() { Text = text };
}
