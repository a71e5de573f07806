using System.Diagnostics;
using System.Net;
using Google.Protobuf;
using Hathi.Hdfs.Protocol;

namespace Hathi.Bench;

/// <summary>
/// The same NameNode operations from a C# load generator that costs little itself: 16 connections, one call under way on each, against both. Two
/// threads serve eight connections each: a call on every one, then the replies of all.
/// </summary>
internal sealed class CallLoad(ApacheCluster? apache, HathiLab hathi, int files, int connections, int rounds)
{
    private const double Bar = 4;
    private const int Threads = 2;

    private static readonly FsPermissionProto s_mode = new() { Perm = 0x1A4 };

    private static readonly (string Name, (string Method, Func<LoadConnection, int, IMessage> Request)[] Calls)[] s_operations =
    [
        ("mkdirs", [("mkdirs", (c, i) => new MkdirsRequestProto { Src = c.Path("d", i), Masked = s_mode, CreateParent = true })]),
        ("create+close",
        [
            ("create", (c, i) => new CreateRequestProto
            {
                Src = c.Path("f", i), Masked = s_mode, ClientName = c.Name, CreateFlag = 1, CreateParent = true, Replication = 3, BlockSize = 128 << 20,
            }),
            ("complete", (c, i) => new CompleteRequestProto { Src = c.Path("f", i), ClientName = c.Name }),
        ]),
        ("open", [("getBlockLocations", (c, i) => new GetBlockLocationsRequestProto { Src = c.Path("f", i), Offset = 0, Length = 1 << 20 })]),
        ("getFileInfo", [("getFileInfo", (c, i) => new GetFileInfoRequestProto { Src = c.Path("f", i) })]),
        ("rename", [("rename", (c, i) => new RenameRequestProto { Src = c.Path("f", i), Dst = c.Path("g", i) })]),
        ("delete", [("delete", (c, i) => new DeleteRequestProto { Src = c.Path("g", i), Recursive = false })]),
    ];

    public IEnumerable<Row> Run()
    {
        var ours = s_operations.ToDictionary(o => o.Name, _ => new List<double>());
        var theirs = s_operations.ToDictionary(o => o.Name, _ => new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            Console.Error.WriteLine($"  C# load generator, round {round + 1} of {rounds}");
            Once(hathi, ours, round);
            if (apache is not null)
            {
                Once(apache, theirs, round);
            }
        }

        return s_operations.Select(o => new Row($"{o.Name}, C# load generator, {connections} connections", "/s", ours[o.Name], theirs[o.Name], true, Bar, false));
    }

    private void Once(ClusterUnderTest target, Dictionary<string, List<double>> rates, int round)
    {
        var server = new IPEndPoint(IPAddress.Parse(target.FileSystem.Host), target.FileSystem.Port);
        var all = Enumerable.Range(0, connections).Select(i => new LoadConnection(server, $"/load-{round}/w{i}", $"load-{round}-{i}")).ToArray();
        var each = files / connections;
        foreach (var (name, calls) in s_operations)
        {
            var cpu = target.CpuSeconds();
            var clock = Stopwatch.StartNew();
            var threads = all.Chunk(connections / Threads).Select(part => Task.Factory.StartNew(() => Drive(part, calls, each), TaskCreationOptions.LongRunning));
            Task.WhenAll(threads).GetAwaiter().GetResult();
            var elapsed = clock.Elapsed.TotalSeconds;
            var done = each * connections;
            rates[name].Add(done / elapsed);
            Console.Error.WriteLine($"    {target.Name}: {name} {done / elapsed:#,0} /s, servers' CPU {1e6 * (target.CpuSeconds() - cpu) / done:0} µs each");
        }

        all[0].Send("delete", new DeleteRequestProto { Src = $"/load-{round}", Recursive = true });
        all[0].Receive();
        foreach (var connection in all)
        {
            connection.Dispose();
        }
    }

    private static void Drive(LoadConnection[] connections, (string Method, Func<LoadConnection, int, IMessage> Request)[] calls, int each)
    {
        for (var i = 0; i < each; i++)
        {
            foreach (var (method, request) in calls)
            {
                foreach (var connection in connections)
                {
                    connection.Send(method, request(connection, i));
                }

                foreach (var connection in connections)
                {
                    connection.Receive();
                }
            }
        }
    }
}
