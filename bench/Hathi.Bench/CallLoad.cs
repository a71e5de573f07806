using System.Diagnostics;
using System.Net;
using Google.Protobuf;
using Hathi.Hdfs.Protocol;

namespace Hathi.Bench;

/// <summary>
/// The same NameNode operations from a C# load generator that costs little itself, against both: 16 callers with one call under way each,
/// on one connection, as Hadoop's client has it within one process and so NNThroughputBenchmark too, or on a connection each.
/// </summary>
internal sealed class CallLoad(ApacheCluster? apache, HathiLab hathi, int connections, int files, int rounds)
{
    private const double Bar = 4;
    private const int Callers = 16;

    private static readonly FsPermissionProto s_mode = new() { Perm = 0x1A4 };

    private static readonly (string Name, (string Method, Func<LoadCaller, int, IMessage> Request)[] Calls)[] s_operations =
    [
        ("mkdirs", [("mkdirs", (c, i) => new MkdirsRequestProto { Src = c.Path("d", i), Masked = s_mode, CreateParent = true })]),
        ("create+close",
        [
            ("create", (c, i) => new CreateRequestProto
            {
                Src = c.Path("f", i), Masked = s_mode, ClientName = c.Name, CreateFlag = 1, CreateParent = true, Replication = 3,
                BlockSize = 128 << 20,
            }),
            ("complete", (c, i) => new CompleteRequestProto { Src = c.Path("f", i), ClientName = c.Name }),
        ]),
        ("open",
            [("getBlockLocations", (c, i) => new GetBlockLocationsRequestProto { Src = c.Path("f", i), Offset = 0, Length = 1 << 20 })]),
        ("getFileInfo", [("getFileInfo", (c, i) => new GetFileInfoRequestProto { Src = c.Path("f", i) })]),
        ("rename", [("rename", (c, i) => new RenameRequestProto { Src = c.Path("f", i), Dst = c.Path("g", i) })]),
        ("delete", [("delete", (c, i) => new DeleteRequestProto { Src = c.Path("g", i), Recursive = false })]),
    ];

    /// <summary>How many names a number of files is: as many a caller.</summary>
    public static int Names(int files) => files / Callers * Callers;

    /// <summary>One operation on one connection, once for each name.</summary>
    /// <param name="target">Whose NameNode.</param>
    /// <param name="root">The directory of the names; what the operation is done to must be there.</param>
    /// <param name="operation">Its name in the tables.</param>
    /// <param name="files">How many names.</param>
    public static void Drive(ClusterUnderTest target, string root, string operation, int files)
    {
        using var connection = new LoadConnection(Server(target));
        connection.Drive(s_operations.Single(o => o.Name == operation).Calls, CallersIn(root, 0), files / Callers);
    }

    public IEnumerable<Row> Run()
    {
        var rates = s_operations.ToDictionary(o => o.Name, _ => new Rates());
        for (var round = 0; round < rounds; round++)
        {
            Console.Error.WriteLine($"  C# load generator, {Shape}, round {round + 1} of {rounds}");
            Once(hathi, name => rates[name].Ours, round);
            if (apache is not null)
            {
                Once(apache, name => rates[name].Theirs, round);
            }
        }

        return s_operations.Select(o => new Row($"{o.Name}, {Shape}", "/s", rates[o.Name].Ours, rates[o.Name].Theirs, true, Bar, false));
    }

    private string Shape => connections == 1 ? $"{Callers} callers on one connection" : $"{Callers} callers on {connections} connections";

    private void Once(ClusterUnderTest target, Func<string, List<double>> rates, int round)
    {
        var root = $"/load-{connections}-{round}";
        var server = Server(target);
        var callers = CallersIn(root, round);
        var all = callers.Chunk(Callers / connections).Select(part => (Connection: new LoadConnection(server), Callers: part)).ToArray();
        var each = files / Callers;
        foreach (var (name, calls) in s_operations)
        {
            var cpu = target.CpuSeconds();
            var clock = Stopwatch.StartNew();
            Task.WhenAll(all.Select(c => Task.Factory.StartNew(
                () => c.Connection.Drive(calls, c.Callers, each), TaskCreationOptions.LongRunning))).GetAwaiter().GetResult();
            var elapsed = clock.Elapsed.TotalSeconds;
            var done = each * Callers;
            rates(name).Add(done / elapsed);
            Console.Error.WriteLine(
                $"    {target.Name}: {name} {done / elapsed:#,0} /s, servers' CPU {1e6 * (target.CpuSeconds() - cpu) / done:0} µs each");
        }

        all[0].Connection.Drive([("delete", (_, _) => new DeleteRequestProto { Src = root, Recursive = true })], [callers[0]], 1);
        foreach (var (connection, _) in all)
        {
            connection.Dispose();
        }
    }

    private static IPEndPoint Server(ClusterUnderTest target) => new(IPAddress.Parse(target.FileSystem.Host), target.FileSystem.Port);

    private static LoadCaller[] CallersIn(string root, int round) =>
        [.. Enumerable.Range(0, Callers).Select(i => new LoadCaller($"{root}/w{i}", $"load-{round}-{i}"))];

    private sealed class Rates
    {
        public List<double> Ours { get; } = [];

        public List<double> Theirs { get; } = [];
    }
}
