namespace Hathi.Hadoop.Rpc.Wire;

/// <summary>
/// The outboxes that this thread has appended to and will flush itself: one who lets many answers go at once saves a pool thread's wake for
/// each connection, and sends each connection's answers together.
/// </summary>
internal static class ReplyGathering
{
    [ThreadStatic]
    private static List<Outbox>? t_outboxes;

    [ThreadStatic]
    private static int t_depth;

    public static void Begin() => t_depth++;

    /// <summary>Takes an outbox whose flush the caller has claimed; false when this thread does not gather.</summary>
    public static bool TryAdd(Outbox outbox)
    {
        if (t_depth == 0)
        {
            return false;
        }

        (t_outboxes ??= []).Add(outbox);
        return true;
    }

    public static void End()
    {
        if (--t_depth > 0 || t_outboxes is not { Count: > 0 } outboxes)
        {
            return;
        }

        foreach (var outbox in outboxes)
        {
            outbox.FlushGathered();
        }

        outboxes.Clear();
    }
}
