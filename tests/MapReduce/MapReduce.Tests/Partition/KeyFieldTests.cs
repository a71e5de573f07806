using System.Text;
using Hathi.Hadoop.Conf;
using Hathi.MapReduce.Partition;
using Hathi.Records;

namespace Hathi.MapReduce.Tests.Partition;

/// <summary>
/// Parts of keys, their hashes and their order. Reducers and orders are those of Apache's KeyFieldBasedPartitioner and
/// KeyFieldBasedComparator.
/// </summary>
public class KeyFieldTests
{
    [Theory]
    [InlineData("-k2,2", "b")]
    [InlineData("-k 2", "b.c")]
    [InlineData("-k2.1,3.1", "b.c")]
    [InlineData("-k1.2", ".b.c")]
    [InlineData("-k1,9", "a.b.c")]
    [InlineData("-k3.2", null)]
    [InlineData("-k4", null)]
    [InlineData("-nr", "a.b.c")]
    public void A_part_goes_from_field_and_character_to_field_and_character(string options, string? part)
    {
        var field = Assert.Single(Fields(options).Parts);
        Assert.Equal(part is not null, field.TryFind("a.b.c"u8, "."u8, out var found));
        Assert.Equal(part ?? "", Encoding.UTF8.GetString(found));
    }

    [Fact]
    public void What_is_said_for_all_holds_for_parts_that_say_nothing() => Assert.Equal(
        [(true, false), (false, true), (true, false)], Fields("-k1,1 -k2,2r -n -k3").Parts.Select(p => (p.Numeric, p.Reverse)));

    [Theory]
    [InlineData("-k")]
    [InlineData("-k0")]
    [InlineData("-k1.0")]
    [InlineData("-k1,2,3")]
    [InlineData("-kx")]
    [InlineData("-k1x")]
    [InlineData("-q")]
    public void Other_options_are_refused(string options) =>
        Assert.Contains(
            KeyFieldBased.PartitionerKey + " = " + options,
            Assert.Throws<JobDefinitionException>(() => Fields(options)).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("-k2,2", "x.17.y", 574)]
    [InlineData("-k2,2", "z.17.q", 574)]
    [InlineData("-k9", "z.17.q", 0)]
    [InlineData("", "é", 233)]
    [InlineData("-n", "é", 670)]
    public void Reducers_are_those_of_java(string options, string key, int expected)
    {
        var partitioner = new KeyFieldBasedPartitioner<Text>(Fields(options));
        Assert.Equal(expected, partitioner.GetPartition(key, default, 1000));
    }

    [Theory]
    [InlineData("1", "2", -1)]
    [InlineData("9", "10", -1)]
    [InlineData("-9", "-10", 1)]
    [InlineData("-1", "1", -1)]
    [InlineData("-0", "0.00", 0)]
    [InlineData("0.5", ".25", 1)]
    [InlineData("1.50", "1.5", 0)]
    [InlineData("1.05", "1.5", -1)]
    [InlineData("-1.05", "-1.5", 1)]
    [InlineData("7x", "7", 1)]
    [InlineData("x", "1", -1)]
    [InlineData("123456789012345678901234567890", "123456789012345678901234567891", -1)]
    public void Numbers_are_compared_by_value(string a, string b, int order)
    {
        Assert.Equal(order, NumberOrder.Compare(Encoding.ASCII.GetBytes(a), Encoding.ASCII.GetBytes(b)));
        Assert.Equal(-order, NumberOrder.Compare(Encoding.ASCII.GetBytes(b), Encoding.ASCII.GetBytes(a)));
    }

    private static KeyFields Fields(string options)
    {
        var configuration = new Configuration();
        configuration.Set(KeyFields.SeparatorKey, ".");
        configuration.Set(KeyFieldBased.PartitionerKey, options);
        return KeyFields.Of(configuration, KeyFieldBased.PartitionerKey);
    }
}
