using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Node.Memory;

/// <summary>
/// Buffers that a thread writes answers into: a few for each thread that does, none for a connection. One that was taken may be given back
/// on another thread.
/// </summary>
internal static class AnswerBuffers
{
    // One for the answers of a connection that is read, one for an answer to another, two for what leaves.
    private const int KeptByThread = 4;

    [ThreadStatic]
    private static Stack<WireBuffer>? t_free;

    /// <summary>An empty buffer.</summary>
    public static WireBuffer Take() => t_free is { Count: > 0 } free ? free.Pop() : new WireBuffer();

    /// <summary>Gives one back. What a long answer took of memory is not kept.</summary>
    public static void Return(WireBuffer buffer)
    {
        buffer.Clear();
        var free = t_free ??= new Stack<WireBuffer>(KeptByThread);
        if (free.Count < KeptByThread)
        {
            free.Push(buffer);
        }
        else
        {
            buffer.Dispose();
        }
    }
}
