using System.Net;
using System.Net.Sockets;
using System.Text;
using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Client;
using Hathi.Hadoop.Tokens;
using Hathi.Tests.Cases;
using Hathi.Tests.Cases.Wire;
using Hathi.Yarn.Protocol;

namespace Hathi.MapReduce.Shuffle.Tests.Transcripts;

/// <summary>
/// Records what Apache's shuffle service answers, into tests/Cases/shuffle. Not part of a test run: start it by hand
/// (<c>-explicit only</c>) with Apache's cluster of one NodeManager up, the address of its ResourceManager in HATHI_RECORD_FROM (such as
/// 127.78.0.10), the NodeManager's local directory in HATHI_RECORD_LOCAL, then read the changes.
/// </summary>
public sealed class RecordShuffle
{
    private const string User = "alice";
    private const string Secret = "secret";

    private static readonly RpcProtocolName s_clients = new(ProtocolNames.ApplicationClient, 1);

    [Fact(Explicit = true)]
    public async Task Apaches_answers_are_recorded()
    {
        var manager = new IPEndPoint(IPAddress.Parse(Environment.GetEnvironmentVariable("HATHI_RECORD_FROM")!), 8032);
        var local = Environment.GetEnvironmentVariable("HATHI_RECORD_LOCAL")!;
        await using var rpc = new RpcClient(new RpcClientOptions(User));
        var id = await SubmitAsync(rpc, manager);
        var application = id.ToText();
        Patience.Until(() => Directory.Exists(Path.Join(local, "usercache", User, "appcache", application)));
        var (one, two) = (Map(application, 0), Map(application, 1));
        string[] givens =
        [
            $"{application} of {User} has the secret {Secret}", $"{one} has apple=1 for reduce 0", $"{one} has pear=2, plum=3 for reduce 1",
            $"{two} has fig=4 for reduce 1",
        ];
        var words = new ShuffleWords(local);
        Sentence[] sentences = [.. givens.Select(static (g, i) => new Sentence(i + 1, i + 1, CaseKeyword.Given, "given", g, ""))];
        foreach (var sentence in sentences)
        {
            words.Do(sentence);
        }

        foreach (var (name, about, requests) in Cases(application))
        {
            var steps = await AskAsync(new IPEndPoint(manager.Address, ShuffleTranscriptTests.Address.Port), requests);
            string[] comments = [about, "Answered by the ShuffleHandler of Apache Hadoop 3.5.0."];
            var transcript = new Transcript(Transcript.PathOf("shuffle", name), comments, steps) { Givens = sentences };
            transcript.Told(new ShuffleExchangeReader()).Save();
        }

        await rpc.CallAsync(
            manager, s_clients, "forceKillApplication", new KillApplicationRequestProto { ApplicationId = id },
            KillApplicationResponseProto.Parser, CancellationToken.None);
    }

    private static (string Name, string About, string[] Requests)[] Cases(string application)
    {
        var job = application.Replace("application_", "job_", StringComparison.Ordinal);
        var (one, two, none) = (Map(application, 0), Map(application, 1), Map(application, 9));
        var query = $"job={job}&reduce=1&map={one}";
        return
        [
            ("one-output", "A reduce asks for its part of one map's output.", [Request(query)]),
            ("several-outputs", "Of several maps in one request: they come in the order in which they were asked for.",
                [Request($"{query},{two}")]),
            ("a-connection-that-is-kept", "A connection that is to be kept takes the next request.",
                [Request($"{query}&keepAlive=true"), Request($"job={job}&reduce=1&map={two}&keepAlive=true")]),
            ("an-output-that-is-not-there", "No such map has left anything here.", [Request($"job={job}&reduce=1&map={none}")]),
            ("one-of-two-is-not-there", "Nothing is sent where one output is missing.", [Request($"{query},{none}")]),
            ("a-reduce-that-is-not-there", "The map has no part for such a reduce.", [Request($"job={job}&reduce=7&map={one}")]),
            ("another-job", "A job that this node knows nothing of.", [Request($"job=job_1_0009&reduce=1&map={one}")]),
            ("a-wrong-hash", "Who has not the job's secret gets nothing.", [Request(query, "bm90IHRoZSBzZWNyZXQ=", "1.0.0")]),
            ("no-hash", "Who does not say that he has the secret gets nothing.", [Request(query, null, "1.0.0")]),
            ("another-version", "Another version of the protocol is refused before anything else.",
                [Request(query, HashOf(query), "2.0.0")]),
            ("no-version", "So is a request that does not say its version.", [$"GET /mapOutput?{query} HTTP/1.1\r\nHost: x\r\n\r\n"]),
            ("no-map", "A request must say for what.", [Request($"job={job}&reduce=1")]),
            ("a-reduce-that-is-no-number", "What is no number is said.", [Request($"job={job}&reduce=one&map={one}")]),
            ("two-reduces", "A request is of one reduce.", [Request($"job={job}&reduce=0&reduce=1&map={one}")]),
            ("another-method", "It is asked with GET alone.",
                [$"POST /mapOutput?{query} HTTP/1.1\r\nname: mapreduce\r\nversion: 1.0.0\r\nContent-Length: 0\r\n\r\n"]),
        ];
    }

