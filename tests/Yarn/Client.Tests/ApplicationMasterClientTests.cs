using System.Net;
using Google.Protobuf;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Hadoop.Tokens;
using Hathi.Yarn.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.Yarn.Client.Tests;

/// <summary>A master's conversation with a ResourceManager that forgets it.</summary>
public sealed class ApplicationMasterClientTests : IAsyncLifetime
{
    private static readonly Token s_token = new([1, 2, 3], TokenPassword.Of([1, 2, 3], [7]), ApplicationMasterClient.TokenKind, "");
    private readonly List<string> _calls = [];
    private readonly Configuration _configuration = new();
    private readonly Credentials _credentials = new();
    private Func<AllocateRequestProto, AllocateResponseProto> _allocate = r => new AllocateResponseProto { ResponseId = r.ResponseId + 1 };
    private Func<Task> _register = static () => Task.CompletedTask;
    private Func<Task>? _finish;
    private Func<Task>? _beforeAllocate;
    private int _finishes;
    private TaskCompletionSource? _lost;
    private RpcServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        var protocol = new RpcProtocol(ProtocolNames.ApplicationMaster, (long)ProtocolNames.Version)
            .Add("registerApplicationMaster", RegisterApplicationMasterRequestProto.Parser, async (r, c) =>
            {
                Note($"register {r.Host}:{r.RpcPort} by {c.Token?.Kind}");
                await _register();
                return new RegisterApplicationMasterResponseProto();
            })
            .Add("allocate", AllocateRequestProto.Parser, async (r, _) =>
            {
                Note($"allocate {r.ResponseId} {string.Join(' ', r.Ask.Select(a => $"{a.ResourceName}={a.NumContainers}"))}");
                if (_lost is { } lost)
                {
                    lost.SetResult();
                    return await new TaskCompletionSource<IMessage>().Task;
                }

                await (_beforeAllocate?.Invoke() ?? Task.CompletedTask);
                return _allocate(r);
            })
            .Add("finishApplicationMaster", FinishApplicationMasterRequestProto.Parser, async (r, _) =>
            {
                Note("finish");
                await (_finish?.Invoke() ?? Task.CompletedTask);
                return new FinishApplicationMasterResponseProto { IsUnregistered = ++_finishes > 2 };
            });
        _server = await RpcServer.StartAsync(
            new IPEndPoint(IPAddress.Loopback, 0), [protocol], new RpcServerOptions { TokenSecrets = new Secrets(), AllowsSimple = false },
            NullLogger.Instance, default);
        _configuration.Set("yarn.resourcemanager.scheduler.address", _server.BoundEndPoint.ToString());
        _credentials.Add("", s_token);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task It_registers_with_its_token_and_tells_what_changed_once()
    {
        await using var master = new ApplicationMasterClient(_configuration, _credentials);
        await master.RegisterAsync("h", 4711, "", default);
        master.Ask(20, "*", new ResourceProto { Memory = 1024 }, 3);
        await master.AllocateAsync(0, default);
        await master.AllocateAsync(0, default);
        master.Ask(20, "*", new ResourceProto { Memory = 1024 }, 2);
        await master.AllocateAsync(0, default);
        Assert.Equal(["register h:4711 by YARN_AM_RM_TOKEN", "allocate 0 *=3", "allocate 1 ", "allocate 2 *=2"], _calls);
    }

    [Fact]
    public async Task A_manager_that_was_started_anew_is_registered_with_and_told_everything()
    {
        await using var master = new ApplicationMasterClient(_configuration, _credentials);
        await master.RegisterAsync("h", 1, "", default);
        master.Ask(20, "*", new ResourceProto(), 3);
        await master.AllocateAsync(0, default);
        var forgot = true;
        _allocate = r =>
        {
            if (forgot)
            {
                forgot = false;
                throw new RpcFault(YarnException.MasterNotRegistered, "who are you?");
            }

            return new AllocateResponseProto { ResponseId = r.ResponseId + 1 };
        };
        await master.AllocateAsync(0, default);
        Assert.Equal(
            ["register h:1 by YARN_AM_RM_TOKEN", "allocate 0 *=3", "allocate 1 ", "register h:1 by YARN_AM_RM_TOKEN", "allocate 0 *=3"],
            _calls);
    }

