using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Hathi.Hdfs.Core.Image;

namespace Hathi.Bench;

/// <summary>
/// What costs more as a cluster grows, in the NameNode's Core: files (memory, image, restart), blocks of a DataNode (a full report),
/// DataNodes (a heartbeat, a placement, a tick). No network, no peer; seconds are processor time.
/// </summary>
internal sealed class GrowthBench(string workDirectory)
{
    private const int Replicas = 3;

    public IEnumerable<string> Tables()
    {
        yield return Files([10_000, 100_000, 1_000_000, 10_000_000]);
        yield return Reports([1_000, 10_000, 100_000, 1_000_000]);
        yield return Nodes([5, 50, 500, 1_000, 10_000]);
    }

    private string Files(int[] counts)
    {
        var text = Head("Files of one block, three replicas: created, written, reported and closed one by one",
            ["files", "memory a file", "steps /s", "image", "image written", "image read at start"]);
        foreach (var count in counts)
        {
            Console.Error.WriteLine($"  growth: {count:#,0} files");
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var core = new CoreUnderLoad(Replicas) { RemembersBlocks = false };
            var wrote = Cpu(() =>
            {
                for (var i = 0; i < count; i++)
                {
                    core.WriteFile($"/data/{i / 1000:D5}/part-{i % 1000:D5}");
                }
            });
            var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)count;
            var image = Path.Combine(workDirectory, "image");
            var written = Cpu(() => WriteImage(core, image));
            var length = new FileInfo(image).Length;
            core = new CoreUnderLoad(0);
            var read = Cpu(() => ReadImage(core, image));
            File.Delete(image);
            Line(
                text,
                $"{count:#,0}",
                $"{bytes:0} B",
                $"{count * (double)CoreUnderLoad.StepsPerFile(Replicas) / wrote:#,0}",
                $"{length / (double)(1 << 20):#,0.#} MiB",
                $"{written:0.00} s", $"{read:0.00} s, {count / read:#,0} files/s");
            GC.KeepAlive(core);
        }

        return text.ToString();
    }

    private string Reports(int[] counts)
    {
        var text = Head("Full block report of one DataNode", ["blocks", "first, after the NameNode's start", "the next"]);
        foreach (var count in counts)
        {
            Console.Error.WriteLine($"  growth: a report of {count:#,0} blocks");
            var before = new CoreUnderLoad(1);
            for (var i = 0; i < count; i++)
            {
                before.WriteFile($"/data/{i / 1000:D5}/part-{i % 1000:D5}");
            }

            var image = Path.Combine(workDirectory, "image");
            WriteImage(before, image);
            var core = new CoreUnderLoad(0);
            ReadImage(core, image);
            core.TakeNodeOf(before);
            var first = Cpu(core.ReportAll);
            var next = Cpu(core.ReportAll);
            Line(text, $"{count:#,0}", $"{1000 * first:0.##} ms", $"{1000 * next:0.##} ms");
        }

        return text.ToString();
    }

    private static string Nodes(int[] counts)
    {
        const int Calls = 200_000;
        const int Ticks = 1000;
        var text = Head(
            "DataNodes, 40 a rack",
            ["nodes", "a heartbeat", "a block placed three times", "an idle tick", "share of one core for heartbeats every 3 s"]);
        foreach (var count in counts)
        {
            Console.Error.WriteLine($"  growth: {count:#,0} nodes");
            var core = new CoreUnderLoad(count);
            var beat = Cpu(() => Repeat(Calls, core.Beat)) / Calls;
            var file = core.OpenFile("/one");
            var placed = Cpu(() => Repeat(Calls / 10, _ => core.PlaceAndAbandon(file))) / (Calls / 10);
            var tick = Cpu(() => Repeat(Ticks, _ => core.Tick())) / Ticks;
            Line(
                text, $"{count:#,0}", $"{1e6 * beat:0.00} µs", $"{1e6 * placed:0.0} µs", $"{1e6 * tick:0.0} µs",
                $"{100 * count / 3.0 * beat:0.000} %");
        }

        return text.ToString();
    }

    private static void Repeat(int times, Action<int> what)
    {
        for (var i = 0; i < times; i++)
        {
            what(i);
        }
    }

    private static double Cpu(Action what)
    {
        var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        what();
        var elapsed = clock.Elapsed.TotalSeconds;
        process.Refresh();

        // The clock of processor time ticks in hundredths; below that the wall clock is nearer.
        var used = (process.TotalProcessorTime - before).TotalSeconds;
        return elapsed < 0.1 ? elapsed : used;
    }

    private static void WriteImage(CoreUnderLoad core, string path)
    {
        using var file = File.Create(path);
        var image = new ImageWriter(core.Core);
        var buffer = new ArrayBufferWriter<byte>(256 * 1024);
        bool more;
        do
        {
            more = image.WriteNext(buffer);
            file.Write(buffer.WrittenSpan);
            buffer.ResetWrittenCount();
        }
        while (more);
    }

    private static void ReadImage(CoreUnderLoad core, string path)
    {
        using var file = File.OpenRead(path);
        var image = new ImageReader(core.Core);
        var buffer = new byte[256 * 1024];
        int read;
        while ((read = file.Read(buffer)) > 0)
        {
            image.Read(buffer.AsSpan(0, read));
        }

        image.Finish();
        core.Start();
    }

    private static StringBuilder Head(string title, string[] columns)
    {
        var text = new StringBuilder($"### {title}\n\n");
        Line(text, columns);
        Line(text, [.. columns.Select(_ => "---:")]);
        return text;
    }

    private static void Line(StringBuilder text, params string[] cells) =>
        text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", cells)} |\n");
}
