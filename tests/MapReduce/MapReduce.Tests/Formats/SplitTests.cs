using System.Text;
using Hathi.Base;
using Hathi.MapReduce.Tests.Support;

namespace Hathi.MapReduce.Tests.Formats;

public class SplitTests
{
    /// <summary>Every cut of a text into two or three splits gives every line once, with its offset.</summary>
    [Theory]
    [InlineData(null, "a\r\nbb\n\rc\r\r\n\n\nddd")]
    [InlineData(null, "one\r\ntwo\r\nthree\r\n")]
    [InlineData("--", "a--b-c----d--")]
    [InlineData("\n\n", "p1\nx\n\np2\n\n\np3\n\n\n\n\np4")]
    [InlineData("aa", "aaaaabaaaxaaaa")]
    [InlineData("aba", "xabababayabaabababa")]
    [InlineData("|", "a|b||c|")]
    public async Task Every_record_is_read_once_wherever_the_cuts_are(string? delimiter, string text)
    {
        using var bench = new JobBench();
        var path = bench.Write("a.txt", Encoding.UTF8.GetBytes(text));
        var whole = await ReadAsync(bench, path, delimiter, [0, text.Length]);
        for (var i = 1; i < text.Length; i++)
        {
            for (var j = i; j <= text.Length; j++)
            {
                var cuts = j == i ? new[] { 0, i, text.Length } : [0, i, j, text.Length];
                Assert.Equal(whole, await ReadAsync(bench, path, delimiter, cuts.Distinct().ToArray()));
            }
        }
    }

    [Fact]
    public async Task Random_texts_and_delimiters_too()
    {
        using var bench = new JobBench();
        for (ulong seed = 1; seed <= 150; seed++)
        {
            var random = new SeededRandom(seed);
            var text = random.Bytes(1 + random.Next(60), "ab\r\n"u8);
            var path = bench.Write("a.txt", text);
            var delimiter = random.Chance(0.4) ? null : Encoding.UTF8.GetString(random.Bytes(1 + random.Next(4), "ab"u8));
            var whole = await ReadAsync(bench, path, delimiter, [0, text.Length]);
            var cuts = Enumerable.Range(0, random.Next(6))
                .Select(_ => random.Next(text.Length)).Append(0).Append(text.Length).Distinct().Order().ToArray();
            var parts = await ReadAsync(bench, path, delimiter, cuts);
            Assert.True(whole.SequenceEqual(parts), $"seed {seed}, delimiter {delimiter}, cuts {string.Join(',', cuts)}");
        }
    }

    [Fact]
    public async Task A_long_chain_of_overlapping_delimiters_is_followed_back()
    {
        using var bench = new JobBench();
        var text = new string('\n', 20_001) + "end";
        var path = bench.Write("a.txt", Encoding.UTF8.GetBytes(text));
        Assert.Equal(
            await ReadAsync(bench, path, "\n\n", [0, text.Length]), await ReadAsync(bench, path, "\n\n", [0, 9_999, 15_000, text.Length]));
    }

    private static Task<List<(long Key, string Line)>> ReadAsync(JobBench bench, string path, string? delimiter, int[] cuts) =>
        SplitLines.ReadAsync(bench, path, delimiter, cuts);
}
