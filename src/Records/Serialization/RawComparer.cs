namespace Hathi.Records.Serialization;

/// <summary>
/// Orders serialised keys without deserialising them (Apache's RawComparator). A comparer that also gives a <see cref="Prefix"/> lets the
/// sort decide most pairs by comparing two numbers. Immutable; used by several threads at once.
/// </summary>
public abstract class RawComparer
{
    /// <summary>Whether <see cref="Prefix"/> is implemented; otherwise sorting calls <see cref="Compare"/> only.</summary>
    public virtual bool HasPrefix => false;

    /// <summary>Negative, zero or positive, over two whole serialised keys.</summary>
    public abstract int Compare(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b);

    /// <summary>
    /// A number that orders keys: a smaller one means a smaller key; equal ones leave it open unless <see cref="Decides"/>.
    /// <paramref name="depth"/> 1, 2, … order keys whose prefixes of all lower depths are equal.
    /// </summary>
    public virtual ulong Prefix(ReadOnlySpan<byte> key, int depth) => 0;

    /// <summary>Two keys with this same prefix (and the same ones at lower depths) are equal.</summary>
    public virtual bool Decides(ulong prefix) => false;
}
