using System.Diagnostics;
using System.Security.Cryptography;
using Hathi.Cli.Jobs;
using Hathi.Hadoop.Conf;
using Hathi.Hdfs.Client;
using Hathi.Lab;
using Hathi.Lab.Spec;
using Hathi.MapReduce;
using Hathi.MapReduce.Client;
using Hathi.MapReduce.Scripts;

namespace Hathi.Cli.Demo;

/// <summary>What the demo does once its lab is up, step by step, saying what it sees.</summary>
internal sealed class DemoScript(ProcessLab lab, HdfsFileSystem fs, Configuration configuration, string work)
{
    private const string TextPath = "/demo/text";
    private const string CountsPath = "/demo/counts";
    private const int CopyBytes = 1 << 20;
    private const int Top = 10;

    /// <summary>Death is noticed in six seconds and blocks are copied at once; this is far beyond.</summary>
    private static readonly TimeSpan RestoreLimit = TimeSpan.FromSeconds(60);

    /// <summary>How often the cluster is asked how far it is.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    public async Task PlayAsync(string? input, CancellationToken cancellation)
    {
        var (path, length, hash) = await Task.Run(() => DemoInput.Prepare(input, work), cancellation).ConfigureAwait(false);
        await StoreAsync(path, length, cancellation).ConfigureAwait(false);
        await CountAsync(cancellation).ConfigureAwait(false);
        await KillAsync(length, hash, cancellation).ConfigureAwait(false);
    }

    private async Task StoreAsync(string path, long length, CancellationToken cancellation)
    {
        DemoCommand.Title($"2. {length / 1e6:0} MB of text into HDFS, three replicas of each block");
        var clock = Stopwatch.StartNew();
        var source = File.OpenRead(path);
        await using (source.ConfigureAwait(false))
        {
            var target = await fs.CreateAsync(TextPath, CreateOptions.Default, cancellation).ConfigureAwait(false);
            await using (target.ConfigureAwait(false))
            {
                await source.CopyToAsync(target, CopyBytes, cancellation).ConfigureAwait(false);
            }
        }

        Console.WriteLine($"  stored in {clock.Elapsed.TotalSeconds:0.0} s ({length / 1e6 / clock.Elapsed.TotalSeconds:0} MB/s)");
        await DrawAsync(cancellation).ConfigureAwait(false);
    }

    private async Task CountAsync(CancellationToken cancellation)
    {
        DemoCommand.Title(
            "3. Its words, counted on the cluster by a MapReduce job in C# (samples/WordCount.cs): the program goes to the data");
        var root = Environment.GetEnvironmentVariable("HATHI_ROOT") ?? Directory.GetCurrentDirectory();
        using var display = new JobDisplay(quiet: false, counters: false);
        var job = JobScript.Load(Path.Combine(root, "samples", "WordCount.cs"), [TextPath, CountsPath], configuration);
        var result = await new YarnJobRunner(fs).RunAsync(job, display, cancellation).ConfigureAwait(false);
        display.Succeeded(result);
        SayWhere(result);
        foreach (var (word, count) in await TopWordsAsync(cancellation).ConfigureAwait(false))
        {
            Console.WriteLine($"  {count,12:#,0}  {word}");
        }
    }

    private static void SayWhere(JobResult result)
    {
        var (node, rack) = (result.Counters[JobCounter.DataLocalMaps].Value, result.Counters[JobCounter.RackLocalMaps].Value);
        Console.WriteLine($"  {node} of {result.Maps} maps ran on a node that holds their block ({100 * node / Math.Max(1, result.Maps)} "
            + $"%), {rack} on its rack, {Math.Max(0, result.Maps - node - rack)} elsewhere");
    }

    private async Task KillAsync(long length, byte[] hash, CancellationToken cancellation)
    {
        var blocks = await fs.Admin.GetFileBlocksAsync(TextPath, cancellation).ConfigureAwait(false);
        var victim = blocks.Blocks.SelectMany(b => b.Replicas).Select(r => lab.NameOf(r.HostName)).First(h => h != lab.Spec.Master.Name);
        DemoCommand.Title($"4. {victim} dies (kill -9), and the file is read back");
        await lab.KillNodeAsync(victim, cancellation).ConfigureAwait(false);
        var clock = Stopwatch.StartNew();
        var same = (await HashAsync(cancellation).ConfigureAwait(false)).AsSpan().SequenceEqual(hash);
        Console.WriteLine(
            $"  {length / 1e6:0} MB read in {clock.Elapsed.TotalSeconds:0.0} s; SHA-256 {(same ? "is the same" : "DIFFERS")}");
        if (!same)
        {
            throw new LabException($"what was read from {TextPath} is not what was written; see `hathi logs` of the nodes");
        }

        await AwaitReplicasAsync(victim, cancellation).ConfigureAwait(false);
    }

    private async Task AwaitReplicasAsync(string victim, CancellationToken cancellation)
    {
        DemoCommand.Title("5. Replication comes back on the nodes that are left");
        var clock = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(Look);
        var last = -1;
        while (clock.Elapsed < RestoreLimit)
        {
            var file = await fs.Admin.GetFileBlocksAsync(TextPath, cancellation).ConfigureAwait(false);
            var wanted = file.Blocks.Count * 3;
            var live = file.Blocks.Sum(b => b.Replicas.Count(r => lab.NameOf(r.HostName) != victim));
            if (live != last)
            {
                Console.WriteLine($"  after {clock.Elapsed.TotalSeconds,4:0.0} s: {live} of {wanted} replicas on living nodes");
                last = live;
            }

            if (live >= wanted)
            {
                await DrawAsync(cancellation).ConfigureAwait(false);
                return;
            }

            await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false);
        }

        throw new LabException(
            $"replication did not come back within {RestoreLimit.TotalSeconds} s; see `hathi logs {lab.Spec.Master.Name}`");
    }

    private async Task DrawAsync(CancellationToken cancellation)
    {
        var nodes = await fs.Admin.GetDataNodeReportAsync(DataNodeReportType.Live, cancellation).ConfigureAwait(false);
        var blocks = await fs.Admin.GetFileBlocksAsync(TextPath, cancellation).ConfigureAwait(false);
        BlockPicture.Draw(blocks, nodes, lab.NameOf);
    }

    private async Task<byte[]> HashAsync(CancellationToken cancellation)
    {
        var file = await fs.OpenReadAsync(TextPath, cancellation).ConfigureAwait(false);
        await using (file.ConfigureAwait(false))
        {
            return await SHA256.HashDataAsync(file, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<List<(string Word, long Count)>> TopWordsAsync(CancellationToken cancellation)
    {
        var top = new PriorityQueue<string, long>();
        await foreach (var part in fs.ListAsync(CountsPath, cancellation).ConfigureAwait(false))
        {
            if (!part.Name.StartsWith("part-", StringComparison.Ordinal))
            {
                continue;
            }

            using var lines = new StreamReader(await fs.OpenReadAsync(part.Path, cancellation).ConfigureAwait(false));
            while (await lines.ReadLineAsync(cancellation).ConfigureAwait(false) is { } line)
            {
                var tab = line.LastIndexOf('\t');
                top.Enqueue(line, long.Parse(line.AsSpan(tab + 1), provider: null));
                if (top.Count > Top)
                {
                    top.Dequeue();
                }
            }
        }

        var words = new List<(string Word, long Count)>();
        while (top.TryDequeue(out var line, out var count))
        {
            words.Insert(0, (line[..line.LastIndexOf('\t')], count));
        }

        return words;
    }
}
