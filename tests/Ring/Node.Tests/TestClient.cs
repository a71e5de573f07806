using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Hathi.Ring.Protocol;
using Hathi.Ring.Protocol.Answers;
using Hathi.Ring.Protocol.Envelopes;
using Hathi.Ring.Protocol.Framing;
using Hathi.Ring.Protocol.Notation;
using Hathi.Ring.Protocol.Requests;

namespace Hathi.Ring.Node.Tests;

/// <summary>An answer as a test looks at it.</summary>
internal sealed record Answer(EnvelopeHeader Header, byte[] Body)
{
    public Opcode Opcode => Header.Opcode;

    public short Stream => Header.Stream;

    public ErrorAnswer Error => Opcode == Opcode.Error
        ? ErrorAnswer.Read(Message, (ProtocolVersion)Header.Version) : throw new InvalidOperationException($"{Opcode}, no error");

    public ReadOnlySpan<byte> Message => AnswerBody.Read(Header, Body).Message;
}

/// <summary>A client that sends what it is told to, also what no driver would, and waits for one answer after the other.</summary>
internal sealed class TestClient : IDisposable
{
    private readonly Socket _socket;
    private readonly Queue<Answer> _answers = new();
    private readonly EnvelopeAssembler _assembler = new(fromServer: true, ProtocolLimits.MaxBodyBytes);
    private readonly WireBuffer _scratch = new();
    private byte[] _received = [];
    private bool _inSegments;
    private Compression _compression;

    public TestClient(IPEndPoint server)
    {
        _socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            ReceiveTimeout = (int)Patience.Limit.TotalMilliseconds,
        };
        _socket.Connect(server);
    }

    public ProtocolVersion Version { get; set; } = ProtocolVersion.V5;

    public Socket Socket => _socket;

    /// <summary>Connects and says STARTUP.</summary>
    public static TestClient Ready(IPEndPoint server, ProtocolVersion version, string? compression = null)
    {
        var client = new TestClient(server) { Version = version };
        var ready = client.StartUp(compression);
        Assert.Equal(Opcode.Ready, ready.Opcode);
        return client;
    }

    public Answer StartUp(string? compression, params (string Name, string Value)[] more)
    {
        var options = new Dictionary<string, string> { [StartupRequest.CqlVersionOption] = "3.0.0" };
        if (compression is not null)
        {
            options[StartupRequest.CompressionOption] = compression;
        }

        foreach (var (name, value) in more)
        {
            options[name] = value;
        }

        var answer = Ask(1, Opcode.Startup, b => new StartupRequest(options).Write(b));
        if (answer.Opcode is Opcode.Ready or Opcode.Authenticate)
        {
            _inSegments = Version == ProtocolVersion.V5;
            _compression = compression switch { "lz4" => Compression.Lz4, "snappy" => Compression.Snappy, _ => Compression.None };
        }

        return answer;
    }

    public Answer Ask(short stream, Opcode opcode, Action<WireBuffer> write)
    {
        Send(Envelope(stream, opcode, write));
        return Next();
    }

    public byte[] Envelope(short stream, Opcode opcode, Action<WireBuffer> write)
    {
        using var buffer = new WireBuffer();
        var envelope = OpenEnvelope.Begin(buffer, Version, stream, opcode);
        write(buffer);
        envelope.Complete();
        return buffer.Written.ToArray();
    }

    /// <summary>Sends whole envelopes as agreed.</summary>
    public void Send(ReadOnlySpan<byte> envelopes) => SendRaw(Packed(envelopes));

    public byte[] Packed(ReadOnlySpan<byte> envelopes)
    {
        using var wire = new WireBuffer();
        if (_inSegments)
        {
            Segment.WriteAll(wire, envelopes, _compression == Compression.Lz4);
        }
        else
        {
            BodyCompression.WriteAll(wire, envelopes, _compression);
        }

        return wire.Written.ToArray();
    }

    public void SendRaw(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[_socket.Send(bytes)..];
        }
    }

    /// <summary>The next answer.</summary>
    public Answer Next()
    {
        while (_answers.Count == 0)
        {
            Assert.True(Receive(), "the server has closed the connection");
        }

        return _answers.Dequeue();
    }

    /// <summary>Whether the server ends the connection; answers before that are kept.</summary>
    public bool Ends()
    {
        try
        {
            while (Receive())
            {
            }

            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            return true;
        }
    }

    /// <summary>Whether the server ends the connection; what it says before is not looked at.</summary>
    public bool EndsRaw()
    {
        var buffer = new byte[64 << 10];
        try
        {
            while (_socket.Receive(buffer) > 0)
            {
            }

            return true;
        }
        catch (SocketException e)
            when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown or SocketError.NotConnected)
        {
            return true;
        }
    }

    /// <summary>Bytes that may be no envelopes, in a segment with right checksums, or as they are where there are none.</summary>
    public byte[] PackedRaw(byte[] bytes)
    {
        if (!_inSegments)
        {
            return bytes;
        }

        using var wire = new WireBuffer();
        Segment.Write(
            wire, bytes.AsSpan(0, Math.Min(bytes.Length, ProtocolLimits.MaxSegmentBytes)), isSelfContained: bytes.Length % 7 != 0,
            _compression == Compression.Lz4);
        return wire.Written.ToArray();
    }

    public void Dispose()
    {
        _socket.Dispose();
        _assembler.Dispose();
        _scratch.Dispose();
    }

    private bool Receive()
    {
        var buffer = new byte[64 << 10];
        var count = _socket.Receive(buffer);
        _received = [.. _received, .. buffer.AsSpan(0, count)];
        Take();
        return count > 0;
    }

    private void Take()
    {
        if (!_inSegments)
        {
            while (EnvelopeHeader.TryRead(_received, out var header) && header.EnvelopeSize <= _received.Length)
            {
                var body = _received.AsSpan(header.HeaderSize, (int)header.BodyLength);
                Add(header, BodyCompression.Unpack(header, body, _compression, ProtocolLimits.MaxBodyBytes, _scratch));
                _received = _received[(int)header.EnvelopeSize..];
            }

            return;
        }

        var sequence = new ReadOnlySequence<byte>(_received);
        while (Segment.TryRead(ref sequence, _compression == Compression.Lz4, _scratch, out var segment))
        {
            var payload = segment.Payload;
            if (segment.IsSelfContained)
            {
                while (_assembler.TryTake(ref payload, out var header, out var body))
                {
                    Add(header, body);
                }
            }
            else if (_assembler.TryAdd(payload, out var header, out var body))
            {
                Add(header, body);
            }
        }

        _received = sequence.ToArray();
    }

    private void Add(in EnvelopeHeader header, ReadOnlySpan<byte> body) =>
        _answers.Enqueue(new Answer(header with { Flags = header.Flags & ~EnvelopeFlags.Compressed }, body.ToArray()));
}
