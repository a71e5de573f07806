using System.Diagnostics;
using System.Globalization;
using System.Text;
using Hathi.Base;
using Hathi.MapReduce.Tests.Support;

namespace Hathi.MapReduce.Tests.Samples;

/// <summary>InvertedIndex, Join and LogSessions against other computations of the same thing.</summary>
public class TableTests
{
    [Fact]
    public async Task Inverted_index_is_what_a_dictionary_counts()
    {
        using var bench = new JobBench();
        var random = new SeededRandom(11);
        var expected = new SortedDictionary<string, SortedDictionary<string, int>>(StringComparer.Ordinal);
        foreach (var file in (string[])["b.txt", "a.txt", "c.txt"])
        {
            var words = Enumerable.Range(0, 4000)
                .Select(_ => Encoding.ASCII.GetString(random.Bytes(1 + random.Next(2), "abcdef"u8))).ToList();
            bench.Write(file, Encoding.ASCII.GetBytes(string.Join(' ', words)));
            foreach (var word in words)
            {
                expected.TryAdd(word, new(StringComparer.Ordinal));
                expected[word][file] = expected[word].GetValueOrDefault(file) + 1;
            }
        }

        await bench.RunAsync(Job.From(new InvertedIndex(), [bench.In, bench.Out], bench.Configuration));
        Assert.Equal(expected.Select(w => $"{w.Key}\t{string.Join(' ', w.Value.Select(f => $"{f.Key}:{f.Value}"))}"), bench.Lines());
    }

    [Fact]
    public async Task Join_is_what_join_joins()
    {
        using var bench = new JobBench();
        var random = new SeededRandom(12);
        var (left, right) = (Path.Combine(bench.Root, "left"), Path.Combine(bench.Root, "right"));
        Directory.CreateDirectory(left);
        Directory.CreateDirectory(right);
        File.WriteAllLines(Path.Combine(left, "users"), Enumerable.Range(0, 300).Select(i => $"u{random.Next(200)}\tname {i}"));
        File.WriteAllLines(Path.Combine(right, "orders"), Enumerable.Range(0, 900).Select(i => $"u{random.Next(250)}\titem {i}"));
        bench.Configuration.Set("mapreduce.job.reduces", "3");
        var result = await bench.RunAsync(Job.From(new Join(), [left, right, bench.Out], bench.Configuration));

        Assert.Equal(2, result.Maps);
        const string Script = "join -t $'\\t' <(sort -t $'\\t' -k1,1 \"$0\"/users) <(sort -t $'\\t' -k1,1 \"$1\"/orders) | sort";
        Assert.Equal(Bash(Script, left, right), bench.Lines().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Sessions_are_what_a_sorted_list_shows()
    {
        using var bench = new JobBench();
        var random = new SeededRandom(13);
        var start = new DateTimeOffset(2026, 3, 1, 23, 0, 0, TimeSpan.Zero);
        var hits = Enumerable.Range(0, 2000).Select(_ => (Host: $"10.0.0.{random.Next(9)}", User: random.Chance(0.3) ? "ann" : "-",
            Time: start.AddSeconds(random.Next(400_000)))).ToList();
        string Line((string Host, string User, DateTimeOffset Time) h, int zone) =>
            $"{h.Host} - {h.User} ["
            + $"{h.Time.ToOffset(TimeSpan.FromHours(zone)).ToString("dd/MMM/yyyy:HH:mm:ss", CultureInfo.InvariantCulture)} "
            + $"{(zone < 0 ? '-' : '+')}0{Math.Abs(zone)}00] \"GET / HTTP/1.0\" 200 7";
        bench.Write("log", Encoding.ASCII.GetBytes(string.Join('\n', hits.Select((h, i) => Line(h, (i % 5) - 2))) + "\nno request\n"));
        var result = await bench.RunAsync(Job.From(new LogSessions(), [bench.In, bench.Out, "30"], bench.Configuration));

        var expected = new List<string>();
        foreach (var visitor in hits.GroupBy(h => h.User == "-" ? h.Host : h.User).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            // The starts are the hits with nothing in the half hour before them.
            var times = visitor.Select(h => h.Time).ToList();
            var starts = times.Where(t => !times.Exists(o => o < t && t - o < TimeSpan.FromMinutes(30))).Distinct().Order().ToList();
            for (var i = 0; i < starts.Count; i++)
            {
                var visit = times.Where(t => t >= starts[i] && (i == starts.Count - 1 || t < starts[i + 1])).ToList();
                expected.Add($"{visitor.Key}\t{starts[i].UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)}\t"
                    + $"{(visit.Max() - starts[i]).TotalSeconds}\t{visit.Count}");
            }
        }

        Assert.Equal(expected, bench.Lines());
        Assert.Equal(1, result.Counters["LogSessions"]["Lines that are no requests"].Value);
    }

    private static string[] Bash(string script, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("bash", ["-c", script, .. arguments])
        {
            RedirectStandardOutput = true, Environment = { ["LC_ALL"] = "C" },
        })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitPatiently();
        Assert.Equal(0, process.ExitCode);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
