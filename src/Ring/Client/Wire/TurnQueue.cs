namespace Hathi.Ring.Client.Wire;

/// <summary>Callers that wait for a stream, first come first served. Guarded by its channel's lock.</summary>
internal sealed class TurnQueue
{
    /// <summary>Callers that may wait: more would only grow old.</summary>
    private const int MaxWaiting = 1 << 16;

    private readonly Queue<TaskCompletionSource> _waiting = new();

    /// <summary>A place; null: there is none.</summary>
    internal TaskCompletionSource? Enter()
    {
        if (_waiting.Count >= MaxWaiting)
        {
            return null;
        }

        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Enqueue(turn);
        return turn;
    }

    /// <summary>The next that waits still.</summary>
    internal void WakeOne()
    {
        while (_waiting.TryDequeue(out var turn))
        {
            if (turn.TrySetResult())
            {
                return;
            }
        }
    }

    /// <summary>All of them.</summary>
    internal void WakeAll()
    {
        while (_waiting.TryDequeue(out var turn))
        {
            turn.TrySetResult();
        }
    }
}
