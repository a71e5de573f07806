using Hathi.Base;
using Hathi.Hdfs.Core.Replicas;

namespace Hathi.Hdfs.DataNode.Tests.Core;

public sealed class ReportScheduleTests
{
    private readonly ReportSchedule _schedule = new(3_000, 21_600_000);

    [Fact]
    public void After_registration_a_heartbeat_asks_for_a_lease_and_with_it_comes_the_full_report()
    {
        _schedule.Registered(At(100));
        Assert.True(_schedule.HeartbeatDue(At(100)));
        Assert.True(_schedule.WantsLease(At(100)));
        Assert.False(_schedule.BlockReportDue(At(100)));
        _schedule.HeartbeatSent(At(100));
        Assert.Equal(3_000, _schedule.MillisecondsToHeartbeat(At(100)));
        _schedule.LeaseGranted(5);
        Assert.False(_schedule.WantsLease(At(200)));
        Assert.True(_schedule.BlockReportDue(At(200)));
    }

    [Fact]
    public void The_second_full_report_comes_at_a_random_moment_and_the_others_at_their_interval()
    {
        _schedule.Registered(At(0));
        _schedule.LeaseGranted(5);
        _schedule.BlockReportBegins();
        _schedule.BlockReportSent(At(1_000), 0.5);
        Assert.False(_schedule.WantsLease(At(10_800_999)));
        Assert.True(_schedule.WantsLease(At(10_801_000)));
        _schedule.BlockReportSent(At(10_801_000), 0.5);
        Assert.False(_schedule.WantsLease(At(32_400_999)));
        Assert.True(_schedule.WantsLease(At(32_401_000)));
    }

    [Fact]
    public void A_report_that_is_asked_for_while_one_is_on_its_way_is_not_forgotten()
    {
        _schedule.Registered(At(0));
        _schedule.LeaseGranted(5);
        _schedule.BlockReportBegins();
        _schedule.ForceBlockReport(At(10));
        _schedule.BlockReportSent(At(20), 0.5);
        Assert.True(_schedule.WantsLease(At(20)));
    }

    [Fact]
    public void A_lost_lease_is_asked_for_again()
    {
        _schedule.Registered(At(0));
        _schedule.LeaseGranted(5);
        _schedule.LeaseLost();
        Assert.True(_schedule.WantsLease(At(1)));
    }

    private static Now At(long milliseconds) => new(0, milliseconds);
}
