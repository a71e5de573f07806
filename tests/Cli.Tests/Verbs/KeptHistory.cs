using System.Buffers;
using System.Net;
using System.Text;
using Hathi.Base;
using Hathi.Hadoop.Conf;
using Hathi.MapReduce.History;
using Hathi.MapReduce.History.Options;
using Hathi.MapReduce.Protocol.History;
using Hathi.Yarn.ResourceManager.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.Cli.Tests.Verbs;

/// <summary>
/// A history server of ours, at the same address in every run, and jobs as masters leave them to it: of one map, which failed at first, and
/// one reduce.
/// </summary>
internal sealed class KeptHistory : IAsyncDisposable
{
    private const int RpcPort = 10020;
    private const int WebPort = 19888;

    private static readonly HistoryCounters s_counters = new("TOTAL_COUNTERS",
    [
        new HistoryCounterGroup("org.apache.hadoop.mapreduce.TaskCounter", "Map-Reduce Framework",
        [
            new HistoryCounter("MAP_INPUT_RECORDS", "Map input records", 700), new HistoryCounter("SPILLED_RECORDS", "Spilled Records", 30),
        ]),
        new HistoryCounterGroup("words", "words", [new HistoryCounter("LONG", "LONG", 12)]),
    ]);

    private readonly HistoryServer _server;
    private readonly string _intermediate;

    private KeptHistory(HistoryServer server, string intermediate) => (_server, _intermediate) = (server, intermediate);

    public static string Address { get; } = $"{TestResourceManager.Address}:{RpcPort}";

    public static string WebAddress { get; } = $"{TestResourceManager.Address}:{WebPort}";

    /// <param name="directory">Below it lies what it keeps.</param>
    /// <param name="clock">What the time is.</param>
    public static async Task<KeptHistory> StartAsync(string directory, IClock clock)
    {
        var configuration = new Configuration();
        configuration.Set("fs.defaultFS", "file:///");
        var intermediate = Path.Join(directory, "history", "intermediate");
        var server = await HistoryServer.StartAsync(
            new HistoryServerOptions
            {
                Configuration = configuration,
                RpcAddress = IPEndPoint.Parse(Address),
                HttpAddress = IPEndPoint.Parse(WebAddress),
                StagingDirectory = Path.Join(directory, "staging"),
                IntermediateDirectory = intermediate,
                DoneDirectory = Path.Join(directory, "history", "done"),
            },
            NullLogger.Instance,
            clock,
            CancellationToken.None);
        await server.Opened.Patiently();
        return new KeptHistory(server, intermediate);
    }

    /// <summary>Leaves what happened to a job.</summary>
    /// <param name="id">Its number behind <c>job_</c>.</param>
    /// <param name="name">As its user calls it.</param>
    /// <param name="user">Who ran it.</param>
    /// <param name="host">Where it ran.</param>
    /// <param name="began">When, in milliseconds since 1970; it takes 9 s.</param>
    public void Leave(string id, string name, string user, string host, long began)
    {
        var directory = Directory.CreateDirectory(Path.Join(_intermediate, user)).FullName;
        var job = "job_" + id;
        var events = new ArrayBufferWriter<byte>();
        foreach (var happened in Events(id, name, user, host, began))
        {
            HistoryFile.Append(happened, events);
        }

        var file = new HistoryFileName(job, began, user, name, began + 9000, 1, 1, "SUCCEEDED", "default", began + 1000);
        File.WriteAllText(Path.Join(directory, job + ".summary"), "summary");
        File.WriteAllText(Path.Join(directory, job + "_conf.xml"), "<configuration></configuration>", Encoding.UTF8);
        File.WriteAllBytes(Path.Join(directory, $"{file}"), [.. HistoryFile.Header(), .. events.WrittenSpan]);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static IEnumerable<HistoryEvent> Events(string id, string name, string user, string host, long began)
    {
        const int Port = 8041, WebOfNode = 8042, Shuffle = 13562;
        var (job, map, reduce) = ("job_" + id, $"task_{id}_m_000000", $"task_{id}_r_000000");
        string Attempt(string kind, int number) => $"attempt_{id}_{kind}_000000_{number}";
        string Container(int number) => $"container_{id}_01_{number:D6}";
        return
        [
            new AmStarted($"appattempt_{id}_000001", began + 1000, Container(1), host, Port, WebOfNode),
            new JobSubmitted(job, name, user, began, "/conf.xml", new Dictionary<string, string>(), "default"),
            new JobInited(job, began + 1000, 1, 1, "INITED", false),
            new TaskStarted(map, "MAP", began + 1000, host),
            new AttemptStarted(map, "MAP", Attempt("m", 0), began + 1000, host, WebOfNode, Shuffle, Container(2), null, null),
            new AttemptUnsuccessful(
                map, "MAP", Attempt("m", 0), began + 2000, host, Port, "/default-rack", "FAILED", "The input is not there.", null),
            new AttemptStarted(map, "MAP", Attempt("m", 1), began + 2000, host, WebOfNode, Shuffle, Container(3), null, null),
            new MapAttemptFinished(
                map, Attempt("m", 1), "MAP", "SUCCEEDED", began + 5000, began + 5000, host, Port, "/default-rack", "map", s_counters),
            new TaskFinished(map, "MAP", began + 5000, "SUCCEEDED", s_counters, Attempt("m", 1)),
            new TaskStarted(reduce, "REDUCE", began + 5000, ""),
            new AttemptStarted(reduce, "REDUCE", Attempt("r", 0), began + 5000, host, WebOfNode, Shuffle, Container(4), null, null),
            new ReduceAttemptFinished(
                reduce, Attempt("r", 0), "REDUCE", "SUCCEEDED", began + 6000, began + 7000, began + 9000, host, Port, "/default-rack",
                "reduce > reduce", s_counters),
            new TaskFinished(reduce, "REDUCE", began + 9000, "SUCCEEDED", s_counters, Attempt("r", 0)),
            new JobFinished(job, began + 9000, 1, 1, 1, 0, 0, 0, s_counters, s_counters, s_counters),
        ];
    }
}
