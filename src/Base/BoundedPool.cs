using System.Buffers;

namespace Hathi.Base;

/// <summary>
/// The shared pool's arrays, as long as they are short. The pool keeps an array of each length for each thread that ever gave one back, and
/// more for each processor, and lets go of them only after several full collections: where a peer or a file says how long an array is, a
/// node would keep what was sent to it once. Long arrays are made for their one use and left to the collector.
/// </summary>
/// <typeparam name="T">What arrays hold: values, for they are not cleared.</typeparam>
public static class BoundedPool<T>
    where T : unmanaged
{
    /// <summary>The longest array that is kept, bytes: packets, pages and nearly all calls are shorter.</summary>
    private const int MaxPooledBytes = 1024 * 1024;

    /// <summary>Takes an array of at least so many elements; what is in it is left over from others.</summary>
    public static unsafe T[] Rent(int length) =>
        (long)length * sizeof(T) > MaxPooledBytes ? GC.AllocateUninitializedArray<T>(length) : ArrayPool<T>.Shared.Rent(length);

    /// <summary>Gives an array back that came from <see cref="Rent"/> and that nobody uses any more.</summary>
    public static unsafe void Return(T[] array)
    {
        if ((long)array.Length * sizeof(T) <= MaxPooledBytes)
        {
            ArrayPool<T>.Shared.Return(array);
        }
    }
}
