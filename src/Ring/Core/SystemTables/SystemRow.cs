using Hathi.Ring.Data.Keys;

namespace Hathi.Ring.Core.SystemTables;

/// <summary>A row that was made up.</summary>
/// <param name="Clustering">Its place in the partition.</param>
/// <param name="Row">As storage would have it.</param>
internal readonly record struct SystemRow(byte[] Clustering, byte[] Row);

/// <summary>The rows of one key, in order; they are made when they are asked for.</summary>
/// <param name="key">The key.</param>
/// <param name="make">Makes the rows; called by whichever thread is first, or by two, which make the same.</param>
internal sealed class SystemPartition(byte[] key, Func<SystemRow[]> make) : IComparable<SystemPartition>
{
    private SystemRow[]? _rows;

    public long Token { get; } = Data.Keys.Token.Of(key);

    public byte[] Key => key;

    public SystemRow[] Rows => _rows ??= make();

    public int CompareTo(SystemPartition? other) => PartitionKeyBytes.Compare(Token, key, other!.Token, other.Key);
}
