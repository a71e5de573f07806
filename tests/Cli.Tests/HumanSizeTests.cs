using Hathi.Cli.Kit.Text;

namespace Hathi.Cli.Tests;

public sealed class HumanSizeTests
{
    [Theory]
    [InlineData(0, "0", "0 B")]
    [InlineData(1023, "1023", "1023 B")]
    [InlineData(1024, "1 K", "1 KB")]
    [InlineData(1536, "1.5 K", "1.50 KB")]
    [InlineData(1280, "1.3 K", "1.25 KB")]
    [InlineData(1048575, "1.0 M", "1.00 MB")]
    [InlineData(1048576, "1 M", "1 MB")]
    [InlineData(3435973837, "3.2 G", "3.20 GB")]
    [InlineData(396935684096, "369.7 G", "369.68 GB")]
    [InlineData(long.MaxValue, "8.0 E", "8.00 EB")]
    [InlineData(-1536, "-1.5 K", "-1.50 KB")]
    [InlineData(long.MinValue, "-8 E", "-8 EB")]
    public void AsHadoopPrintsThem(long bytes, string brief, string described)
    {
        Assert.Equal(brief, HumanSize.Format(bytes));
        Assert.Equal(described, HumanSize.Describe(bytes));
    }
}
