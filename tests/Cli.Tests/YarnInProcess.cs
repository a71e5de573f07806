using System.Net;
using System.Text;
using Google.Protobuf;
using Hathi.Cli.Dfs;
using Hathi.Cli.Tests.Transcripts;
using Hathi.Cli.Yarn;
using Hathi.Rpc;
using Hathi.Yarn.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.Cli.Tests;

/// <summary><c>hathi yarn</c> in this process, against a ResourceManager that says what a test has it say.</summary>
internal sealed class YarnInProcess : IAsyncDisposable
{
    private readonly RpcProtocol _protocol = new(ProtocolNames.ApplicationClient, 1);
    private RpcServer? _server;

    public YarnInProcess On<TRequest>(string method, MessageParser<TRequest> parser, Func<TRequest, IMessage> answer)
        where TRequest : class, IMessage<TRequest>, new()
    {
        _protocol.Add(method, parser, (request, _) => new ValueTask<IMessage>(answer(request)));
        return this;
    }

    public YarnInProcess Refusing<TRequest>(string method, MessageParser<TRequest> parser, string javaClass, string message)
        where TRequest : class, IMessage<TRequest>, new()
    {
        _protocol.Add(method, parser, (_, _) => throw new RpcFault(javaClass, message));
        return this;
    }

    /// <param name="settings">key=value, besides where the ResourceManager is.</param>
    /// <param name="words">The command and what follows it.</param>
    public async Task<Answer> RunAsync(string[] settings, params string[] words)
    {
        var cancellation = TestContext.Current.CancellationToken;
        _server ??= await RpcServer.StartAsync(new IPEndPoint(IPAddress.Parse("127.77.72.20"), 0), [_protocol], RpcServerOptions.Default, NullLogger.Instance, cancellation);
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        var streams = new ShellStreams(() => Stream.Null, new ShellWriter(output), new ShellWriter(error), ErrorIsTerminal: false);
        var all = settings.Append($"yarn.resourcemanager.address={_server.BoundEndPoint}").SelectMany(static s => new[] { "-D", s });
        var code = await YarnCommand.RunAsync([words[0], .. all, .. words[1..]], streams, cancellation);
        return new Answer(Encoding.UTF8.GetString(output.ToArray()), Encoding.UTF8.GetString(error.ToArray()), code);
    }

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;
}