    private static string Map(string application, int number) =>
        $"{application.Replace("application_", "attempt_", StringComparison.Ordinal)}_m_{number:D6}_0";

    private static string Request(string query) => Request(query, HashOf(query), "1.0.0");

    private static string Request(string query, string? hash, string version) =>
        $"GET /mapOutput?{query} HTTP/1.1\r\n{(hash is null ? "" : $"UrlHash: {hash}\r\n")}name: mapreduce\r\nversion: {version}\r\n"
        + "Host: x\r\n\r\n";

    private static string HashOf(string query) =>
        ShuffleHash.OfRequest(ShuffleTranscriptTests.Address.Port, "/mapOutput?" + query, Encoding.ASCII.GetBytes(Secret));

    // A master that does nothing: what counts is that its node knows the job's secret.
    private static async Task<ApplicationIdProto> SubmitAsync(RpcClient rpc, IPEndPoint manager)
    {
        var id = (await rpc.CallAsync(
            manager, s_clients, "getNewApplication", new GetNewApplicationRequestProto(), GetNewApplicationResponseProto.Parser,
            CancellationToken.None)).ApplicationId;
        var token = new Token([], Encoding.ASCII.GetBytes(Secret), "mapreduce.job", "").ToBytes();
        var context = new ApplicationSubmissionContextProto
        {
            ApplicationId = id,
            ApplicationName = "shuffle",
            Queue = "default",
            Priority = new PriorityProto { Priority = 0 },
            Resource = new ResourceProto { Memory = 512, VirtualCores = 1 },
            AmContainerSpec = new ContainerLaunchContextProto
            {
                Command = { "sleep 600" },
                ServiceData =
                {
                    new StringBytesMapProto { Key = ShuffleProtocol.ServiceName, Value = ByteString.CopyFrom(token) },
                },
            },
        };
        await rpc.CallAsync(
            manager, s_clients, "submitApplication", new SubmitApplicationRequestProto { ApplicationSubmissionContext = context },
            SubmitApplicationResponseProto.Parser, CancellationToken.None);
        return id;
    }

    // Each request once the answer to the one before has come.
    private static async Task<List<Step>> AskAsync(IPEndPoint server, string[] requests)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server);
        var steps = new List<Step>();
        foreach (var request in requests)
        {
            steps.Add(new Step(StepKind.Send, Encoding.ASCII.GetBytes(request)));
            await socket.SendAsync(steps[^1].Bytes);
            var (answer, isClosed) = await ListenAsync(socket, request.Contains("keepAlive=true", StringComparison.Ordinal));
            steps.Add(new Step(StepKind.ExpectAlike, answer));
            if (isClosed)
            {
                steps.Add(new Step(StepKind.ExpectClosed, []));
                break;
            }
        }

        return steps;
    }

    // All of an answer, and the end of a connection that is not to be kept.
    private static async Task<(byte[] Answer, bool IsClosed)> ListenAsync(Socket socket, bool isKept)
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        var answer = new List<byte>();
        var buffer = new byte[64 * 1024];
        while (!isKept || !new ShuffleExchangeReader().TryRead(isClients: false, answer.ToArray(), out _, out _))
        {
            var n = await socket.ReceiveAsync(buffer, patience.Token);
            if (n == 0)
            {
                return ([.. answer], true);
            }

            answer.AddRange(buffer.AsSpan(0, n));
        }

        return ([.. answer], false);
    }
}
