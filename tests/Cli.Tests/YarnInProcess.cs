using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Google.Protobuf;
using Hathi.Cli.Kit;
using Hathi.Cli.MapRed;
using Hathi.Cli.Yarn;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Tests.Cases.Verbs;
using Hathi.Yarn.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.Cli.Tests;

/// <summary>
/// <c>hathi yarn</c> and <c>hathi mapred</c> in this process, against a ResourceManager that says what a test has it say.
/// </summary>
internal sealed class YarnInProcess : IAsyncDisposable
{
    private readonly RpcProtocol _protocol = new(ProtocolNames.ApplicationClient, 1);
    private readonly RpcProtocol _administration = new(ProtocolNames.ResourceManagerAdministration, 1);
    private readonly RpcProtocol _history = new(
        MapReduce.Protocol.ProtocolNames.HistoryClient, (long)MapReduce.Protocol.ProtocolNames.Version);
    private readonly ConcurrentQueue<string> _requests = new();
    private RpcServer? _server;

    /// <summary>What the ResourceManager was asked: method and request.</summary>
    public IEnumerable<string> Requests => _requests;

    /// <summary>Somebody watches standard output.</summary>
    public bool IsWatched { get; set; }

    /// <summary>The user stops a command.</summary>
    public CancellationTokenSource User { get; private set; } = new();

    public YarnInProcess On<TRequest>(string method, MessageParser<TRequest> parser, Func<TRequest, IMessage> answer)
        where TRequest : class, IMessage<TRequest>, new()
    {
        Add(_protocol, method, parser, answer);
        return this;
    }

    /// <summary>What it says to administrators.</summary>
    public YarnInProcess OnAdministration<TRequest>(string method, MessageParser<TRequest> parser, IMessage answer)
        where TRequest : class, IMessage<TRequest>, new()
    {
        Add(_administration, method, parser, _ => answer);
        return this;
    }

    /// <summary>What the history server says.</summary>
    public YarnInProcess OnHistory<TRequest>(string method, MessageParser<TRequest> parser, Func<TRequest, IMessage> answer)
        where TRequest : class, IMessage<TRequest>, new()
    {
        Add(_history, method, parser, answer);
        return this;
    }

    public YarnInProcess Refusing<TRequest>(string method, MessageParser<TRequest> parser, string javaClass, string message)
        where TRequest : class, IMessage<TRequest>, new()
    {
        _protocol.Add(method, parser, (_, _) => throw new RpcFault(javaClass, message));
        return this;
    }

    /// <param name="settings">key=value, besides where the ResourceManager is.</param>
    /// <param name="words">The command, with <c>mapred</c> in front where it is one of those, and what follows it.</param>
    public async Task<Answer> RunAsync(string[] settings, params string[] words)
    {
        User = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var cancellation = User.Token;
        _server ??= await RpcServer.StartAsync(
            new IPEndPoint(IPAddress.Parse("127.77.72.20"), 0), [_protocol, _administration, _history], RpcServerOptions.Default,
            NullLogger.Instance, TestContext.Current.CancellationToken);
        _requests.Clear();
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        var streams = new ShellStreams(() => Stream.Null, new ShellWriter(output), new ShellWriter(error), ErrorIsTerminal: false)
        {
            OutIsTerminal = IsWatched,
        };
        var all = settings.Append(
            $"yarn.resourcemanager.address={_server.BoundEndPoint}").Append($"yarn.resourcemanager.admin.address={_server.BoundEndPoint}")
            .Append($"mapreduce.jobhistory.address={_server.BoundEndPoint}").SelectMany(static s => new[] { "-D", s });
        var code = words[0] == "mapred"
            ? await MapRedCommand.RunAsync([words[1], .. all, .. words[2..]], streams, cancellation)
            : await YarnCommand.RunAsync([words[0], .. all, .. words[1..]], streams, cancellation);
        return new Answer(Encoding.UTF8.GetString(output.ToArray()), Encoding.UTF8.GetString(error.ToArray()), code);
    }

    private void Add<TRequest>(RpcProtocol protocol, string method, MessageParser<TRequest> parser, Func<TRequest, IMessage> answer)
        where TRequest : class, IMessage<TRequest>, new() => protocol.Add(method, parser, (request, _) =>
        {
            _requests.Enqueue($"{method} {request}");
            return new ValueTask<IMessage>(answer(request));
        });

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;
}
