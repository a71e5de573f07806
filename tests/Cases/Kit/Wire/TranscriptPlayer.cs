using System.Net;
using System.Net.Sockets;

namespace Hathi.Tests.Cases.Wire;

/// <summary>Of answers that are compared by what they mean.</summary>
/// <param name="ReceiveAsync">Takes one answer from the server.</param>
/// <param name="Meaning">What is compared of it.</param>
internal sealed record Alike(Func<Socket, CancellationToken, Task<byte[]>> ReceiveAsync, Func<byte[], string> Meaning);

/// <summary>Plays the client's side of a transcript to a server and compares what the server says.</summary>
internal static class TranscriptPlayer
{
    /// <param name="transcript">What is played.</param>
    /// <param name="server">To whom.</param>
    /// <param name="alike">For steps whose bytes may be others; null: there are none.</param>
    public static async Task PlayAsync(Transcript transcript, IPEndPoint server, Alike? alike)
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server, patience.Token);
        foreach (var step in transcript.Steps)
        {
            var where = $"{transcript.Name}:{step.Line}";
            switch (step.Kind)
            {
                case StepKind.Send:
                    await SendAsync(socket, step.Bytes, patience.Token);
                    break;
                case StepKind.Expect:
                    var answer = await ReceiveAsync(socket, step.Bytes.Length, patience.Token);
                    var isSame = answer.AsSpan().SequenceEqual(step.Bytes);
                    Assert.True(isSame, $"{where}: {step.Words}\n{Difference.Of("<", Text(step.Bytes), Text(answer))}");
                    break;
                case StepKind.ExpectAlike:
                    var found = alike!.Meaning(await alike.ReceiveAsync(socket, patience.Token));
                    Assert.Equal(alike.Meaning(step.Bytes), found);
                    break;
                default:
                    Assert.True(await IsClosedAsync(socket, patience.Token), $"{where}: the server sent more");
                    break;
            }
        }
    }

    public static async Task<bool> IsClosedAsync(Socket socket, CancellationToken cancellation)
    {
        try
        {
            return await socket.ReceiveAsync(new byte[1], cancellation) == 0;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            return true; // it closed while bytes of ours were unread
        }
    }

    /// <returns>Fewer bytes: the server has closed.</returns>
    public static async Task<byte[]> ReceiveAsync(Socket socket, int count, CancellationToken cancellation)
    {
        var bytes = new byte[count];
        var got = 0;
        while (got < count)
        {
            var n = await socket.ReceiveAsync(bytes.AsMemory(got), cancellation);
            if (n == 0)
            {
                break;
            }

            got += n;
        }

        return bytes[..got];
    }

    private static async Task SendAsync(Socket socket, byte[] bytes, CancellationToken cancellation)
    {
        for (var sent = 0; sent < bytes.Length;)
        {
            sent += await socket.SendAsync(bytes.AsMemory(sent), cancellation);
        }
    }

    private static string Text(byte[] bytes) => string.Join('\n', WireText.Lines(bytes));
}
