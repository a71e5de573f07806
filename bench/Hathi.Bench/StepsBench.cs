using System.Diagnostics;
using System.Globalization;
using System.Text;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Bench;

/// <summary>
/// The longest step of the NameNode's Core for each kind of input, on a large name space: what every other call waits for. A collection of
/// the runtime's falls into some step or other and is told apart. What a step takes is the lesser of the clock's and the processor's time:
/// others keep the machine busy.
/// </summary>
internal sealed class StepsBench(int files)
{
    private const int Replicas = 3;
    private const int BigFileBlocks = 10_000;
    private const int WarmUpFiles = 3_000;
    private const long Second = 1_000;
    private static readonly Caller s_user = new("ada", ["users"], "10.255.0.2");
    private readonly StringBuilder _text = new();

    /// <summary>With few DataNodes of many blocks, and with many of few.</summary>
    public IEnumerable<string> Tables()
    {
        yield return Table(30);
        yield return Table(10_000);
    }

    private string Table(int nodes)
    {
        // What the compiler does with the first calls is no step of a server that runs.
        new StepsBench(WarmUpFiles).All(30);
        _text.Clear();
        _text.Append(
            CultureInfo.InvariantCulture,
            $"### Steps of the Core: {files:#,0} files of one block, {Replicas} replicas, {nodes:#,0} DataNodes\n\n");
        _text.Append("| what | steps | longest step | with a collection in it |\n| --- | ---: | ---: | ---: |\n");
        All(nodes);
        return _text.ToString();
    }

    private void All(int nodes)
    {
        var core = Build(nodes);
        Reads(core);
        Nodes(core, nodes);
        Changes(core, nodes);
    }

    private CoreUnderLoad Build(int nodes)
    {
        Console.Error.WriteLine($"  steps: {nodes:#,0} nodes join, {files:#,0} files are written");
        var core = new CoreUnderLoad(nodes) { Timed = true };
        Row(core, "create, addBlock, received, complete", () =>
        {
            for (var i = 0; i < files; i++)
            {
                core.WriteFile(i % 10 == 0 ? $"/big/part-{i:D9}" : $"/data/{i / 1000:D5}/part-{i % 1000:D5}");
            }
        });
        Row(core, "addBlock and received of a file of 10,000 blocks", () => core.WriteFile("/blocks", BigFileBlocks));
        Row(core, "mkdirs", () =>
        {
            for (var i = 0; i < files / 10; i++)
            {
                core.MakeDirectories($"/dirs/{i / 1000:D5}/{i % 1000:D3}", 0x1FF);
            }
        });
        core.OpenFiles("/open", Math.Min(files / 10, 1_000_000));
        core.Chmod("/", 0x1FF);
        foreach (var path in new[] { "/big", "/data", "/dirs", "/blocks" })
        {
            core.Chown(path, s_user.User);
        }

        return core;
    }

    private void Reads(CoreUnderLoad core)
    {
        Row(core, "getContentSummary of a user's tree of directories", () => core.Ask(Of(s_user).Count("/dirs")));
        Row(core, "getQuotaUsage of it", () => core.Ask(Of(s_user).Usage("/dirs")));
        Row(
            core,
            "getListing of the largest directory, a page",
            () => core.Ask(Of(s_user).List("/big", "part-000000123", locations: false)));
        Row(core, "the same with locations", () => core.Ask(Of(s_user).List("/big", "part-000000123", locations: true)));
        Row(core, "getBlockLocations of 10,000 blocks", () => core.Ask(Of(s_user).Locations("/blocks")));
        Row(core, "getListing of that file with locations", () => core.Ask(Of(s_user).List("/blocks", "", locations: true)));
        Row(core, "fsck, a page of 10,000", () => core.Ask(Of(CoreUnderLoad.Root).Fsck("/data", 10_000)));
        Row(core, "fsck of the file of 10,000 blocks", () => core.Ask(Of(CoreUnderLoad.Root).Fsck("/blocks", 10)));
        Row(core, "listOpenFiles, a page", () => core.Ask(Of(CoreUnderLoad.Root).OpenFiles("/")));
        Row(core, "listOpenFiles where nothing is", () => core.Ask(Of(CoreUnderLoad.Root).OpenFiles("/none")));
        Row(core, "getDatanodeReport", () => core.Ask(Of(CoreUnderLoad.Root).Nodes()));
        Row(core, "getDatanodeStorageReport", () => core.Ask(Of(CoreUnderLoad.Root).Storages()));
        Row(core, "getTopology", () => core.Ask(Of(CoreUnderLoad.Root).Topology()));
        Row(core, "getStats", () => core.Ask(Of(CoreUnderLoad.Root).Stats()));
    }

