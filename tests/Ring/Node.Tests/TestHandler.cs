using System.Collections.Concurrent;
using System.Text;
using Hathi.Ring.Node.Connections;
using Hathi.Ring.Protocol;
using Hathi.Ring.Protocol.Answers;
using Hathi.Ring.Protocol.Envelopes;
using Hathi.Ring.Protocol.Notation;
using Hathi.Ring.Protocol.Requests;

namespace Hathi.Ring.Node.Tests;

/// <summary>
/// Runs statements of its own: <c>echo TEXT</c>, <c>hold</c> (answered by <see cref="Release"/>), <c>rows N</c> (bytes), <c>throw</c>.
/// </summary>
internal sealed class TestHandler : IRequestHandler
{
    private readonly ConcurrentQueue<RingCall> _held = new();

    public int Held => _held.Count;

    public void Handle(in RingCall call, Opcode opcode, RequestBody body)
    {
        var text = Encoding.UTF8.GetString(QueryRequest.Read(body.Message, call.Version).Statement);
        if (text.StartsWith("hold", StringComparison.Ordinal))
        {
            _held.Enqueue(call);
        }
        else if (text.StartsWith("rows ", StringComparison.Ordinal))
        {
            Answer(call, new string('x', int.Parse(text.AsSpan(5), provider: null)));
        }
        else if (text == "throw")
        {
            throw new InvalidOperationException("on purpose");
        }
        else
        {
            Answer(call, text[5..]);
        }
    }

    /// <summary>Answers those that are held, the last first.</summary>
    /// <returns>How many.</returns>
    public int Release()
    {
        var calls = new Stack<RingCall>();
        while (_held.TryDequeue(out var call))
        {
            calls.Push(call);
        }

        foreach (var call in calls)
        {
            Answer(call, "held");
        }

        return calls.Count;
    }

    public static byte[] Query(TestClient client, short stream, string text) =>
        client.Envelope(stream, Opcode.Query, b => QueryRequest.Begin(b, client.Version, text, new QueryOptions(Consistency.One), 0, false)
            .Complete());

    public static string TextOf(Answer answer)
    {
        Assert.Equal(Opcode.Result, answer.Opcode);
        return Encoding.ASCII.GetString(answer.Message);
    }

    private static void Answer(in RingCall call, string text)
    {
        var answer = call.Begin(Opcode.Result);
        answer.Buffer.PutRaw(Encoding.ASCII.GetBytes(text));
        answer.Complete(default);
    }
}
