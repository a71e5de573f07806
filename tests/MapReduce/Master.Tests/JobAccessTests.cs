using System.Net;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Client;
using Hathi.Hadoop.Rpc.Server;
using Hathi.MapReduce.Core;
using Hathi.MapReduce.Protocol;
using Hathi.MapReduce.Protocol.Umbilical;
using Hathi.Yarn.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.MapReduce.Master.Tests;

/// <summary>Every call of the protocols that are open to every user, by those who may and those who may not.</summary>
public sealed class JobAccessTests : IAsyncLifetime
{
    private const string Job = "job_1700000000000_0001";
    private readonly MasterFixture _fixture = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;
    private JobMaster _master = null!;
    private RpcServer _server = null!;
    private RpcProtocol[] _protocols = [];

    public ValueTask InitializeAsync()
    {
        File.WriteAllLines(_fixture.Path("in"), Enumerable.Range(0, 30).Select(i => $"word{i % 7} and"));
        _fixture.GroupsOf = static user => user == "carl" ? ["readers"] : user == "dora" ? ["admins"] : [];
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _stop.CancelAsync();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _fixture.DisposeAsync();
    }

    [Theory]
    [InlineData("eve", false, false)]
    [InlineData("bob", true, false)]
    [InlineData("carl", true, false)]
    [InlineData("mona", false, true)]
    [InlineData("dora", true, true)]
    [InlineData("", true, true)]
    public async Task Where_lists_count_each_call_is_for_those_who_are_on_them(string user, bool mayView, bool mayModify)
    {
        _fixture.Configuration.Set(JobAcls.Enabled, "true");
        _fixture.Configuration.Set(JobAcls.View, "bob readers");
        _fixture.Configuration.Set(JobAcls.Modify, "mona");
        _fixture.Configuration.Set(JobAcls.Administrators, " admins");
        await StartAsync();
        await CheckAsync(user.Length == 0 ? _fixture.Plan.User : user, mayView, mayModify);
    }

    [Fact]
    public async Task A_job_without_lists_is_its_owners()
    {
        _fixture.Configuration.Set(JobAcls.Enabled, "true");
        await StartAsync();
        await CheckAsync("bob", mayView: false, mayModify: false);
        await CheckAsync(_fixture.Plan.User, mayView: true, mayModify: true);
    }

    [Fact]
    public async Task Where_lists_do_not_count_everybody_may()
    {
        _fixture.Configuration.Set(JobAcls.View, " ");
        await StartAsync();
        await CheckAsync("eve", mayView: true, mayModify: true);
    }

    /// <summary>The history server asks the same lists when the job has ended.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_history_says_who_may_see_the_job(bool isOn)
    {
        _fixture.Configuration.Set(JobAcls.Enabled, isOn ? "true" : "false");
        _fixture.Configuration.Set(JobAcls.View, "bob readers");
        await StartAsync();
        Dictionary<string, string> expected = isOn ? new() { [JobAcls.View] = "bob readers", [JobAcls.Modify] = " " } : [];
        Assert.Equal(expected, JobAccess.ForHistory(_fixture.Configuration));
    }

    private async Task StartAsync()
    {
        _master = await _fixture.PrepareAsync<CountWords>(1);
        _loop = _master.RunAsync(_stop.Token);
        _protocols = [WatchDesk.Protocol(_master, _fixture.Access), _fixture.Desk.Protocol()];
        _server = await RpcServer.StartAsync(
            new IPEndPoint(IPAddress.Loopback, 0), _protocols, new RpcServerOptions(), NullLogger.Instance, default);
    }

    private async Task CheckAsync(string user, bool mayView, bool mayModify)
    {
        await using var rpc = new RpcClient(new RpcClientOptions(user));
        var tried = 0;
        foreach (var protocol in _protocols)
        {
            foreach (var method in protocol.Methods)
            {
                var changes = method.Name.StartsWith("kill", StringComparison.Ordinal)
                    || method.Name.StartsWith("fail", StringComparison.Ordinal);
                Assert.Equal((method.Name, Refusal(user, changes, changes ? mayModify : mayView)), (method.Name, await RefusalAsync(
                    rpc, new RpcProtocolName(protocol.Name, protocol.Version), method.Name, method.NewRequest())));
                tried++;
            }
        }

        Assert.Equal(13, tried);
    }

    private static string Refusal(string user, bool changes, bool may) =>
        may ? "" : $"User {user} cannot perform operation {(changes ? "MODIFY_JOB" : "VIEW_JOB")} on {Job}";

    // Other refusals are of those who may: there is no such attempt yet.
    private async Task<string> RefusalAsync(RpcClient rpc, RpcProtocolName protocol, string method, IMessage request)
    {
        Fill(request);
        try
        {
            await rpc.CallAsync(
                _server.BoundEndPoint, protocol, method, request, AcknowledgedProto.Parser, RpcCallOptions.Default, default).Patiently();
            return "";
        }
        catch (RpcRemoteException e)
        {
            Assert.True(e.JavaClass is JavaErrors.AccessControl or JavaErrors.Io, $"{method}: {e.JavaClass} {e.Message}");
            return e.JavaClass == JavaErrors.AccessControl ? e.Message : "";
        }
    }

    private static void Fill(IMessage request)
    {
        var job = new JobIdProto { AppId = new ApplicationIdProto { ClusterTimestamp = 1700000000000, Id = 1 }, Id = 1 };
        var task = new TaskIdProto { JobId = job, TaskType = TaskTypeProto.Map, Id = 0 };
        foreach (var field in request.Descriptor.Fields.InDeclarationOrder())
        {
            field.Accessor.SetValue(request, field.FieldType switch
            {
                FieldType.Message => field.MessageType.Name switch
                {
                    "JobIdProto" => job, "TaskIdProto" => task, _ => new TaskAttemptIdProto { TaskId = task, Id = 0 },
                },
                FieldType.String => "why",
                FieldType.Enum => TaskTypeProto.Map,
                FieldType.Int32 => 1,
                _ => 0L, // what was seen: less than there is
            });
        }
    }
}
