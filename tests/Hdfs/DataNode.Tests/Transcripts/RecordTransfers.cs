using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Hathi.Hdfs.DataNode.Tests.Support;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.DataTransfer;
using Hathi.Tests.Cases;
using Hathi.Tests.Cases.Wire;

namespace Hathi.Hdfs.DataNode.Tests.Transcripts;

/// <summary>
/// Records what Apache's client and Apache's DataNode say to each other into tests/Cases/transfer. Not part of a test run: start it by
/// hand (<c>-explicit only</c>) with Apache's cluster up and HATHI_PEERS the folder of its script, then read the changes.
/// </summary>
public sealed class RecordTransfers
{
    private const int NameNodePort = 8020;
    private const string Home = "/transcripts";
    private const string Heard = "Said by the client and the DataNode of Apache Hadoop 3.5.0.";
    private const string Refused = "Answered by the DataNode of Apache Hadoop 3.5.0.";
    private const int MostOfARefusal = 64 * 1024;

    // The version of DataTransferProtocol, which begins every operation.
    private static readonly byte[] s_version = [0, 28];

    private static readonly string s_apache = Path.Join(Environment.GetEnvironmentVariable("HATHI_PEERS") ?? "", "apache");

    // The DataNode that was read from.
    private IPEndPoint? _node;

    [Fact(Explicit = true)]
    public async Task From_Apaches_client_that_writes()
    {
        using var work = new TempDirectory();
        Run(["-mkdir", "-p", Home]);
        await RecordAsync(
            "write-a-block", "hdfs dfs -put of 700 letters, with one replica.", (0, 700),
            ["-Ddfs.replication=1", "-put", "-f", Write(work, 0, 700), $"{Home}/one"]);
        await RecordAsync(
            "write-in-packets", "hdfs dfs -put of 1500 letters in packets of one chunk: dfs.client-write-packet-size is 600.", (0, 1500),
            ["-Ddfs.replication=1", "-Ddfs.client-write-packet-size=600", "-put", "-f", Write(work, 0, 1500), $"{Home}/many"]);
        await RecordAsync(
            "append-to-a-block", "hdfs dfs -appendToFile of 400 letters to 700: the packet before the next chunk fills the one begun.",
            (700, 1100), ["-appendToFile", Write(work, 700, 400), $"{Home}/one"]);
        await RecordAsync(
            "go-on-without-a-node",
            "hdfs dfs -put with two replicas loses the first node behind the first acknowledgement, and goes on with the second alone.",
            (0, 1500), ["-Ddfs.replication=2", "-Ddfs.client-write-packet-size=600", "-put", "-f", Write(work, 0, 1500), $"{Home}/lost"],
            new LostNode().Cut);
    }

    [Fact(Explicit = true)]
    public async Task From_Apaches_client_that_reads()
    {
        using var work = new TempDirectory();
        Run(["-mkdir", "-p", Home]);
        Run(["-Ddfs.replication=1", "-put", "-f", Write(work, 0, 1500), $"{Home}/read"]);
        var read = await RecordReadAsync("read-a-block", "hdfs dfs -cat.", "-cat");
        await RecordRefusalAsync(
            "read-what-is-not-there", "The read of read-a-block, of a block that nobody has.", read,
            static op => op.Header.BaseHeader.Block.BlockId += 1000);
        await RecordRefusalAsync(
            "read-beyond-the-end", "The read of read-a-block, of bytes behind the last.", read, static op => op.Offset = 1501);
        await RecordReadAsync(
            "read-the-end", "hdfs dfs -tail asks for the last KiB, and is sent the whole chunk that this begins in.", "-tail");
        await RecordReadAsync("checksum-of-a-block", "hdfs dfs -checksum.", "-checksum");
    }

    /// <param name="name">Of the file.</param>
    /// <param name="about">What is done.</param>
    /// <param name="letters">Of the block, before and after; none before: it is written.</param>
    /// <param name="arguments">Of <c>hdfs dfs</c>.</param>
    /// <param name="cut">A node that is lost; the connection after it is recorded.</param>
    private static async Task RecordAsync(
        string name, string about, (int Before, int After) letters, string[] arguments, Func<IPEndPoint, CutAt?>? cut = null)
    {
        IReadOnlyList<Step>[] connections;
        using (var recorder = new SocksRecorder(cut))
        {
            Run(["-Dhadoop.rpc.socket.factory.class.default=org.apache.hadoop.net.SocksSocketFactory",
                $"-Dhadoop.socks.server={recorder.EndPoint}", .. arguments]);
            connections = await recorder.StopAsync();
        }

        var transfers = connections.Where(static c => c.Count > 0 && c[0].Bytes.AsSpan().StartsWith(s_version)).ToList();
        Assert.Equal(cut is null ? 1 : 2, transfers.Count);
        Save(name, about, transfers[^1], letters);
    }

