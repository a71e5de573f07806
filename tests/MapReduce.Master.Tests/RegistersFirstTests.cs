using System.Net;
using Google.Protobuf;
using Hathi.MapReduce.Formats;
using Hathi.MapReduce.Output;
using Hathi.Rpc;
using Hathi.Rpc.Tokens;
using Hathi.Yarn.Client;
using Hathi.Yarn.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.MapReduce.Master.Tests;

/// <summary>A whole master, the second of its job, and a ResourceManager: what takes long comes after the first heartbeats, without which the master would be given up.</summary>
public sealed class RegistersFirstTests : IAsyncLifetime
{
    private const int EnoughHeartbeats = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly Token s_token = new([1, 2, 3], TokenPassword.Of([1, 2, 3], [7]), ApplicationMasterClient.TokenKind, "");
    private readonly MasterFixture _fixture = new();
    private readonly TaskCompletionSource _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<FinalApplicationStatusProto> _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RpcServer _masters = null!;
    private RpcServer _clients = null!;
    private bool _registered;
    private int _heartbeats;

    public async ValueTask InitializeAsync()
    {
        File.WriteAllLines(_fixture.Path("in"), Enumerable.Range(0, 30).Select(i => $"word{i % 7} and"));
        Environment.SetEnvironmentVariable("LOCAL_DIRS", _fixture.Path("local"));
        var masters = new RpcProtocol(ProtocolNames.ApplicationMaster, (long)ProtocolNames.Version)
            .Add("registerApplicationMaster", RegisterApplicationMasterRequestProto.Parser, (_, _) => Register())
            .Add("allocate", AllocateRequestProto.Parser, (request, _) => Heartbeat(request))
            .Add("finishApplicationMaster", FinishApplicationMasterRequestProto.Parser, (request, _) => Finish(request));
        var clients = new RpcProtocol(ProtocolNames.ApplicationClient, (long)ProtocolNames.Version)
            .Add("getClusterNodes", GetClusterNodesRequestProto.Parser, static (_, _) => ValueTask.FromResult<IMessage>(new GetClusterNodesResponseProto()));
        _masters = await StartAsync(masters, new RpcServerOptions { TokenSecrets = new Secrets(), AllowsSimple = false });
        _clients = await StartAsync(clients, new RpcServerOptions());
        _fixture.Configuration.Set("yarn.resourcemanager.scheduler.address", _masters.BoundEndPoint.ToString());
        _fixture.Configuration.Set("yarn.resourcemanager.address", _clients.BoundEndPoint.ToString());
        _fixture.Credentials.Add("", s_token);
    }

    public async ValueTask DisposeAsync()
    {
        RecoversLate.Recovering = null;
        await _masters.DisposeAsync();
        await _clients.DisposeAsync();
        await _fixture.DisposeAsync();
    }

    [Fact]
    public async Task A_master_is_heard_of_before_it_takes_over_what_is_done()
    {
        await _fixture.RunAsync<RecoversLate>(1);
        _fixture.ForgetCommit();
        await _fixture.PlanAsync<RecoversLate>(2);
        RecoversLate.Recovering = _heard.Task.WaitAsync(Patience);
        Assert.Equal(0, await JobMasterProcess.RunAsync(_fixture.Plan, _fixture.FileSystems).WaitAsync(Patience));
        Assert.Equal(FinalApplicationStatusProto.AppSucceeded, await _finished.Task.WaitAsync(Patience));
    }

    private static Task<RpcServer> StartAsync(RpcProtocol protocol, RpcServerOptions options) =>
        RpcServer.StartAsync(new IPEndPoint(IPAddress.Loopback, 0), [protocol], options, NullLogger.Instance, default);

    private ValueTask<IMessage> Register()
    {
        _registered = true;
        return ValueTask.FromResult<IMessage>(new RegisterApplicationMasterResponseProto());
    }

    private ValueTask<IMessage> Heartbeat(AllocateRequestProto request)
    {
        if (_registered && ++_heartbeats == EnoughHeartbeats)
        {
            _heard.SetResult();
        }

        return ValueTask.FromResult<IMessage>(new AllocateResponseProto { ResponseId = request.ResponseId + 1 });
    }

    private ValueTask<IMessage> Finish(FinishApplicationMasterRequestProto request)
    {
        _finished.TrySetResult(request.FinalApplicationStatus);
        return ValueTask.FromResult<IMessage>(new FinishApplicationMasterResponseProto { IsUnregistered = true });
    }

    private sealed class Secrets : ITokenSecrets
    {
        public TokenSecret Find(ReadOnlySpan<byte> identifier) => new("ada", ApplicationMasterClient.TokenKind, s_token.Password.ToArray());
    }
}

/// <summary>As <see cref="MapsOnly"/>; its tasks are taken over when the test allows it.</summary>
public sealed class RecoversLate : IJobProgram
{
    /// <summary>What each waits for; null for nothing.</summary>
    internal static Task? Recovering { get; set; }

    public void Configure(JobBuilder job, string[] args) => job.Input(args[0]).Map<CountWords.M>().Output(args[1]).WriteAs(new LateOutput());

    private sealed class LateOutput : OutputFormat<Text, long>
    {
        private readonly TextOutputFormat<Text, long> _lines = new();

        public override ValueTask CheckAsync(JobContext job, CancellationToken cancellationToken) => _lines.CheckAsync(job, cancellationToken);

        public override OutputCommitter CreateCommitter(JobContext job) => new LateCommitter(_lines.CreateCommitter(job));

        public override ValueTask<RecordWriter<Text, long>> OpenAsync(TaskContext task) => _lines.OpenAsync(task);
    }

    private sealed class LateCommitter(OutputCommitter inner) : OutputCommitter
    {
        public override QualifiedPath GetWorkPath(TaskAttemptId attempt) => inner.GetWorkPath(attempt);

        public override ValueTask SetupJobAsync(CancellationToken cancellationToken) => inner.SetupJobAsync(cancellationToken);

        public override ValueTask CommitJobAsync(CancellationToken cancellationToken) => inner.CommitJobAsync(cancellationToken);

        public override ValueTask AbortJobAsync(CancellationToken cancellationToken) => inner.AbortJobAsync(cancellationToken);

        public override ValueTask<bool> NeedsTaskCommitAsync(TaskAttemptId attempt, CancellationToken cancellationToken) => inner.NeedsTaskCommitAsync(attempt, cancellationToken);

        public override ValueTask CommitTaskAsync(TaskAttemptId attempt, CancellationToken cancellationToken) => inner.CommitTaskAsync(attempt, cancellationToken);

        public override ValueTask AbortTaskAsync(TaskAttemptId attempt, CancellationToken cancellationToken) => inner.AbortTaskAsync(attempt, cancellationToken);

        public override async ValueTask<bool> RecoverTaskAsync(TaskAttemptId attempt, int masterAttempt, CancellationToken cancellationToken)
        {
            await (Recovering ?? Task.CompletedTask);
            return await inner.RecoverTaskAsync(attempt, masterAttempt, cancellationToken);
        }
    }
}