    private void Nodes(CoreUnderLoad core, int nodes)
    {
        Row(core, "heartbeats", () => Times(Math.Min(nodes, 1000), core.Beat));
        Row(core, "idle ticks", () => Times(100, _ => core.Pass(Second)));
        Row(core, "full block reports, nothing new", () => Times(10, core.Report));
        Row(core, "refreshNodes: half of the nodes leave, a minute", () =>
        {
            core.Refresh(nodes / 2);
            Times(60, _ => core.PassWithBeats(Second));
        });
        Row(core, "refreshNodes: they come back, a minute", () =>
        {
            core.Refresh(0);
            Times(60, _ => core.PassWithBeats(Second));
        });
        Row(
            core,
            "a node of the cluster dies, ten minutes",
            () => Times(700, i => core.PassWithBeats(Second, silent: 0, beatsEach: i % 300 == 0)));
        Row(core, "all nodes die at once", () => Times(700, _ => core.Pass(Second)));
        Row(core, "metaSave with all blocks missing", () => core.Ask(Of(CoreUnderLoad.Root).MetaSave()));
        Row(core, "listCorruptFileBlocks, a page", () => core.Ask(Of(CoreUnderLoad.Root).Corrupt("/")));
        Row(core, "listCorruptFileBlocks where none is", () => core.Ask(Of(CoreUnderLoad.Root).Corrupt("/none")));
        Row(core, "all nodes register and report again", () => Times(nodes, core.Return));
        Row(core, "a minute of copying, where needed", () => Times(60, _ => core.PassWithBeats(Second)));
    }

    private void Changes(CoreUnderLoad core, int nodes)
    {
        Row(core, "setReplication of the file of 10,000 blocks, down", () => core.SetReplication("/blocks", 2));
        Row(core, "setReplication, up", () => core.SetReplication("/blocks", (short)Math.Min(nodes, 10)));
        Row(core, "rename of the largest tree", () => core.Ask(Of(s_user).Rename("/data", "/moved")));
        Row(core, "delete of the file of 10,000 blocks, and freeing it", () => core.Ask(Of(s_user).Delete("/blocks")));
        Row(core, "delete of a user's tree of directories, and freeing it", () => core.Ask(Of(s_user).Delete("/dirs")));
        Row(core, "delete of the largest directory, and freeing it", () => core.Ask(Of(s_user).Delete("/big")));
        Row(core, "delete of the largest tree, and freeing it", () => core.Ask(Of(CoreUnderLoad.Root).Delete("/moved")));
    }

    private void Row(CoreUnderLoad core, string what, Action act)
    {
        core.Steps.Clear();
        act();
        core.Settle();
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"| {what} | {core.Steps.Count:#,0} | {core.Steps.Longest.TotalMilliseconds:0.00} ms | "
            + $"{core.Steps.LongestWithCollection.TotalMilliseconds:0.00} ms |\n");
        Console.Error.Write("  " + line);
        _text.Append(line);
    }

    private static BenchCalls Of(Caller caller) => new(caller);

    private static void Times(int times, Action<int> what)
    {
        for (var i = 0; i < times; i++)
        {
            what(i);
        }
    }
}

/// <summary>How long steps took.</summary>
internal sealed class StepTimes
{
    // Steps shorter than this are not looked at more closely.
    private static readonly TimeSpan Unsure = TimeSpan.FromMilliseconds(1);

    public long Count { get; private set; }

    /// <summary>Of those in which the runtime collected nothing.</summary>
    public TimeSpan Longest { get; private set; }

    public TimeSpan LongestWithCollection { get; private set; }

    public void Clear() => (Count, Longest, LongestWithCollection) = (0, default, default);

    public void Time(Action step)
    {
        var collections = GC.CollectionCount(0);
        var used = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        step();
        var took = clock.Elapsed;
        if (took > Unsure)
        {
            used = Environment.CpuUsage.TotalTime - used;
            took = used < took ? used : took;
        }

        Count++;
        if (GC.CollectionCount(0) != collections)
        {
            LongestWithCollection = took > LongestWithCollection ? took : LongestWithCollection;
        }
        else if (took > Longest)
        {
            Longest = took;
        }
    }
}
