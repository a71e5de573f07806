using System.Text;
using Hathi.Base;
using Hathi.MapReduce.Tests.Support;
using Hathi.Records;
using ICSharpCode.SharpZipLib.BZip2;

namespace Hathi.MapReduce.Tests.Formats;

/// <summary>bzip2 files are cut between their blocks, which start at any bit.</summary>
public sealed class Bzip2SplitTests : IDisposable
{
    /// <summary>Blocks of 100,000 bytes.</summary>
    private const int SmallBlocks = 1;

    private readonly JobBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public async Task Every_line_is_read_once_wherever_the_cuts_are(string end)
    {
        var random = new SeededRandom(7);
        var lines = Lines(random, 450_000, end.Length);
        var text = Encoding.ASCII.GetBytes(string.Join(end, lines) + end);

        // Two streams in one file, as programs leave it that pack in parallel.
        var packed = Pack(text[..170_001]).Concat(Pack(text[170_001..])).ToArray();
        var path = _bench.Write("a.bz2", packed);
        for (var i = 0; i < 12; i++)
        {
            int[] cuts =
            [
                0,
                .. Enumerable.Range(0, random.Next(1, 6)).Select(_ => random.Next(packed.Length)).Distinct().Order().SkipWhile(c => c == 0),
                packed.Length,
            ];
            var read = await SplitLines.ReadAsync(_bench, path, null, cuts);
            Assert.True(
                lines.SequenceEqual(read.Select(r => r.Line)), $"cuts {string.Join(',', cuts)}: {read.Count} lines of {lines.Count}");
        }
    }

    [Fact]
    public async Task A_line_over_several_blocks_is_read_by_the_split_that_it_starts_in()
    {
        var line = Encoding.ASCII.GetString(new SeededRandom(1).Bytes(350_000, "abcdefgh"u8));
        var packed = Pack(Encoding.ASCII.GetBytes("first\n" + line + "\nlast"));
        var path = _bench.Write("a.bz2", packed);
        var read = await SplitLines.ReadAsync(
            _bench, path, null, [0, packed.Length / 4, packed.Length / 2, 3 * packed.Length / 4, packed.Length]);
        Assert.Equal(["first", line, "last"], read.Select(r => r.Line));
    }

    [Fact]
    public async Task A_job_has_a_map_for_each_part_and_counts_every_line_once()
    {
        var lines = Lines(new SeededRandom(3), 600_000, 1);
        var packed = Pack(Encoding.ASCII.GetBytes(string.Join('\n', lines) + "\n"));
        _bench.Write("a.bz2", packed);
        _bench.Configuration.Set(
            "mapreduce.input.fileinputformat.split.maxsize",
            (packed.Length / 3).ToString(System.Globalization.CultureInfo.InvariantCulture));
        var result = await _bench.RunAsync(_bench.Job().Map(() => new Lengths()).Build());
        Assert.Equal(3, result.Maps);
        Assert.Equal(lines.Count, result.Counters[TaskCounter.MapInputRecords].Value);
        Assert.Equal(lines.Order(StringComparer.Ordinal), _bench.Lines().Select(l => l.TrimEnd('\t')).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task With_a_delimiter_that_may_lie_across_blocks_a_file_is_one_split()
    {
        var packed = Pack(Encoding.ASCII.GetBytes("a--b--c"));
        _bench.Write("a.bz2", packed);
        _bench.Configuration.Set("mapreduce.input.fileinputformat.split.maxsize", "10");
        _bench.Configuration.Set("textinputformat.record.delimiter", "--");
        Assert.Equal(1, (await _bench.RunAsync(_bench.Job().Map(() => new Lengths()).Build())).Maps);
    }

    [Fact]
    public async Task Damage_and_a_missing_end_are_told()
    {
        var packed = Pack(new SeededRandom(1).Bytes(300_000, "abcdefgh\n"u8));
        byte[] damaged = [.. packed];
        damaged[packed.Length / 2] ^= 1;
        Assert.Contains("is not a sound bzip2 file", (await Fails(damaged)).Message, StringComparison.Ordinal);
        Assert.Contains("is cut off", (await Fails(packed[..^30])).Message, StringComparison.Ordinal);
        Assert.Contains("it has no block", (await Fails("only text\n"u8.ToArray())).Message, StringComparison.Ordinal);
    }

    private async Task<InvalidDataException> Fails(byte[] packed)
    {
        var path = _bench.Write("a.bz2", packed);
        return await Assert.ThrowsAsync<InvalidDataException>(
            () => SplitLines.ReadAsync(_bench, path, null, [0, packed.Length / 3, packed.Length]));
    }

    private static List<string> Lines(SeededRandom random, int bytes, int end)
    {
        var lines = new List<string>();
        for (var left = bytes; left > 0; left -= lines[^1].Length + end)
        {
            lines.Add(Encoding.ASCII.GetString(random.Bytes(random.Next(60), "abcdefgh "u8)));
        }

        return lines;
    }

    private static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var stream = new BZip2OutputStream(packed, SmallBlocks) { IsStreamOwner = false })
        {
            stream.Write(bytes);
        }

        return packed.ToArray();
    }

    private sealed class Lengths : Mapper<long, Text, Text, Text>
    {
        public override void Map(long key, Text value, Context context) => context.Write(value, default);
    }
}
