using System.Net;
using System.Net.Sockets;

namespace Hathi.Rpc.Tests;

/// <summary>
/// Records what Apache's NameNode answers, into the folder named by HATHI_RECORD_TO. Not part of a test run: start it by hand
/// (<c>-explicit only</c>) with Apache's cluster up, its NameNode in HATHI_RECORD_FROM (such as 127.78.0.10:8020), then read the changes.
/// </summary>
public sealed class RecordTranscripts
{
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(1);

    [Fact(Explicit = true)]
    public async Task From_Apaches_NameNode()
    {
        var server = IPEndPoint.Parse(Environment.GetEnvironmentVariable("HATHI_RECORD_FROM")!);
        var folder = Environment.GetEnvironmentVariable("HATHI_RECORD_TO")!;
        foreach (var (name, about, sent) in RecordedCases.All())
        {
            var steps = await RecordAsync(server, sent);
            new Transcript(name, [about, "Answered by the NameNode of Apache Hadoop 3.5.0."], steps).Save(folder);
        }
    }

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
            var header = TranscriptPlayer.WithoutStack(answer[..length]);
            steps.Add(new Step(StepKind.ExpectWithoutStack, WireBytes.Frame(WireBytes.Delimited(header))));
            answer = answer[length..];
        }

        if (answer.Length > 0)
        {
            steps.Add(new Step(StepKind.Expect, answer));
        }
    }
}
