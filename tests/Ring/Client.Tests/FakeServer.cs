using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Hathi.Ring.Protocol;
using Hathi.Ring.Protocol.Answers;
using Hathi.Ring.Protocol.Envelopes;
using Hathi.Ring.Protocol.Framing;
using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Client.Tests;

/// <summary>A request as it came.</summary>
internal sealed record Asked(EnvelopeHeader Header, byte[] Body)
{
    public Opcode Opcode => Header.Opcode;

    public short Stream => Header.Stream;
}

/// <summary>
/// A server of a few lines over the protocol: greets, and lets a script answer what comes then. One thread a connection, blocking.
/// </summary>
internal sealed class FakeServer : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Action<FakeConnection, Asked> _script;
    private readonly List<FakeConnection> _connections = [];

    public FakeServer(Action<FakeConnection, Asked> script)
    {
        _script = script;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        new Thread(Accept) { IsBackground = true }.Start();
    }

    public EndPoint Address => _listener.LocalEndPoint!;

    /// <summary>The newest version that it speaks.</summary>
    public ProtocolVersion Newest { get; init; } = ProtocolVersion.V5;

    /// <summary>The only name and password that it takes; null: it asks for none.</summary>
    public (string User, string Password)? Login { get; init; }

    public IReadOnlyList<FakeConnection> Connections
    {
        get
        {
            lock (_connections)
            {
                return [.. _connections];
            }
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        foreach (var connection in Connections)
        {
            connection.Dispose();
        }
    }

    private void Accept()
    {
        try
        {
            while (true)
            {
                var connection = new FakeConnection(_listener.Accept(), this, _script);
                lock (_connections)
                {
                    _connections.Add(connection);
                }

                new Thread(connection.Run) { IsBackground = true }.Start();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}

/// <summary>One connection of it.</summary>
internal sealed class FakeConnection(Socket socket, FakeServer server, Action<FakeConnection, Asked> script) : IDisposable
{
    private readonly EnvelopeAssembler _assembler = new(fromServer: false, ProtocolLimits.MaxRequestBytes) { TakesParts = true };
    private readonly WireBuffer _scratch = new();
    private readonly WireBuffer _answers = new();
    private readonly WireBuffer _framed = new();
    private byte[] _bytes = new byte[1 << 20];
    private int _have;
    private bool _isFramed;
    private Compression _agreed;

    public ProtocolVersion Version { get; private set; }

    public void Run()
    {
        try
        {
            while (true)
            {
                var read = socket.Receive(_bytes.AsSpan(_have));
                if (read == 0)
                {
                    return;
                }

                _have += read;
                foreach (var asked in Take())
                {
                    Take(asked);
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The client has gone, or the test is over.
        }
    }

    /// <summary>Answers, or says something unasked.</summary>
    public void Answer(short stream, Opcode opcode, Action<WireBuffer> write) => Answer((byte)Version, stream, opcode, write);

    /// <summary>Several answers, which leave in one piece.</summary>
    public void AnswerAll(IEnumerable<(short Stream, Opcode Opcode, Action<WireBuffer> Write)> answers)
    {
        _answers.Clear();
        foreach (var (stream, opcode, write) in answers)
        {
            var envelope = OpenEnvelope.Begin(_answers, (byte)Version, stream, opcode, EnvelopeFlags.None);
            write(_answers);
            envelope.Complete();
        }

        Send();
    }

    public void Fail(Asked asked, ErrorAnswer error) => Answer(asked.Stream, Opcode.Error, b => error.Write(b, Version));

    public void Void(Asked asked) => Answer(asked.Stream, Opcode.Result, ResultAnswer.WriteVoid);

    public void SendRaw(ReadOnlySpan<byte> bytes) => socket.Send(bytes);

    public void Dispose() => socket.Dispose();

    private void Answer(byte version, short stream, Opcode opcode, Action<WireBuffer> write)
    {
        _answers.Clear();
        var envelope = OpenEnvelope.Begin(_answers, version, stream, opcode, EnvelopeFlags.None);
        write(_answers);
        envelope.Complete();
        Send();
    }

    private void Send()
    {
        _framed.Clear();
        if (_isFramed)
        {
            Segment.WriteAll(_framed, _answers.Written, _agreed != Compression.None);
        }
        else
        {
            BodyCompression.WriteAll(_framed, _answers.Written, _agreed);
        }

        socket.Send(_framed.Written);
    }

    private List<Asked> Take()
    {
        var taken = new List<Asked>();
        var input = new ReadOnlySequence<byte>(_bytes, 0, _have);
        if (_isFramed)
        {
            while (Segment.TryRead(ref input, _agreed != Compression.None, _scratch, out var segment))
            {
                var payload = segment.Payload;
                if (!segment.IsSelfContained)
                {
                    if (_assembler.TryAdd(payload, out var whole, out var parts))
                    {
                        taken.Add(new Asked(whole, parts.ToArray()));
                    }

                    continue;
                }

                while (_assembler.TryTake(ref payload, out var header, out var body))
                {
                    taken.Add(new Asked(header, body.ToArray()));
                }
            }
        }
        else
        {
            while (EnvelopeHeader.TryRead(input, out var header) && input.Length >= header.EnvelopeSize)
            {
                var body = input.Slice(header.HeaderSize, header.BodyLength).ToArray();
                taken.Add(new Asked(header, BodyCompression.Unpack(header, body, _agreed, 1 << 20, _scratch).ToArray()));
                input = input.Slice(header.EnvelopeSize);
            }
        }

        var rest = input.ToArray();
        rest.CopyTo(_bytes, 0);
        _have = rest.Length;
        return taken;
    }

    private void Take(Asked asked)
    {
        if (asked.Header.Version > (byte)server.Newest)
        {
            var refusal = new ErrorAnswer(ErrorCode.ProtocolError, ProtocolVersions.Refusal(asked.Header.Version));
            Answer((byte)server.Newest, 0, Opcode.Error, b => refusal.Write(b, server.Newest));
            return;
        }

        Version = (ProtocolVersion)asked.Header.Version;
        switch (asked.Opcode)
        {
            case Opcode.Options:
                Answer(asked.Stream, Opcode.Supported, new SupportedAnswer(new Dictionary<string, IReadOnlyList<string>>
                {
                    ["CQL_VERSION"] = ["3.4.7"], ["COMPRESSION"] = ["lz4", "snappy"],
                }).Write);
                break;
            case Opcode.Startup:
                var startup = Hathi.Ring.Protocol.Requests.StartupRequest.Read(asked.Body);
                var agreed = BodyCompression.Named(startup.Compression, Version);
                if (server.Login is null)
                {
                    Answer(asked.Stream, Opcode.Ready, static _ => { });
                }
                else
                {
                    Answer(asked.Stream, Opcode.Authenticate, new AuthenticateAnswer(AuthenticateAnswer.Password).Write);
                }

                (_agreed, _isFramed) = (agreed, Version >= ProtocolVersion.V5);
                break;
            case Opcode.AuthResponse:
                LogIn(asked);
                break;
            default:
                script(this, asked);
                break;
        }
    }

    private void LogIn(Asked asked)
    {
        var token = Hathi.Ring.Protocol.Requests.AuthResponseRequest.Read(asked.Body).Token.Bytes;
        Assert.True(Hathi.Ring.Protocol.Requests.PlainToken.TryRead(token, out var plain));
        if (plain.User.SequenceEqual(System.Text.Encoding.UTF8.GetBytes(server.Login!.Value.User))
            && plain.Password.SequenceEqual(System.Text.Encoding.UTF8.GetBytes(server.Login.Value.Password)))
        {
            Answer(asked.Stream, Opcode.AuthSuccess, static b => AuthToken.Write(b, WireValue.Null));
        }
        else
        {
            Fail(asked, new ErrorAnswer(ErrorCode.BadCredentials, "Provided username and/or password are incorrect"));
        }
    }
}
