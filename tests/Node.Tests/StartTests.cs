using Hathi.Hadoop.Conf;
using Hathi.Platform;
using Microsoft.Extensions.Logging;

namespace Hathi.Node.Tests;

/// <summary>What the start of one role means for its node, and what ends a start.</summary>
public sealed class StartTests
{
    private static readonly NodeLog s_log = NodeLog.ToStandardError(LogLevel.Error, SystemClock.Instance);

    public static TheoryData<string> Kinds =>
    [
        "System.Collections.Generic.KeyNotFoundException", "System.IO.IOException", "System.NullReferenceException",
        "System.InvalidOperationException", "System.TimeoutException",
    ];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Whatever_goes_wrong_in_the_start_of_a_worker_its_node_goes_on(string kind)
    {
        var role = await RoleStarter.StartAsync(
            "nodemanager", leads: false, _ => Task.FromException<RunningRole>(Of(kind)), s_log, TestContext.Current.CancellationToken);
        Assert.Equal(kind, (await Assert.ThrowsAnyAsync<Exception>(() => role.Ends)).GetType().FullName);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_role_that_leads_tells_its_node(string kind) => Assert.Equal(
        kind, (await Assert.ThrowsAnyAsync<Exception>(() => RoleStarter.StartAsync(
            "namenode", leads: true, _ => Task.FromException<RunningRole>(Of(kind)), s_log,
            TestContext.Current.CancellationToken))).GetType().FullName);

    [Fact]
    public async Task What_is_written_wrongly_is_told_at_once() => await Assert.ThrowsAsync<ConfigurationException>(
        () => RoleStarter.StartAsync(
            "nodemanager",
            leads: false,
            _ => Task.FromException<RunningRole>(new ConfigurationException("wrong", null)),
            s_log,
            TestContext.Current.CancellationToken));

    [Fact]
    public async Task A_node_that_is_asked_to_end_while_it_starts_gives_the_start_up()
    {
        using var starting = new CancellationTokenSource();
        Assert.False(await StartUnlessStopped.RunAsync(
            Task.Delay(Timeout.Infinite, starting.Token), Task.CompletedTask, starting, RoleWatch.Patience,
            s_log).WaitAsync(Patience.Limit));
    }

    [Fact]
    public async Task A_start_that_hangs_does_not_keep_its_node_from_ending()
    {
        using var starting = new CancellationTokenSource();
        Assert.False(await StartUnlessStopped.RunAsync(new TaskCompletionSource().Task, Task.CompletedTask, starting, TimeSpan.Zero, s_log)
            .WaitAsync(Patience.Limit));
        Assert.True(starting.IsCancellationRequested);
    }

    [Fact]
    public async Task Otherwise_it_is_waited_for_and_fails_as_it_does()
    {
        using var starting = new CancellationTokenSource();
        var stop = new TaskCompletionSource().Task;
        Assert.True(await StartUnlessStopped.RunAsync(Task.CompletedTask, stop, starting, RoleWatch.Patience, s_log));
        await Assert.ThrowsAsync<IOException>(
            () => StartUnlessStopped.RunAsync(Task.FromException(new IOException("port")), stop, starting, RoleWatch.Patience, s_log));
    }

    [Theory]
    [InlineData("yarn.nodemanager.disk-health-checker.interval-ms")]
    [InlineData("yarn.nodemanager.container-monitor.interval-ms")]
    [InlineData("hathi.nodemanager.localizer.fetch.stall-ms")]
    public void What_stands_for_never_is_an_interval_that_a_timer_takes(string key)
    {
        var conf = new Configuration();
        conf.Set("yarn.nodemanager.local-dirs", "/unused");
        conf.Set("yarn.nodemanager.log-dirs", "/unused");
        conf.Set(key, "4294967295");
        var options = NodeManagerSettings.Read(conf, []);
        foreach (var interval in (TimeSpan[])[options.Disks.Interval, options.MonitorInterval, options.FetchStallLimit])
        {
            using var timer = new PeriodicTimer(interval);
            Assert.InRange(interval, TimeSpan.FromMilliseconds(1), Configuration.NoTimeout);
        }
    }

    private static Exception Of(string kind) => (Exception)Activator.CreateInstance(typeof(KeyNotFoundException).Assembly.GetType(kind)!)!;
}
