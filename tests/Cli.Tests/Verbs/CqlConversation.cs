using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Hathi.Ring.Protocol;
using Hathi.Ring.Protocol.Answers;
using Hathi.Ring.Protocol.Envelopes;
using Hathi.Ring.Protocol.Notation;

namespace Hathi.Cli.Tests.Verbs;

/// <summary>
/// What Cassandra answered to a text of <c>hathi cql</c>, envelope by envelope of version 4 (others are refused, so that clients step
/// down): told again, or passed on to a server and written down. A client that asks anything else fails the test.
/// </summary>
/// <param name="lines">What was written down; null: it is to be.</param>
/// <param name="server">Who is asked then.</param>
internal sealed class CqlConversation(IReadOnlyList<string>? lines, IPEndPoint? server) : IDisposable
{
    private const ProtocolVersion Version = ProtocolVersion.V4;

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<string> _written = [];
    private int _next;

    /// <summary>What went wrong; null: nothing.</summary>
    public string? Fault { get; private set; }

    public IReadOnlyList<string> Written => _written;

    /// <summary>All that was written down has been asked.</summary>
    public bool IsOver => lines is null || _next == lines.Count;

    /// <summary>Where it listens.</summary>
    public IPEndPoint Listen()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        new Thread(Run) { IsBackground = true }.Start();
        return (IPEndPoint)_listener.LocalEndPoint!;
    }

    public void Dispose() => _listener.Dispose();

    private void Run()
    {
        try
        {
            while (true)
            {
                // One after the other: so are the commands of a text.
                using var client = _listener.Accept();
                TalkToItsEnd(client);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private void TalkToItsEnd(Socket client)
    {
        try
        {
            Talk(client);
        }
        catch (SocketException)
        {
            // It has gone in the middle, as clients do that end.
        }
    }

    private void Talk(Socket client)
    {
        using var upstream = server is null ? null : new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        upstream?.Connect(server!);
        while (Read(client) is { } request)
        {
            EnvelopeHeader.TryRead(request, out var header);
            if (header.Version != (byte)Version)
            {
                client.Send(Refusal(header));
                return;
            }

            var answer = upstream is null ? Told(header, request) : Asked(upstream, request);
            if (answer is null)
            {
                return;
            }

            client.Send(answer);
        }
    }

    private byte[]? Told(EnvelopeHeader header, byte[] request)
    {
        var asked = $"> {header.Opcode} {Convert.ToHexStringLower(request.AsSpan(header.HeaderSize))}";
        if (_next + 1 >= lines!.Count || lines[_next] != asked)
        {
            Fault ??= $"asked was '{asked}' where '{(_next < lines.Count ? lines[_next] : "nothing")}' had been";
            return null;
        }

        // "< flags opcode body"
        var told = lines[_next + 1].Split(' ');
        _next += 2;
        var body = Convert.FromHexString(told.Length > 3 ? told[3] : "");
        var flags = (EnvelopeFlags)byte.Parse(told[1], CultureInfo.InvariantCulture);
        var answer = new EnvelopeHeader((byte)Version, true, flags, header.Stream, Enum.Parse<Opcode>(told[2]), body.Length);
        var bytes = new byte[answer.EnvelopeSize];
        answer.Write(bytes);
        body.CopyTo(bytes, answer.HeaderSize);
        return bytes;
    }

    private byte[]? Asked(Socket upstream, byte[] request)
    {
        upstream.Send(request);
        if (Read(upstream) is not { } answer)
        {
            return null;
        }

        EnvelopeHeader.TryRead(request, out var asked);
        EnvelopeHeader.TryRead(answer, out var told);
        _written.Add($"> {asked.Opcode} {Convert.ToHexStringLower(request.AsSpan(asked.HeaderSize))}");
        _written.Add($"< {(byte)told.Flags} {told.Opcode} {Convert.ToHexStringLower(answer.AsSpan(told.HeaderSize))}");
        return answer;
    }

    private static byte[] Refusal(EnvelopeHeader header)
    {
        using var buffer = new WireBuffer();
        var envelope = OpenEnvelope.Begin(buffer, Version, 0, Opcode.Error);
        new ErrorAnswer(ErrorCode.ProtocolError, ProtocolVersions.Refusal(header.Version)).Write(buffer, Version);
        envelope.Complete();
        return buffer.Written.ToArray();
    }

    private static byte[]? Read(Socket socket)
    {
        var bytes = new byte[EnvelopeHeader.Size];
        if (!Fill(socket, bytes))
        {
            return null;
        }

        EnvelopeHeader.TryRead(bytes, out var header);
        var whole = new byte[header.EnvelopeSize];
        bytes.CopyTo(whole, 0);
        return Fill(socket, whole.AsSpan(bytes.Length)) ? whole : null;
    }

    private static bool Fill(Socket socket, Span<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var read = socket.Receive(bytes);
            if (read == 0)
            {
                return false;
            }

            bytes = bytes[read..];
        }

        return true;
    }
}
