namespace Hathi.Records;

/// <summary>Java's hash codes, so that a key goes to the partition to which Apache's HashPartitioner sends it.</summary>
internal static class HadoopHash
{
    /// <summary>Apache <c>WritableComparator.hashBytes</c>: 31 h + b over signed bytes, from 1.</summary>
    internal static int OfBytes(ReadOnlySpan<byte> bytes)
    {
        unchecked
        {
            var hash = 1;
            foreach (var b in bytes)
            {
                hash = (31 * hash) + (sbyte)b;
            }

            return hash;
        }
    }
}
