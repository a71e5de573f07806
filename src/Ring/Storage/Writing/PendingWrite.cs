using System.Threading.Tasks.Sources;
using Hathi.Ring.Data;

namespace Hathi.Ring.Storage.Writing;

/// <summary>
/// A record on its way: into the log, onto the disk, into the memtable. Whoever gave it waits for it once, and it is used again. Those who
/// wait go on with threads of the pool, not with the one that writes.
/// </summary>
internal sealed class PendingWrite : IValueTaskSource
{
    private readonly PendingWrites _pool;
    private ManualResetValueTaskSourceCore<bool> _source = new() { RunContinuationsAsynchronously = true };

    internal PendingWrite(PendingWrites pool) => _pool = pool;

    /// <summary>The record.</summary>
    internal DataBuffer Record { get; } = new();

    /// <summary>Its place in the log.</summary>
    internal long Index { get; set; }

    /// <summary>What is waited for, once.</summary>
    internal ValueTask Task => new(this, _source.Version);

    /// <summary>It is durable, and can be seen.</summary>
    internal void Complete() => _source.SetResult(true);

    /// <summary>It may be there after a restart, or not.</summary>
    internal void Fail(Exception why) => _source.SetException(why);

    /// <inheritdoc/>
    public void GetResult(short token)
    {
        try
        {
            _source.GetResult(token);
        }
        finally
        {
            _source.Reset();
            _pool.Return(this);
        }
    }

    /// <inheritdoc/>
    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    /// <inheritdoc/>
    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
