namespace Hathi.Hdfs.Client.Tests;

public sealed class UriOrderTests
{
    /// <summary>As <c>hdfs dfs -ls</c> of Apache's 3.5.0 lists a directory of these names.</summary>
    private static readonly string[] Listed = ["#h", "%25", "[x]", "A", "_u", "a", "a-", "a.b", "b", "d/in", "z z", "~t", "é"];

    [Fact]
    public void NamesStandAsHadoopListsThem()
    {
        Assert.Equal(Listed, Listed.Reverse().Order(UriOrder.Instance));
        Assert.Equal(["!", "$", " ", "%", "&", "'", "A"], ((string[])["A", "'", "&", "%", " ", "$", "!"]).Order(UriOrder.Instance));
    }

    /// <summary>Every pair of characters, against the text of a URI made from each.</summary>
    [Fact]
    public void ComparesAsTheEscapedTextDoes()
    {
        var characters = Enumerable.Range(1, 0x2FF)
            .Concat([0x2028, 0x2029, 0x202F, 0x3000, 0x4E2D, 0xFFFD])
            .Select(static c => (char)c).ToArray();
        foreach (var a in characters)
        {
            foreach (var b in characters)
            {
                var expected = Math.Sign(string.CompareOrdinal(Escape($"/x{a}1"), Escape($"/x{b}1")));
                Assert.True(expected == Math.Sign(UriOrder.Instance.Compare($"/x{a}1", $"/x{b}1")), $"U+{(int)a:X4} and U+{(int)b:X4}");
            }
        }
    }

    private static string Escape(string path) => string.Concat(path.Select(static c =>
        char.IsAsciiLetterOrDigit(c)
        || "/;:@&=+$,-_.!~*'()".Contains(c, StringComparison.Ordinal)
        || (c >= 0x80 && !char.IsControl(c) && !char.IsSeparator(c))
            ? c.ToString()
            : string.Concat(System.Text.Encoding.UTF8.GetBytes(c.ToString()).Select(static b => $"%{b:X2}"))));
}
