namespace Hathi.Records.Serialization;

/// <summary>Another order turned round.</summary>
/// <param name="ascending">The other one.</param>
public sealed class DescendingComparer(RawComparer ascending) : RawComparer
{
    public override bool HasPrefix => ascending.HasPrefix;

    public override int Compare(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) => ascending.Compare(b, a);

    public override ulong Prefix(ReadOnlySpan<byte> key, int depth) => ~ascending.Prefix(key, depth);

    public override bool Decides(ulong prefix) => ascending.Decides(~prefix);
}
