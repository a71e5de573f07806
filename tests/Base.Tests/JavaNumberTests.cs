namespace Hathi.Base.Tests;

public class JavaNumberTests
{
    [Theory]
    [InlineData(0.0, "0.0")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(1.0, "1.0")]
    [InlineData(-10.5, "-10.5")]
    [InlineData(1000000.0, "1000000.0")]
    [InlineData(9999999.0, "9999999.0")]
    [InlineData(10000000.0, "1.0E7")]
    [InlineData(0.001, "0.001")]
    [InlineData(0.0123, "0.0123")]
    [InlineData(0.00099, "9.9E-4")]
    [InlineData(123456.789, "123456.789")]
    [InlineData(1.7976931348623157E308, "1.7976931348623157E308")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    [InlineData(double.NaN, "NaN")]
    public void Doubles_are_printed_as_Java_prints_them(double value, string text) => Assert.Equal(text, JavaNumber.Format(value));
}
