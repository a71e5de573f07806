using Hathi.Platform.Native;

namespace Hathi.Node;

/// <summary>
/// Gives memory back when a node has become idle: the collector runs only when something allocates, so what a burst of work left behind
/// would stay resident for as long as nothing happens.
/// </summary>
internal sealed class IdleMemory : IDisposable
{
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(5);

    /// <summary>Bytes allocated between two looks up to which a node counts as idle: heartbeats and ticks.</summary>
    private const long IdleBytes = 2 << 20;

    /// <summary>
    /// Bytes allocated since the last collection of ours from which another is worth its pause; a quarter of a larger heap.
    /// </summary>
    private const long WorthBytes = 16 << 20;

    private readonly Timer _timer;
    private long _seen;
    private long _collected;

    public IdleMemory() => _timer = new Timer(static memory => ((IdleMemory)memory!).Look(), this, s_look, s_look);

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        var allocated = GC.GetTotalAllocatedBytes();
        var idle = allocated - _seen < IdleBytes;
        _seen = allocated;
        if (idle && allocated - _collected >= Math.Max(WorthBytes, GC.GetTotalMemory(forceFullCollection: false) / 4))
        {
            _collected = allocated;
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            FreedMemory.GiveBack();
        }
    }
}
