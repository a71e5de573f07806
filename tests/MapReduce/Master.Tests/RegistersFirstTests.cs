using System.Net;
using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Hadoop.Tokens;
using Hathi.MapReduce.Formats;
using Hathi.MapReduce.Output;
using Hathi.Records;
using Hathi.Yarn.Client;
using Hathi.Yarn.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.MapReduce.Master.Tests;

/// <summary>
/// A whole master, the second of its job, and a ResourceManager: what takes long comes after the first heartbeats, without which the
/// master would be given up.
/// </summary>
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
            .Add(
                "getClusterNodes",
                GetClusterNodesRequestProto.Parser,
                static (_, _) => ValueTask.FromResult<IMessage>(new GetClusterNodesResponseProto()));
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

    /// <summary>
    /// A kill of the application comes while the second master brings the commit of the first to its end: what it moves is
    /// not removed beside it.
    /// </summary>
    [Fact]
    public async Task What_is_put_out_is_removed_when_the_commit_that_is_resumed_has_ended()
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ends = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var master = await _fixture.PrepareAsync<MapsOnly>(1);
        await using var manager = new ApplicationMasterClient(_fixture.Configuration, _fixture.Credentials);
        var fate = new ApplicationFate(static _ => throw new IOException("nobody"), 1);
        var run = new MasterRun(_fixture.Plan, master, manager, fate, new RackTable([]), 1);
        var running = run.RunAsync(
            async _ =>
            {
                begun.SetResult();
                await ends.Task.WaitAsync(Patience, CancellationToken.None);
            },
            uber: true);
        await begun.Task.WaitAsync(Patience);
        master.Post(() => master.EndAs(Core.Outcome.Killed, "enough"));
        await running.WaitAsync(Patience);

        // The staging directory goes without waiting for it, the output does not.
        var committer = new NotedAbort();
        var staging = _fixture.StagingFiles;
        var done = new DoneHistory(_fixture.Plan, staging, _fixture.Keeper, master, Core.Outcome.Killed, _fixture.FileSystems);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var clear = JobMasterProcess.ClearAsync(
            done,
            staging,
            committer,
            () =>
            {
                asked.SetResult();
                return run.BeginEndsAsync(Patience);
            },
            default);
        await asked.Task.WaitAsync(Patience);
        Assert.False(Directory.Exists(staging.Path.Path));
        Assert.False(committer.Aborted.IsCompleted);
        ends.SetResult();
        await committer.Aborted.WaitAsync(Patience);
        await clear.WaitAsync(Patience);
        await run.StopAsync();
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

/// <summary>Notes that it was told to abort.</summary>
internal sealed class NotedAbort : OutputCommitter
{
    private readonly TaskCompletionSource _aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Task Aborted => _aborted.Task;

    public override QualifiedPath GetWorkPath(TaskAttemptId attempt) => throw new NotSupportedException();

    public override ValueTask SetupJobAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public override ValueTask CommitJobAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public override ValueTask AbortJobAsync(CancellationToken cancellationToken)
    {
        _aborted.SetResult();
        return ValueTask.CompletedTask;
    }

    public override ValueTask<bool> NeedsTaskCommitAsync(TaskAttemptId attempt, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public override ValueTask CommitTaskAsync(TaskAttemptId attempt, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public override ValueTask AbortTaskAsync(TaskAttemptId attempt, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}

/// <summary>As <see cref="MapsOnly"/>; its tasks are taken over when the test allows it.</summary>
public sealed class RecoversLate : IJobProgram
{
    /// <summary>What each waits for; null for nothing.</summary>
    internal static Task? Recovering { get; set; }

    public void Configure(JobBuilder job, string[] args) =>
        job.Input(args[0]).Map<CountWords.M>().Output(args[1]).WriteAs(new LateOutput());

    private sealed class LateOutput : OutputFormat<Text, long>
    {
        private readonly TextOutputFormat<Text, long> _lines = new();

        public override ValueTask CheckAsync(JobContext job, CancellationToken cancellationToken) =>
            _lines.CheckAsync(job, cancellationToken);

        public override OutputCommitter CreateCommitter(JobContext job) => new LateCommitter(_lines.CreateCommitter(job));

        public override ValueTask<RecordWriter<Text, long>> OpenAsync(TaskContext task) => _lines.OpenAsync(task);
    }

    private sealed class LateCommitter(OutputCommitter inner) : CommitterAround(inner)
    {
        public override async ValueTask<bool> RecoverTaskAsync(
            TaskAttemptId attempt, int masterAttempt, CancellationToken cancellationToken)
        {
            await (Recovering ?? Task.CompletedTask);
            return await base.RecoverTaskAsync(attempt, masterAttempt, cancellationToken);
        }
    }
}
