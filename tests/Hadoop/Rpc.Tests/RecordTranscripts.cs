using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Tests.Cases.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.Rpc.Tests;

/// <summary>
/// Records what Apache's NameNode answers and what Apache's client asks, into tests/Cases/rpc. Not part of a test run: start it by hand
/// (<c>-explicit only</c>) with Apache's cluster up, its NameNode in HATHI_RECORD_FROM (such as 127.78.0.10:8020), then read the changes.
/// </summary>
public sealed class RecordTranscripts
{
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(1);

    [Fact(Explicit = true)]
    public async Task From_Apaches_NameNode()
    {
        var server = IPEndPoint.Parse(Environment.GetEnvironmentVariable("HATHI_RECORD_FROM")!);
        foreach (var (name, about, sent) in RecordedCases.All())
        {
            var steps = await RecordAsync(server, sent);
            new Transcript(PathOf(name), [about, "Answered by the NameNode of Apache Hadoop 3.5.0."], steps).Save();
        }
    }

    /// <summary>Apache's client against our server, through a recorder between them. HATHI_PEERS is the folder of Apache's jars.</summary>
    [Theory(Explicit = true)]
    [InlineData("client-ls", "hdfs dfs -ls /", false)]
    [InlineData("client-mkdir", "hdfs dfs -mkdir /a", false)]
    [InlineData("client-token", "hdfs dfs -ls / with a token at hand: asks for SASL, is told that SIMPLE will do.", true)]
    public async Task From_Apaches_client(string name, string about, bool hasToken)
    {
        var verb = name == "client-mkdir" ? "-mkdir" : "-ls";
        await using var server = await RpcServer.StartAsync(
            new IPEndPoint(TestServer.Address, 0), [TranscriptTests.ClientProtocol()], RpcServerOptions.Default, NullLogger.Instance,
            CancellationToken.None);
        using var recorder = new Recorder(TestServer.Address, server.BoundEndPoint);
        var start = new ProcessStartInfo(Path.Combine(Environment.GetEnvironmentVariable("HATHI_PEERS")!, "apache"))
        {
            ArgumentList = { "hdfs", "dfs", verb, $"hdfs://{recorder.EndPoint}/a" },
        };
        start.Environment.Remove("HADOOP_CONF_DIR");
        var tokens = Path.GetTempFileName();
        if (hasToken)
        {
            // org.apache.hadoop.security.Credentials: "HDTS", format 0, one token (alias, identifier, password, kind, service), no keys
            await File.WriteAllBytesAsync(tokens, [.. "HDTS"u8, 0, 1, 1, (byte)'a', 1, 0, 1, 0, 1, (byte)'k', 1, (byte)'s', 0]);
            start.Environment["HADOOP_TOKEN_FILE_LOCATION"] = tokens;
        }

        using (var client = Process.Start(start)!)
        {
            await client.WaitForExitAsync();
        }

        File.Delete(tokens);
        string[] comments = [about, "Sent by the client of Apache Hadoop 3.5.0, answered by us."];
        new Transcript(PathOf(name), comments, await recorder.FirstConnection).Save();
    }

    private static string PathOf(string name) => Transcript.PathOf("rpc", name);

    private static async Task<List<Step>> RecordAsync(IPEndPoint server, byte[][] sent)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server);
        var steps = new List<Step>();
        foreach (var bytes in sent)
        {
            steps.Add(new Step(StepKind.Send, bytes));
            await socket.SendAsync(bytes);
        }

        var answer = new List<byte>();
        var closed = false;
        try
        {
            var buffer = new byte[64 * 1024];
            while (!closed)
            {
                using var silence = new CancellationTokenSource(s_silence);
                var n = await socket.ReceiveAsync(buffer, silence.Token);
                closed = n == 0;
                answer.AddRange(buffer.AsSpan(0, n));
            }
        }
        catch (OperationCanceledException)
        {
            // it has said all it had to say
        }

        AddAnswer(steps, [.. answer]);
        if (closed)
        {
            steps.Add(new Step(StepKind.ExpectClosed, []));
        }

        return steps;
    }

    private static void AddAnswer(List<Step> steps, byte[] answer)
    {
        if (answer.AsSpan().IndexOf("\n\tat "u8) >= 0)
        {
            // a Java stack trace: kept out of the file, and not asked for
            var length = sizeof(int) + System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(answer);
            var header = Frames.WithoutStack(answer[..length]);
            steps.Add(new Step(StepKind.ExpectAlike, WireBytes.Frame(WireBytes.Delimited(header))));
            answer = answer[length..];
        }

        if (answer.Length > 0)
        {
            steps.Add(new Step(StepKind.Expect, answer));
        }
    }
}
