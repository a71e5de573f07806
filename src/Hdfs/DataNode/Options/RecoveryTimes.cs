namespace Hathi.Hdfs.DataNode.Options;

/// <summary>
/// How long the parts of a block recovery may take: both together are over before the NameNode orders the next one and takes no result of
/// this one. A holder that hangs then costs its own replica, and not the recovery.
/// </summary>
/// <param name="Ask">For all holders, asked at once, to stop writers, measure and answer.</param>
/// <param name="Take">For those that take part to cut, sync and answer.</param>
/// <param name="Order">From one order of the NameNode to the next.</param>
internal sealed record RecoveryTimes(TimeSpan Ask, TimeSpan Take, TimeSpan Order)
{
    /// <summary>As the NameNode counts, ours and Apache's (BLOCK_RECOVERY_TIMEOUT_MULTIPLIER).</summary>
    private const int HeartbeatsBetweenOrders = 30;

    /// <summary>A writer that does not end, or a replica that is read for long, is done by the next order.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>Less is not enough for a few syncs of a busy disk, whatever the heartbeats are.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a holder reads its replica before it says that it still does: so that it is heard before the primary, whose heartbeats are
    /// as long, takes it for silent. What is read longer is kept.
    /// </summary>
    internal TimeSpan Measure => Ask * 2 / 3;

    /// <summary>The times for an interval between heartbeats (dfs.heartbeat.interval).</summary>
    internal static RecoveryTimes Of(TimeSpan heartbeat)
    {
        var order = HeartbeatsBetweenOrders * heartbeat;
        order = order < 3 * Shortest ? 3 * Shortest : order;
        return new RecoveryTimes(Within(order / 2), Within(order / 3), order);
    }

    private static TimeSpan Within(TimeSpan time) => time > Longest ? Longest : time < Shortest ? Shortest : time;
}
