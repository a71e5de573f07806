using Hathi.Log;

namespace Hathi.Engine;

/// <content>Its end for a fault, and what becomes of those who wait: nobody waits for ever.</content>
public abstract partial class CoreEngine<TInput>
{
    private void OnLogFailed(LogFailedException e)
    {
        _log.LogLost(e, _area);
        Fail(e);
    }

    private void Fail(Exception e)
    {
        _closed = true;
        _over = true;
        Interlocked.MemoryBarrier();
        Abandon(_held.Drop());
        AbandonInbox();
        AbandonWhenFree();
        _failed.TrySetException(e);
    }

    /// <summary>Becomes the last owner, unless there is one: that one does it after its batch.</summary>
    private void AbandonWhenFree()
    {
        if (Interlocked.CompareExchange(ref _owned, 1, 0) == 0)
        {
            AbandonOwned();
        }
    }

    /// <summary>Ends the waits for what the owner holds; by the owner, which stays it.</summary>
    private void AbandonOwned()
    {
        List<Held> waiting = [.. _putOff.Values, .. _following.Where(static f => f is CoreCall<TInput>)];
        if (_stepping is { IsPutOff: false } stepping)
        {
            waiting.Add(stepping);
        }

        _putOff.Clear();
        _following.Clear();
        _stepping = null;
        Abandon(waiting);
    }

    private void AbandonInbox()
    {
        var waiting = new List<Held>();
        while (_inbox.TryDequeue(out var call))
        {
            waiting.Add(call);
        }

        Abandon(waiting);
    }

    /// <summary>Ends their waits, elsewhere: this may be the commit thread.</summary>
    private void Abandon(List<Held> waiting)
    {
        if (waiting.Count > 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                static state => state.Waiting.ForEach(held => held.Abandon(state.Why)),
                (Waiting: waiting, Why: Stops()),
                preferLocal: false);
        }
    }

    private OperationCanceledException Stops() => new($"the {_area} stops");
}
