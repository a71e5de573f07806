using Hathi.Ring.Data.Keys;

namespace Hathi.Ring.Data.Tests.Keys;

/// <summary>Tokens as Apache Cassandra 5.0.6 has them: <c>Golden/tokens-5.0.6.txt</c> is what it said to SELECT token(…).</summary>
public sealed class TokenTests
{
    private static readonly string[][] s_golden =
    [
        .. File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Golden", "tokens-5.0.6.txt")).Select(static line => line.Split(' ')),
    ];

    [Fact]
    public void Tokens_are_those_of_Cassandra()
    {
        var key = new DataBuffer();
        foreach (var parts in s_golden)
        {
            key.Clear();
            foreach (var column in parts[..^1])
            {
                PartitionKeyBytes.Append(key, parts.Length - 1, Convert.FromHexString(column));
            }

            Assert.Equal(long.Parse(parts[^1], System.Globalization.CultureInfo.InvariantCulture), Token.Of(key.Written));
        }
    }

    /// <summary>A key was made for this, of which Cassandra says the same.</summary>
    [Fact]
    public void The_smallest_token_becomes_the_largest()
    {
        var key = Convert.FromHexString("ae472a9ca8a2cf774a51e33cdd968544");
        Assert.Equal((long.MinValue, 12345), Token.Hash(key));
        Assert.Equal(long.MaxValue, Token.Of(key));
    }

    [Fact]
    public void Keys_are_composed_and_taken_apart()
    {
        var key = new DataBuffer();
        PartitionKeyBytes.Append(key, 1, [7]);
        Assert.Equal("07", Convert.ToHexString(key.Written));
        key.Clear();
        byte[][] columns = [[1, 2], [], new byte[300]];
        foreach (var column in columns)
        {
            PartitionKeyBytes.Append(key, columns.Length, column);
        }

        Assert.StartsWith("00020102000000" + "00012C", Convert.ToHexString(key.Written), StringComparison.Ordinal);
        Assert.Equal(2 + 2 + 1 + 2 + 0 + 1 + 2 + 300 + 1, key.Length);
        var rest = key.Written;
        foreach (var column in columns)
        {
            Assert.True(PartitionKeyBytes.TryTake(ref rest, columns.Length, out var value));
            Assert.Equal(column, value);
        }

        Assert.True(rest.IsEmpty);
        Assert.False(PartitionKeyBytes.TryTake(ref rest, columns.Length, out _));
        Assert.False(Takes("0002010200", 4));
        Assert.False(Takes("0001010100", 4));
        Assert.False(Takes("0001", 2));
    }

    [Fact]
    public void Keys_have_some_bytes_and_not_too_many()
    {
        Assert.Equal("Key may not be empty", PartitionKeyBytes.Fault([]));
        Assert.Null(PartitionKeyBytes.Fault(new byte[65_535]));
        Assert.Equal("Key length of 65536 is longer than maximum of 65535", PartitionKeyBytes.Fault(new byte[65_536]));
        var key = new DataBuffer();
        PartitionKeyBytes.Append(key, 2, new byte[65_536]);
        Assert.NotNull(PartitionKeyBytes.Fault(key.Written));
    }

    [Fact]
    public void Partitions_are_in_the_order_of_tokens_and_then_of_bytes()
    {
        Assert.True(PartitionKeyBytes.Compare(-1, [9], 1, [1]) < 0);
        Assert.True(PartitionKeyBytes.Compare(1, [0x80], 1, [0x7F, 1]) > 0);
        Assert.Equal(0, PartitionKeyBytes.Compare(1, [1], 1, [1]));
    }

    private static bool Takes(string bytes, int length)
    {
        ReadOnlySpan<byte> rest = Convert.FromHexString(bytes).AsSpan(0, length);
        return PartitionKeyBytes.TryTake(ref rest, 2, out _);
    }
}