    /// <summary>
    /// Apache's clients cannot read through a proxy. This one speaks to DataNodes by their host names, at which they do not listen: there
    /// are recorders.
    /// </summary>
    private async Task<Transcript> RecordReadAsync(string name, string about, string verb)
    {
        var nodes = Enumerable.Range(0, 3).Select(static i => new IPEndPoint(IPAddress.Loopback, 19866 + (10 * i))).ToArray();
        var recorders = nodes.Select(static (node, i) => new Recorder(IPAddress.Parse($"127.78.0.{200 + i}"), node, node.Port)).ToArray();
        Run(["-Ddfs.client.use.datanode.hostname=true", verb, $"{Home}/read"]);
        var connection = await Task.WhenAny(recorders.Select(static r => r.FirstConnection)).Patiently();
        _node = nodes[Array.FindIndex(recorders, r => r.FirstConnection == connection)];
        Array.ForEach(recorders, static r => r.Dispose());
        return Save(name, about, await connection.Patiently(), (1500, 1500));
    }

    private static Transcript Save(string name, string about, IReadOnlyList<Step> steps, (int Before, int After) letters)
    {
        var reader = new TransferReader();
        var told = new Transcript(Transcript.PathOf("transfer", name), [about, Heard], steps).Told(reader);
        var block = reader.Block!;
        List<Sentence> givens = [Given($"pool {block.PoolId}")];
        if (letters.Before > 0)
        {
            givens.Add(Given($"blk_{block.BlockId}_{block.GenerationStamp} with {letters.Before} letters"));
        }
        else if (reader.Acknowledged > 0)
        {
            givens.Add(Given($"blk_{block.BlockId}_{block.GenerationStamp} with {reader.Acknowledged} letters so far"));
        }

        var isRead = letters.Before == letters.After;
        var then = new Sentence(
            0, 0, CaseKeyword.Then, "then", $"blk_{block.BlockId}_{reader.Stamp}", $"finished, {letters.After} letters");
        var transcript = told with { Givens = givens, Thens = isRead ? [] : [then] };
        transcript.Save();
        return transcript;
    }

    // Asks Apache's DataNode for a read that it refuses: of the refusal the status counts alone.
    private async Task RecordRefusalAsync(string name, string about, Transcript read, Action<OpReadBlockProto> change)
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(_node!, patience.Token);
        Assert.True(OpHeader.TryRead(read.Steps[0].Bytes, out var op, out var body, out _));
        var request = ProtoMessage.Parse(body, OpReadBlockProto.Parser);
        change(request);
        var sent = OpHeader.ToArray(op, request);
        await socket.SendAsync(sent, patience.Token);
        var answer = await TranscriptPlayer.ReceiveAsync(socket, MostOfARefusal, patience.Token);
        Step[] steps = [new(StepKind.Send, sent), new(StepKind.ExpectAlike, answer), new(StepKind.ExpectClosed, [])];
        var told = new Transcript(Transcript.PathOf("transfer", name), [about, Refused], steps).Told(new TransferReader());
        (told with { Givens = read.Givens }).Save();
    }

    private static Sentence Given(string text) => new(0, 0, CaseKeyword.Given, "given", text, "");

    private static string Write(TempDirectory work, int from, int count)
    {
        var path = Path.Join(work.Path, "letters");
        File.WriteAllBytes(path, TransferLanguage.Letters(from + count)[from..]);
        return path;
    }

    // The first DataNode that the client speaks to is lost when it has acknowledged one packet.
    private sealed class LostNode
    {
        private readonly AckReply[] _replies = new AckReply[PipelineAck.MaxReplies];
        private bool _isLost;

        public CutAt? Cut(IPEndPoint server)
        {
            if (server.Port == NameNodePort || _isLost)
            {
                return null;
            }

            _isLost = true;
            return End;
        }

        // Behind the answer to the operation and the first acknowledgement.
        private int End(ReadOnlySpan<byte> said) =>
            DelimitedMessage.TryParse(said, BlockOpResponseProto.Parser, out _, out var answer)
            && PipelineAck.TryRead(said[answer..], _replies, out _, out var acknowledgement)
                ? answer + acknowledgement
                : int.MaxValue;
    }

    private static void Run(string[] arguments)
    {
        using var client = Process.Start(s_apache, ["hdfs", "dfs", .. arguments]);
        client.WaitPatiently();
        Assert.Equal(0, client.ExitCode);
    }
}
