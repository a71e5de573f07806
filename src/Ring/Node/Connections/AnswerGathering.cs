namespace Hathi.Ring.Node.Connections;

/// <summary>
/// The connections to which this thread has put answers that it will send itself: whoever lets many answers go at once saves a pool
/// thread's wake for each connection, and sends each connection's answers together.
/// </summary>
internal static class AnswerGathering
{
    [ThreadStatic]
    private static List<AnswerQueue>? t_queues;

    [ThreadStatic]
    private static int t_depth;

    /// <summary>From here on this thread gathers, until the <see cref="End"/> that belongs to it.</summary>
    public static void Begin() => t_depth++;

    /// <summary>Takes a queue whose sending the caller has claimed; false when this thread does not gather.</summary>
    public static bool TryAdd(AnswerQueue queue)
    {
        if (t_depth == 0)
        {
            return false;
        }

        (t_queues ??= []).Add(queue);
        return true;
    }

    /// <summary>Sends what has gathered.</summary>
    public static void End()
    {
        if (--t_depth > 0 || t_queues is not { Count: > 0 } queues)
        {
            return;
        }

        foreach (var queue in queues)
        {
            queue.SendGathered();
        }

        queues.Clear();
    }
}
