using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Google.Protobuf;
using Hathi.Cli.Admin;
using Hathi.Cli.Admin.Fsck;
using Hathi.Cli.Kit;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Hdfs.Protocol;
using Hathi.Tests.Cases.Verbs;
using Hathi.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.Cli.Tests;

/// <summary>
/// <c>hathi dfsadmin</c> and <c>hathi fsck</c> in this process, against a NameNode and a DataNode (one address) that say
/// what a test has them say.
/// </summary>
internal sealed class AdminInProcess : IAsyncDisposable
{
    private static readonly IPAddress s_host = IPAddress.Parse("127.77.72.23");

    private readonly RpcProtocol _nameNode = new(ProtocolNames.Client, 1);
    private readonly RpcProtocol _dataNode = new(ProtocolNames.ClientDatanode, 1);
    private readonly RpcProtocol _mappings = new(ProtocolNames.RefreshUserMappings, 1);
    private readonly RpcProtocol _policy = new(ProtocolNames.RefreshAuthorizationPolicy, 1);
    private readonly ConcurrentQueue<string> _requests = new();
    private RpcServer? _server;
    private WebServer? _pages;

    /// <summary>What was asked: method and request, or a page with what is asked of it.</summary>
    public IEnumerable<string> Requests => _requests;

    /// <summary>What the NameNode's pages say.</summary>
    public Func<HttpContext, string> Page { get; set; } = static _ => "";

    /// <summary>Where both are, once they run.</summary>
    public string Address => _server!.BoundEndPoint.ToString();

    public AdminInProcess On<TRequest>(string method, MessageParser<TRequest> parser, Func<TRequest, IMessage> answer)
        where TRequest : class, IMessage<TRequest>, new() => Add(_nameNode, method, parser, answer);

    /// <summary>What the DataNode says.</summary>
    public AdminInProcess OnDataNode<TRequest>(string method, MessageParser<TRequest> parser, IMessage answer)
        where TRequest : class, IMessage<TRequest>, new() => Add(_dataNode, method, parser, _ => answer);

    /// <summary>What the NameNode says when it is to read users and groups again.</summary>
    public AdminInProcess OnMappings<TRequest>(string method, MessageParser<TRequest> parser, Func<TRequest, IMessage> answer)
        where TRequest : class, IMessage<TRequest>, new() => Add(_mappings, method, parser, answer);

    /// <summary>What the NameNode says when it is to read who may call what.</summary>
    public AdminInProcess OnPolicy<TRequest>(string method, MessageParser<TRequest> parser, Func<TRequest, IMessage> answer)
        where TRequest : class, IMessage<TRequest>, new() => Add(_policy, method, parser, answer);

    /// <param name="command">dfsadmin or fsck.</param>
    /// <param name="words">What follows it; NODE stands for the address.</param>
    public async Task<Answer> RunAsync(string command, params string[] words)
    {
        var cancellation = TestContext.Current.CancellationToken;
        _server ??= await RpcServer.StartAsync(
            new IPEndPoint(s_host, 0), [_nameNode, _dataNode, _mappings, _policy], RpcServerOptions.Default, NullLogger.Instance,
            cancellation);
        _pages ??= await WebServer.StartAsync(
            new IPEndPoint(s_host, 0), WebServerLimits.Pages, AnswerAsync, NullLogger.Instance, cancellation);
        _requests.Clear();
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        var streams = new ShellStreams(() => Stream.Null, new ShellWriter(output), new ShellWriter(error), ErrorIsTerminal: false);
        string[] all =
        [
            "-D", $"dfs.namenode.http-address={_pages.BoundEndPoint}", "-fs", $"hdfs://{Address}",
            .. words.Select(w => w.Replace("NODE", Address, StringComparison.Ordinal)),
        ];
        var code = command == "fsck"
            ? await FsckCommand.RunAsync(all, streams, cancellation)
            : await DfsAdminCommand.RunAsync(all, streams, cancellation);
        return new Answer(Encoding.UTF8.GetString(output.ToArray()), Encoding.UTF8.GetString(error.ToArray()), code);
    }

    /// <returns>All that can be seen of one run.</returns>
    public async Task<string> SeeAsync(string command, string line)
    {
        var answer = await RunAsync(command, line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return $"{answer.Output}{answer.Error}\nexit {answer.ExitCode}\n{string.Join('\n', _requests)}";
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        if (_pages is not null)
        {
            await _pages.DisposeAsync();
        }
    }

    private Task AnswerAsync(HttpContext context)
    {
        _requests.Enqueue($"{context.Request.Path}{context.Request.QueryString}");
        return context.Response.WriteAsync(Page(context));
    }

    private AdminInProcess Add<TRequest>(
        RpcProtocol protocol, string method, MessageParser<TRequest> parser, Func<TRequest, IMessage> answer)
        where TRequest : class, IMessage<TRequest>, new()
    {
        protocol.Add(method, parser, (request, _) =>
        {
            _requests.Enqueue($"{method} {request}");
            return new ValueTask<IMessage>(answer(request));
        });
        return this;
    }
}
