using System.Text;
using Hathi.Base;
using Hathi.MapReduce.Tests.Support;
using Hathi.Records;

namespace Hathi.MapReduce.Tests.Formats;

/// <summary>N lines, whole files, combined files.</summary>
public class ManyFilesTests
{
    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public async Task Each_map_gets_so_many_lines(string end)
    {
        using var bench = new JobBench();
        var lines = Enumerable.Range(0, 25).Select(i => i % 4 == 0 ? "" : $"line {i}").Append("last").ToArray();
        bench.Write("a.txt", Encoding.ASCII.GetBytes(string.Join(end, lines)));
        bench.Configuration.Set("mapreduce.input.lineinputformat.linespermap", "4");
        var result = await bench.RunAsync(bench.Job().ReadAs(new NLineInputFormat()).Map<Share>());
        Assert.Equal(7, result.Maps);
        Assert.Equal(
            ["2", "4", "4", "4", "4", "4", "4"],
            bench.Lines().Where(l => l.StartsWith('#')).Select(l => l[1..]).Order(StringComparer.Ordinal));
        Assert.Equal(lines.Order(StringComparer.Ordinal), bench.Lines().Where(l => !l.StartsWith('#')).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_record_is_a_file()
    {
        using var bench = new JobBench();
        var large = new SeededRandom(5).Bytes(200_000, "ab\n"u8);
        bench.Write("a", "one\ntwo"u8);
        bench.Write("b", []);
        bench.Write("c", large);
        bench.Configuration.Set("mapreduce.input.fileinputformat.split.maxsize", "100");
        var result = await bench.RunAsync(bench.Job().ReadAs(new WholeFileInputFormat()).Map<Hash>());
        Assert.Equal(3, result.Maps);
        Assert.Equal(
            [$"a\t{Crc32.Append(0, "one\ntwo"u8)}", $"b\t{Crc32.Append(0, [])}", $"c\t{Crc32.Append(0, large)}"],
            bench.Lines().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Many_files_are_one_split_or_as_many_as_the_size_asks_for()
    {
        using var bench = new JobBench();
        var random = new SeededRandom(6);
        var all = new List<string>();
        for (var file = 0; file < 40; file++)
        {
            var lines = Enumerable.Range(0, random.Next(60)).Select(i => $"{file} {i} {new string('x', random.Next(50))}").ToList();
            all.AddRange(lines);
            bench.Write($"f{file}", Encoding.ASCII.GetBytes(string.Concat(lines.Select(l => l + "\n"))));
        }

        var one = await bench.RunAsync(bench.Job().ReadAs(new CombineTextInputFormat()).Map<Line>());
        Assert.Equal(1, one.Maps);
        Assert.Equal(all.Order(StringComparer.Ordinal), bench.Lines().Order(StringComparer.Ordinal));

        // Smaller than some files: those are cut in the middle of lines.
        Directory.Delete(bench.Out, recursive: true);
        bench.Configuration.Set("mapreduce.input.fileinputformat.split.maxsize", "1000");
        var many = await bench.RunAsync(bench.Job().ReadAs(new CombineTextInputFormat()).Map<Line>());
        Assert.InRange(many.Maps, 20, 80);
        Assert.Equal(all.Order(StringComparer.Ordinal), bench.Lines().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Pieces_go_together_by_node_then_by_rack_then_anyhow()
    {
        var pieces = new List<CombinePiece>
        {
            new("a", 0, 60, ["n1", "n2"], ["/r1", "/r1"]),
            new("b", 0, 60, ["n1"], ["/r1"]),
            new("c", 0, 60, ["n2"], ["/r1"]),
            new("d", 0, 60, ["n3"], ["/r1"]),
            new("e", 0, 60, ["n4"], ["/r2"]),
            new("f", 0, 60, ["n5"], ["/r3"]),
        };
        var splits = CombinePlan.Make(pieces, new CombineLimits(100, 0, 0)).Cast<CombinedSplit>().ToList();
        Assert.Equal(["a b on n1", "c d on n2 n3", "e f on n4 n5"], splits.Select(Show));

        // What is left of a node or a rack is a split when it is large enough.
        splits = [.. CombinePlan.Make(pieces, new CombineLimits(100, 60, 60)).Cast<CombinedSplit>()];
        Assert.Equal(["a b on n1", "c on n2", "d on n3", "e on n4", "f on n5"], splits.Select(Show).Order(StringComparer.Ordinal));

        Assert.Equal("a b c d e f on n1 n2", Show((CombinedSplit)Assert.Single(CombinePlan.Make(pieces, default))));
    }

    [Fact]
    public void Every_piece_is_in_one_split_and_no_split_is_far_over_the_size()
    {
        for (ulong seed = 1; seed <= 200; seed++)
        {
            var random = new SeededRandom(seed);
            var pieces = Enumerable.Range(0, random.Next(80)).Select(i =>
            {
                var hosts = Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(7)).Distinct().ToList();
                return new CombinePiece(
                    $"f{i}", 0, 1 + random.Next(100), [.. hosts.Select(h => $"n{h}")], [.. hosts.Select(h => $"/r{h / 3}")]);
            }).ToList();
            var limits = new CombineLimits(random.Chance(0.2) ? 0 : 150, random.Chance(0.5) ? 0 : 70, random.Chance(0.5) ? 0 : 100);
            var splits = CombinePlan.Make(pieces, limits).Cast<CombinedSplit>().ToList();
            Assert.True(
                pieces.Select(p => p.Path).Order().SequenceEqual(splits.SelectMany(s => s.Parts).Select(p => p.Path).Order()),
                $"seed {seed}");
            Assert.True(limits.Max == 0 || splits.TrueForAll(s => s.Length < 150 + 100), $"seed {seed}");
        }
    }

    private static string Show(CombinedSplit split) =>
        $"{string.Join(' ', split.Parts.Select(p => p.Path))} on {string.Join(' ', split.Hosts)}";

    private sealed class Share : Mapper<long, Text, Null, Text>
    {
        private int _lines;

        public override void Map(long offset, Text line, Context context)
        {
            _lines++;
            context.Write(Null.Value, line);
        }

        public override void Cleanup(Context context) => context.Write(Null.Value, $"#{_lines}");
    }

    private sealed class Line : Mapper<long, Text, Null, Text>
    {
        public override void Map(long offset, Text line, Context context) => context.Write(Null.Value, line);
    }

    private sealed class Hash : Mapper<Text, Bytes, string, long>
    {
        public override void Map(Text path, Bytes content, Context context) =>
            context.Write(Path.GetFileName(path.ToString()), Crc32.Append(0, content.Span));
    }
}
