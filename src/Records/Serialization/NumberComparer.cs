namespace Hathi.Records.Serialization;

/// <summary>Orders keys by a 64-bit number that each stands for: the prefix decides always.</summary>
internal abstract class NumberComparer : RawComparer
{
    public override bool HasPrefix => true;

    public override int Compare(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) => Prefix(a, 0).CompareTo(Prefix(b, 0));

    public abstract override ulong Prefix(ReadOnlySpan<byte> key, int depth);

    public override bool Decides(ulong prefix) => true;

    /// <summary>Signed order as unsigned order.</summary>
    protected static ulong Ordered(long value) => (ulong)value ^ (1UL << 63);
}
