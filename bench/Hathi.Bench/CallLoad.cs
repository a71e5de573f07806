using System.Diagnostics;
using System.Net;
using Google.Protobuf;
using Hathi.Hdfs.Protocol;
using Hathi.Rpc;

namespace Hathi.Bench;

/// <summary>The same NameNode operations from a C# load generator: 16 connections, one call under way on each, against both.</summary>
internal sealed class CallLoad(ApacheCluster apache, HathiLab hathi, int files, int connections, int rounds)
{
    private const double Bar = 4;
    private static readonly RpcProtocolName Client = new(ProtocolNames.Client, (long)ProtocolNames.Version);
    private static readonly FsPermissionProto Mode = new() { Perm = 0x1A4 };

    private static readonly (string Name, Func<Worker, int, Task> Call)[] Operations =
    [
        ("mkdirs", (w, i) => w.Call("mkdirs", new MkdirsRequestProto { Src = w.Path("d", i), Masked = Mode, CreateParent = true }, MkdirsResponseProto.Parser)),
        ("create+close", async (w, i) =>
        {
            await w.Call("create", new CreateRequestProto
            {
                Src = w.Path("f", i), Masked = Mode, ClientName = w.Name, CreateFlag = 1, CreateParent = true, Replication = 3, BlockSize = 128 << 20,
            }, CreateResponseProto.Parser).ConfigureAwait(false);
            await w.Call("complete", new CompleteRequestProto { Src = w.Path("f", i), ClientName = w.Name }, CompleteResponseProto.Parser).ConfigureAwait(false);
        }),
        ("open", (w, i) => w.Call("getBlockLocations", new GetBlockLocationsRequestProto { Src = w.Path("f", i), Offset = 0, Length = 1 << 20 }, GetBlockLocationsResponseProto.Parser)),
        ("getFileInfo", (w, i) => w.Call("getFileInfo", new GetFileInfoRequestProto { Src = w.Path("f", i) }, GetFileInfoResponseProto.Parser)),
        ("rename", (w, i) => w.Call("rename", new RenameRequestProto { Src = w.Path("f", i), Dst = w.Path("g", i) }, RenameResponseProto.Parser)),
        ("delete", (w, i) => w.Call("delete", new DeleteRequestProto { Src = w.Path("g", i), Recursive = false }, DeleteResponseProto.Parser)),
    ];

    public IEnumerable<Row> Run()
    {
        var ours = Operations.ToDictionary(o => o.Name, _ => new List<double>());
        var theirs = Operations.ToDictionary(o => o.Name, _ => new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            Console.Error.WriteLine($"  C# load generator, round {round + 1} of {rounds}");
            Once(hathi, ours, round).GetAwaiter().GetResult();
            Once(apache, theirs, round).GetAwaiter().GetResult();
        }

        return Operations.Select(o => new Row($"{o.Name}, C# load generator, {connections} connections", "/s", ours[o.Name], theirs[o.Name], true, Bar, false));
    }

    private async Task Once(ClusterUnderTest target, Dictionary<string, List<double>> rates, int round)
    {
        var server = new IPEndPoint(IPAddress.Parse(target.FileSystem.Host), target.FileSystem.Port);
        var workers = Enumerable.Range(0, connections).Select(i => new Worker(server, $"/load-{round}/w{i}", $"load-{round}-{i}")).ToArray();
        var each = files / connections;
        foreach (var (name, call) in Operations)
        {
            var clock = Stopwatch.StartNew();
            await Task.WhenAll(workers.Select(w => Task.Run(async () =>
            {
                for (var i = 0; i < each; i++)
                {
                    await call(w, i).ConfigureAwait(false);
                }
            }))).ConfigureAwait(false);
            rates[name].Add(each * connections / clock.Elapsed.TotalSeconds);
        }

        await workers[0].Call("delete", new DeleteRequestProto { Src = $"/load-{round}", Recursive = true }, DeleteResponseProto.Parser).ConfigureAwait(false);
        foreach (var worker in workers)
        {
            await worker.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>One connection with its own paths.</summary>
    private sealed class Worker(IPEndPoint server, string root, string name) : IAsyncDisposable
    {
        private readonly RpcClient _rpc = new(new RpcClientOptions(System.Environment.UserName));

        public string Name { get; } = name;

        // Ten names a directory, as NNThroughputBenchmark has it by default four.
        public string Path(string kind, int i) => $"{root}/{i / 10}/{kind}{i}";

        public Task<TResponse> Call<TResponse>(string method, IMessage request, MessageParser<TResponse> parser)
            where TResponse : class, IMessage<TResponse>, new() => _rpc.CallAsync(server, Client, method, request, parser, CancellationToken.None);

        public ValueTask DisposeAsync() => _rpc.DisposeAsync();
    }
}
