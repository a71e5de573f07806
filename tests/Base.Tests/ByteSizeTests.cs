namespace Hathi.Base.Tests;

/// <summary>The expected texts were taken from Apache Hadoop's StringUtils on the same numbers.</summary>
public sealed class ByteSizeTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("134217728", 134217728)]
    [InlineData("-17", -17)]
    [InlineData("+17", 17)]
    [InlineData(" 128m ", 134217728)]
    [InlineData("1K", 1024)]
    [InlineData("-1230k", -1259520)]
    [InlineData("891g", 956703965184)]
    [InlineData("3T", 3298534883328)]
    [InlineData("2p", 2251799813685248)]
    [InlineData("7e", 8070450532247928832)]
    [InlineData("-8e", long.MinValue)]
    [InlineData("9223372036854775807", long.MaxValue)]
    public void Sizes_are_read_as_Hadoop_reads_them(string text, long bytes) => Assert.Equal(bytes, ByteSize.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("k")]
    [InlineData("12x")]
    [InlineData("12 m")]
    [InlineData("1.5g")]
    [InlineData("12mb")]
    [InlineData("0x10")]
    [InlineData("8e")]
    [InlineData("9223372036854775808")]
    public void Other_texts_are_refused_and_quoted(string text)
    {
        var e = Assert.Throws<FormatException>(() => ByteSize.Parse(text));
        Assert.True(text.Trim().Length == 0 || e.Message.Contains(text, StringComparison.Ordinal), e.Message);
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(1023, "1023")]
    [InlineData(1024, "1 K")]
    [InlineData(1025, "1.0 K")]
    [InlineData(1536, "1.5 K")]
    [InlineData(1075, "1.0 K")]
    [InlineData(1076, "1.1 K")]
    [InlineData(1280, "1.3 K")] // 1.25: half up
    [InlineData(134217728, "128 M")]
    [InlineData(134217729, "128.0 M")]
    [InlineData(1048575, "1.0 M")] // 1023.99 K rounds to 1024
    [InlineData(314572800000, "293.0 G")]
    [InlineData(long.MaxValue, "8.0 E")]
    [InlineData(long.MinValue, "-8 E")]
    [InlineData(-1536, "-1.5 K")]
    public void Sizes_are_printed_as_the_shell_prints_them(long bytes, string text) => Assert.Equal(text, ByteSize.Format(bytes));

    [Theory]
    [InlineData(917, "917 B")]
    [InlineData(1024, "1 KB")]
    [InlineData(1259520, "1.20 MB")]
    [InlineData(956703965184, "891 GB")]
    public void With_a_unit_and_two_decimals_as_the_report_prints_them(long bytes, string text) =>
        Assert.Equal(text, ByteSize.Format(bytes, "B", 2));

    [Fact]
    public void What_is_printed_without_decimals_reads_back()
    {
        var random = new SeededRandom(1);
        for (var i = 0; i < 1000; i++)
        {
            var bytes = (long)random.Next(1, 1023) << (10 * random.Next(6));
            Assert.Equal(bytes, ByteSize.Parse(ByteSize.Format(bytes).Replace(" ", "", StringComparison.Ordinal)));
        }
    }
}
