using System.Text;
using Hathi.Base;
using Hathi.MapReduce.Tests.Support;

namespace Hathi.MapReduce.Tests.Formats;

public class LineReaderTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a", "a")]
    [InlineData("a\n", "a")]
    [InlineData("a\nb", "a|b")]
    [InlineData("a\r\nb\r\n", "a|b")]
    [InlineData("a\rb\r", "a|b")]
    [InlineData("\n\r\r\n\n", "|||")]
    [InlineData("a\n\rb", "a||b")]
    [InlineData("a\r\r\nb", "a||b")]
    public void Lines_end_with_LF_CR_or_CRLF(string text, string lines) =>
        Assert.Equal(lines, string.Join('|', Read(text, null, int.MaxValue, 1)));

    [Theory]
    [InlineData("a--b--", "--", "a|b")]
    [InlineData("a-b--c", "--", "a-b|c")]
    [InlineData("----", "--", "|")]
    [InlineData("a---b", "--", "a|-b")]
    [InlineData("x\n\ny\n\n\nz", "\n\n", "x|y|\nz")]
    public void A_delimiter_of_ones_own_counts_alone(string text, string delimiter, string lines) =>
        Assert.Equal(lines, string.Join('|', Read(text, delimiter, int.MaxValue, 1)));

    [Theory]
    [InlineData(null)]
    [InlineData("aab")]
    public void Longer_lines_are_dropped_and_the_others_are_not(string? delimiter)
    {
        var end = delimiter ?? "\n";
        var text = $"12345{end}123456{end}{new string('x', 5000)}{end}1{end}{new string('y', 500)}";
        Assert.Equal("12345|<dropped>|<dropped>|1|<dropped>", string.Join('|', Read(text, delimiter, 5, 7)));
    }

    [Fact]
    public void The_pieces_in_which_bytes_come_do_not_matter()
    {
        for (ulong seed = 1; seed <= 200; seed++)
        {
            var random = new SeededRandom(seed);
            var text = Encoding.UTF8.GetString(random.Bytes(random.Next(300), "ab\r\n"u8));
            var delimiter = random.Chance(0.5) ? null : Encoding.UTF8.GetString(random.Bytes(1 + random.Next(3), "ab\n"u8));
            Assert.Equal(Read(text, delimiter, int.MaxValue, 1000), Read(text, delimiter, int.MaxValue, 1 + random.Next(9)));
        }
    }

    private static List<string> Read(string text, string? delimiter, int maxLine, int piece)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        using var reader = new LineReader(
            new PieceStream(bytes, piece), delimiter is null ? null : Encoding.UTF8.GetBytes(delimiter), maxLine, 16);
        var lines = new List<string>();
        long size, sum = 0;
        while ((size = reader.Read()) > 0)
        {
            sum += size;
            lines.Add(reader.Dropped ? "<dropped>" : Encoding.UTF8.GetString(reader.Line));
        }

        Assert.Equal(bytes.Length, sum);
        return lines;
    }
}