    [Fact]
    public async Task What_was_not_answered_is_told_again_as_it_was_and_then_what_changed_since()
    {
        await using var master = new ApplicationMasterClient(_configuration, _credentials);
        using var stop = new CancellationTokenSource();
        _lost = new TaskCompletionSource();
        master.Ask(20, "*", new ResourceProto(), 3);
        var unanswered = master.AllocateAsync(0, stop.Token);
        await _lost.Task.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => unanswered);
        _lost = null;

        // Had the first been taken, the ResourceManager would give its answer again, and read nothing.
        master.Ask(5, "*", new ResourceProto(), 1);
        master.Ask(20, "*", new ResourceProto(), 2);
        await master.AllocateAsync(0, default);
        await master.AllocateAsync(0, default);
        await master.AllocateAsync(0, default);
        Assert.Equal(["allocate 0 *=3", "allocate 0 *=3", "allocate 1 *=2 *=1", "allocate 2 "], _calls);
    }

    [Fact]
    public async Task What_was_refused_is_not_told_again_when_it_is_no_longer_wanted()
    {
        await using var master = new ApplicationMasterClient(_configuration, _credentials);
        _allocate = r => r.Ask.Any(a => a.NumContainers > 0)
            ? throw new RpcFault(YarnException.InvalidResourceRequest, "too large")
            : new AllocateResponseProto { ResponseId = r.ResponseId + 1 };
        master.Ask(20, "*", new ResourceProto(), 3);
        await Assert.ThrowsAsync<YarnException>(() => master.AllocateAsync(0, default));
        master.Ask(20, "*", new ResourceProto(), 0);
        await master.AllocateAsync(0, default);
        Assert.Equal(["allocate 0 *=3", "allocate 0 *=0"], _calls);
    }

    [Fact]
    public async Task Who_finishes_asks_until_it_is_durable()
    {
        await using var master = new ApplicationMasterClient(_configuration, _credentials);
        await master.FinishAsync(FinalApplicationStatusProto.AppSucceeded, "", "", default);
        Assert.Equal(["finish", "finish", "finish"], _calls);
    }

    /// <summary>A call whose connection broke is made again, and the first one was taken.</summary>
    [Fact]
    public async Task Who_is_registered_already_when_he_finishes_goes_on()
    {
        await using var master = new ApplicationMasterClient(_configuration, _credentials);
        var forgot = true;
        _finish = () => forgot ? throw new RpcFault(YarnException.MasterNotRegistered, "who are you?") : Task.CompletedTask;
        _register = () =>
        {
            forgot = false;
            throw AlreadyRegistered();
        };
        await master.FinishAsync(FinalApplicationStatusProto.AppSucceeded, "", "", default).Patiently();
        Assert.Equal(["finish", "register :0 by YARN_AM_RM_TOKEN", "finish", "finish", "finish"], _calls);
    }

    /// <summary>Heartbeats go on while it is told that the job has ended, and the ResourceManager is started anew just then.</summary>
    [Fact]
    public async Task Of_a_heartbeat_and_the_last_call_one_registers_again()
    {
        await using var master = new ApplicationMasterClient(_configuration, _credentials);
        await master.RegisterAsync("h", 1, "", default);
        master.Ask(20, "*", new ResourceProto(), 3);
        await master.AllocateAsync(0, default);
        _calls.Clear();
        var registered = false;
        var (heartbeat, last) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously),
            new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        _register = () => registered ? throw AlreadyRegistered() : Task.FromResult(registered = true);
        _beforeAllocate = () => KnownAsync(heartbeat, last);
        _finish = () => KnownAsync(last, heartbeat);
        var finish = master.FinishAsync(FinalApplicationStatusProto.AppSucceeded, "", "", default);
        var answer = await master.AllocateAsync(0, default).Patiently();
        await finish.Patiently();
        await master.AllocateAsync(0, default).Patiently();
        Assert.Equal(1, answer.ResponseId);
        Assert.Single(_calls, static c => c.StartsWith("register", StringComparison.Ordinal));
        Assert.Equal(
            ["allocate 1 ", "allocate 0 *=3", "allocate 1 "], _calls.Where(static c => c.StartsWith("allocate", StringComparison.Ordinal)));

        // Neither is answered before both have come to a ResourceManager that does not know the master.
        async Task KnownAsync(TaskCompletionSource mine, TaskCompletionSource others)
        {
            if (mine.TrySetResult())
            {
                await others.Task.Patiently();
                throw new RpcFault(YarnException.MasterNotRegistered, "who are you?");
            }
        }
    }

    /// <summary>It was under way when the last call found another ResourceManager, which has been told nothing yet.</summary>
    [Fact]
    public async Task An_answer_of_a_ResourceManager_that_is_gone_says_nothing_of_its_successor()
    {
        await using var master = new ApplicationMasterClient(_configuration, _credentials);
        await master.RegisterAsync("h", 1, "", default);
        master.Ask(20, "*", new ResourceProto(), 3);
        var (asked, answers) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously),
            new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        _beforeAllocate = () =>
        {
            asked.TrySetResult();
            return answers.Task.Patiently();
        };
        var heartbeat = master.AllocateAsync(0, default);
        await asked.Task.Patiently();
        var forgot = true;
        _register = () => Task.FromResult(forgot = false);
        _finish = () => forgot ? throw new RpcFault(YarnException.MasterNotRegistered, "who are you?") : Task.CompletedTask;
        await master.FinishAsync(FinalApplicationStatusProto.AppSucceeded, "", "", default).Patiently();
        answers.SetResult();
        await heartbeat.Patiently();
        await master.AllocateAsync(0, default).Patiently();
        Assert.Equal(["allocate 0 *=3", "allocate 0 *=3"], _calls.Where(static c => c.StartsWith("allocate", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_manager_that_forgets_the_master_at_once_does_not_keep_it_in_a_circle()
    {
        await using var master = new ApplicationMasterClient(_configuration, _credentials);
        _allocate = static _ => throw new RpcFault(YarnException.MasterNotRegistered, "who are you?");
        var refusal = await Assert.ThrowsAsync<YarnException>(() => master.AllocateAsync(0, default).Patiently());
        Assert.Equal(YarnException.MasterNotRegistered, refusal.JavaClass);
        Assert.Equal(3, _calls.Count);
    }

    [Fact]
    public async Task A_refusal_has_the_managers_class_and_words()
    {
        await using var master = new ApplicationMasterClient(_configuration, _credentials);
        _allocate = _ => throw new RpcFault(YarnException.AttemptNotFound, "gone\n\tat somewhere");
        var refusal = await Assert.ThrowsAsync<YarnException>(() => master.AllocateAsync(0, default));
        Assert.Equal((YarnException.AttemptNotFound, "gone"), (refusal.JavaClass, refusal.Message));
    }

    [Fact]
    public void Without_a_token_there_is_no_master() =>
        Assert.Contains(
            "YARN_AM_RM_TOKEN",
            Assert.Throws<ConfigurationException>(() => new ApplicationMasterClient(_configuration, new Credentials())).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("yarn.resourcemanager.hostname", "rm.example", "rm.example:8032")]
    [InlineData("yarn.resourcemanager.address", "rm.example:1", "rm.example:1")]
    [InlineData("yarn.resourcemanager.address", "10.0.0.1", "10.0.0.1:8032")]
    public void The_manager_is_where_the_configuration_says(string key, string value, string expected)
    {
        var configuration = new Configuration();
        configuration.Set(key, value);
        Assert.Equal(expected, RpcAddress.Format(YarnAddresses.ForClients(configuration)));
    }

    [Fact]
    public void Nowhere_is_said_to_be_nowhere() =>
        Assert.Contains(
            "yarn.resourcemanager.hostname",
            Assert.Throws<ConfigurationException>(() => YarnAddresses.ForClients(new Configuration())).Message,
            StringComparison.Ordinal);

    private static RpcFault AlreadyRegistered() =>
        new(
            "org.apache.hadoop.yarn.exceptions.InvalidApplicationMasterRequestException",
            "Application Master is already registered : application_1_0001");

    private void Note(string call)
    {
        lock (_calls)
        {
            _calls.Add(call);
        }
    }

    private sealed class Secrets : ITokenSecrets
    {
        public TokenSecret Find(ReadOnlySpan<byte> identifier) => new("ada", ApplicationMasterClient.TokenKind, s_token.Password.ToArray());
    }
}
