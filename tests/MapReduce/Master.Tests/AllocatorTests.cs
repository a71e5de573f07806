using System.Net;
using Google.Protobuf;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Hadoop.Tokens;
using Hathi.Yarn.Client;
using Hathi.Yarn.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.MapReduce.Master.Tests;

/// <summary>A master's heartbeats to a ResourceManager that refuses what it asks for.</summary>
public sealed class AllocatorTests : IAsyncLifetime
{
    private static readonly Token s_token = new([1, 2, 3], TokenPassword.Of([1, 2, 3], [7]), ApplicationMasterClient.TokenKind, "");
    private readonly TaskCompletionSource<string> _refused = new();
    private readonly TaskCompletionSource<AllocateResponseProto> _heard = new();
    private readonly CancellationTokenSource _stop = new();
    private ApplicationMasterClient _client = null!;
    private RpcServer _server = null!;
    private int _refusals;
    private int _mostRefusals = int.MaxValue;

    public async ValueTask InitializeAsync()
    {
        var protocol = new RpcProtocol(ProtocolNames.ApplicationMaster, (long)ProtocolNames.Version)
            .Add("allocate", AllocateRequestProto.Parser, (r, _) => ValueTask.FromResult(Answer(r)));
        _server = await RpcServer.StartAsync(
            new IPEndPoint(IPAddress.Loopback, 0), [protocol], new RpcServerOptions { TokenSecrets = new Secrets(), AllowsSimple = false },
            NullLogger.Instance, default);
        var configuration = new Configuration();
        configuration.Set("yarn.resourcemanager.scheduler.address", _server.BoundEndPoint.ToString());
        var credentials = new Credentials();
        credentials.Add("", s_token);
        _client = new ApplicationMasterClient(configuration, credentials);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _client.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Containers_that_cannot_exist_end_the_job_with_the_managers_words()
    {
        _ = Run(TimeSpan.Zero);
        Assert.Equal(
            "The ResourceManager refuses the containers that the job asks for: Cannot allocate containers",
            await _refused.Task.WaitAsync(TimeSpan.FromMinutes(2)));
    }

    [Fact]
    public async Task A_refusal_is_put_up_with_for_a_while()
    {
        _mostRefusals = 1;
        _ = Run(TimeSpan.FromMinutes(10));
        Assert.Equal(1, (await _heard.Task.WaitAsync(TimeSpan.FromMinutes(2))).ResponseId);
        Assert.False(_refused.Task.IsCompleted);
    }

    private Task Run(TimeSpan patience) =>
        new Allocator(
            _client, () => 0, r => _heard.TrySetResult(r), m => _refused.TrySetResult(m), () => { }, patience).RunAsync(_stop.Token);

    private IMessage Answer(AllocateRequestProto request) => ++_refusals <= _mostRefusals
        ? throw new RpcFault(YarnException.InvalidResourceRequest, "Cannot allocate containers")
        : new AllocateResponseProto { ResponseId = request.ResponseId + 1 };

    private sealed class Secrets : ITokenSecrets
    {
        public TokenSecret Find(ReadOnlySpan<byte> identifier) => new("ada", ApplicationMasterClient.TokenKind, s_token.Password.ToArray());
    }
}
