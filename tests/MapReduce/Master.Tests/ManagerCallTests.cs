using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Rpc;
using Hathi.Yarn.Client;
using Hathi.Yarn.Protocol;

namespace Hathi.MapReduce.Master.Tests;

/// <summary>Calls to a ResourceManager that is down.</summary>
public sealed class ManagerCallTests
{
    private static readonly ManagerCall s_patient = new(TimeSpan.FromSeconds(10), new QuickClock(1));
    private int _calls;

    [Fact]
    public async Task It_is_repeated_until_it_is_heard()
    {
        await s_patient.RunAsync("is down", _ => ++_calls < 4 ? throw Down() : Task.CompletedTask, default);
        Assert.Equal(4, _calls);
    }

    [Fact]
    public async Task It_is_given_up_after_its_time()
    {
        var call = new ManagerCall(TimeSpan.FromSeconds(10), new QuickClock(1));
        await Assert.ThrowsAsync<RpcConnectionException>(() => call.RunAsync("is down", _ => throw Count(), default));
        Assert.Equal(11, _calls);
    }

    [Theory]
    [InlineData(null, 15)]
    [InlineData("180000", 3)]
    public async Task It_waits_as_long_as_every_client_of_it(string? told, int minutes)
    {
        var configuration = new Configuration();
        if (told is not null)
        {
            configuration.Set("yarn.resourcemanager.connect.max-wait.ms", told);
        }

        await Assert.ThrowsAsync<RpcConnectionException>(
            () => ManagerCall.Of(configuration, new QuickClock(60)).RunAsync("is down", _ => throw Count(), default));
        Assert.Equal(minutes + 1, _calls);
    }

    [Fact]
    public async Task Who_starts_waits_for_the_racks()
    {
        var node = new NodeReportProto { NodeId = new NodeIdProto { Host = "a" }, RackName = "/r1" };
        var racks = await RackTable.LoadAsync(
            s_patient, _ => ++_calls < 4 ? throw Down() : Task.FromResult<IReadOnlyList<NodeReportProto>>([node]), default);
        Assert.Equal("/r1", racks.Of("a"));
    }

    [Fact]
    public async Task Where_the_racks_are_not_told_all_are_in_one()
    {
        var racks = await RackTable.LoadAsync(
            s_patient, _ => throw new YarnException("org.apache.hadoop.security.AccessControlException", "no", null), default);
        Assert.Equal(RackTable.Default, racks.Of("a"));
    }

    [Fact]
    public async Task Who_starts_registers_as_soon_as_it_can()
    {
        var answer = await Registration.RegisterAsync(s_patient, _ => ++_calls < 4 ? throw Down() : Task.FromResult("told"), default);
        Assert.Equal("told", answer);
        Assert.Equal(4, _calls);
    }

    [Fact]
    public async Task A_registration_whose_answer_was_lost_is_one()
    {
        Assert.Null(await Registration.RegisterAsync<string>(
            s_patient,
            _ => ++_calls == 1 ? throw Down() : throw Refusal("Application Master is already registered : application_1_0001"),
            default));
        Assert.Equal(2, _calls);
        await Assert.ThrowsAsync<YarnException>(() => Registration.RegisterAsync<string>(
            s_patient, _ => throw Refusal("Application doesn't exist in cache appattempt_1_0001_000001"), default));
    }

    private static YarnException Refusal(string message) =>
        new("org.apache.hadoop.yarn.exceptions.InvalidApplicationMasterRequestException", message, null);

    private static RpcConnectionException Down() => new("rm:8030", "nobody listens", callMayHaveRun: false, retriable: true, inner: null);

    private RpcConnectionException Count()
    {
        _calls++;
        return Down();
    }

    /// <summary>Its pauses are over at once, and have taken their time, or a multiple of it.</summary>
    private sealed class QuickClock(int times) : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _now += times * dueTime.Ticks;
            return System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }
}
