using Hathi.Base;

namespace Hathi.Hdfs.Core.Replicas;

/// <summary>When the NameNode hears from this node. Times are monotonic milliseconds. Source: BPServiceActor.Scheduler.</summary>
/// <param name="heartbeatMilliseconds">Between heartbeats (dfs.heartbeat.interval, 3 s).</param>
/// <param name="blockReportMilliseconds">Between full block reports (dfs.blockreport.intervalMsec, 6 h).</param>
public sealed class ReportSchedule(long heartbeatMilliseconds, long blockReportMilliseconds)
{
    private long _nextHeartbeat;
    private long _nextBlockReport;
    private bool _first = true;
    private bool _forced;

    /// <summary>The lease that the NameNode granted for the next full report; 0: none yet.</summary>
    public long BlockReportLease { get; private set; }

    /// <summary>Registered (again): a heartbeat is due at once, a full report as soon as a lease is there.</summary>
    public void Registered(Now now)
    {
        BlockReportLease = 0;
        _first = true;
        _nextHeartbeat = now.MonotonicMilliseconds;
        _nextBlockReport = now.MonotonicMilliseconds;
    }

    /// <summary>Whether a heartbeat is due.</summary>
    public bool HeartbeatDue(Now now) => now.MonotonicMilliseconds >= _nextHeartbeat;

    /// <summary>Whether the heartbeat should ask for a lease for a full report.</summary>
    public bool WantsLease(Now now) => BlockReportLease == 0 && now.MonotonicMilliseconds >= _nextBlockReport;

    /// <summary>Whether a full report is due and allowed.</summary>
    public bool BlockReportDue(Now now) => BlockReportLease != 0 && now.MonotonicMilliseconds >= _nextBlockReport;

    /// <summary>A heartbeat goes out now.</summary>
    public void HeartbeatSent(Now now) => _nextHeartbeat = now.MonotonicMilliseconds + heartbeatMilliseconds;

    /// <summary>The answer to a heartbeat granted a lease.</summary>
    public void LeaseGranted(long lease) => BlockReportLease = lease;

    /// <summary>The lease has run out or is unknown to the NameNode.</summary>
    public void LeaseLost() => BlockReportLease = 0;

    /// <summary>Somebody wants a full report now (dfsadmin -triggerBlockReport).</summary>
    public void ForceBlockReport(Now now)
    {
        _forced = true;
        _nextBlockReport = now.MonotonicMilliseconds;
        _nextHeartbeat = now.MonotonicMilliseconds;
    }

    /// <summary>A full report is being put together: whoever wants one from now on wants another.</summary>
    public void BlockReportBegins() => _forced = false;

    /// <summary>
    /// A full report was taken by the NameNode. The first after a registration is followed by one at a random moment of the interval,
    /// so that the nodes of a cluster that started together do not report together.
    /// </summary>
    /// <param name="now">The time of this step.</param>
    /// <param name="spread">A random number in [0, 1).</param>
    public void BlockReportSent(Now now, double spread)
    {
        BlockReportLease = 0;
        var wait = _first ? (long)(spread * blockReportMilliseconds) : blockReportMilliseconds;
        _first = false;
        _nextBlockReport = now.MonotonicMilliseconds + (_forced ? 0 : wait);
    }

    /// <summary>Milliseconds until the next heartbeat; 0: it is due.</summary>
    public long MillisecondsToHeartbeat(Now now) => Math.Max(0, _nextHeartbeat - now.MonotonicMilliseconds);
}
