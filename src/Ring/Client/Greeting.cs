using System.Net.Sockets;
using Hathi.Ring.Client.Calls;
using Hathi.Ring.Client.Failures;
using Hathi.Ring.Client.Statements;
using Hathi.Ring.Client.Wire;
using Hathi.Ring.Protocol;
using Hathi.Ring.Protocol.Answers;
using Hathi.Ring.Protocol.Envelopes;
using Hathi.Ring.Protocol.Framing;
using Hathi.Ring.Protocol.Notation;
using Hathi.Ring.Protocol.Requests;

namespace Hathi.Ring.Client;

/// <summary>
/// What is said before the first request: what is supported, version and compression, who we are. One question at a time. Source:
/// <c>native_protocol_v5.spec</c>, section 4.
/// </summary>
/// <param name="socket">Connected.</param>
/// <param name="input">Its answers; afterwards as the first request's answer wants it.</param>
/// <param name="server">The address, for messages.</param>
/// <param name="version">That is tried.</param>
/// <param name="options">How.</param>
internal sealed class Greeting(Socket socket, AnswerInput input, string server, ProtocolVersion version, RingConnectionOptions options)
    : IAnswerSink
{
    private const string DefaultCqlVersion = "3.0.0";

    private readonly WireBuffer _buffer = new();
    private RingAnswer? _answer;
    private Exception? _failure;

    /// <summary>Says it.</summary>
    /// <returns>What the server supports; null: not this version.</returns>
    /// <exception cref="RingErrorException">The server refused, such as name or password.</exception>
    /// <exception cref="RingConnectionException">It is no server, or does not offer the compression.</exception>
    internal async Task<SupportedAnswer?> RunAsync(CancellationToken cancellationToken)
    {
        using var buffer = _buffer;
        SupportedAnswer supported;
        RingAnswer ready;
        try
        {
            supported = SupportedAnswer.Read((await AskAsync(default(OptionsCall), Opcode.Supported, cancellationToken)
                .ConfigureAwait(false)).Message);
            ready = await AskAsync(Startup(supported), Opcode.Ready, cancellationToken).ConfigureAwait(false);
        }
        catch (RingErrorException e) when (IsAboutVersion(e.Answer))
        {
            return null;
        }

        input.Agreed = options.Compression;
        input.IsFramed = version >= ProtocolVersion.V5;
        if (ready.Opcode == Opcode.Authenticate)
        {
            await ProveAsync(cancellationToken).ConfigureAwait(false);
        }

        return supported;
    }

    void IAnswerSink.Take(in EnvelopeHeader header, ReadOnlySpan<byte> body)
    {
        if (header.Opcode != Opcode.Error)
        {
            header.Verify(fromServer: true, version, options.MaxAnswerBytes);
            _answer = RingAnswer.Of(header, body, columns: null);
            return;
        }

        // One that does not speak our version answers in its own.
        var told = (ProtocolVersion)Math.Clamp(header.Version, (byte)ProtocolVersion.V3, (byte)ProtocolVersions.Newest);
        _failure = new RingErrorException(ErrorAnswer.Read(AnswerBody.Read(header with { Version = (byte)told }, body).Message, told));
    }

    private static bool IsAboutVersion(ErrorAnswer answer) => answer.Code == ErrorCode.ProtocolError
        && answer.Message.Contains("unsupported protocol version", StringComparison.OrdinalIgnoreCase);

    private StartupCall Startup(SupportedAnswer supported)
    {
        var startup = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [StartupRequest.CqlVersionOption] = supported.Options.TryGetValue(StartupRequest.CqlVersionOption, out var versions)
                && versions.Count > 0 ? versions[0] : DefaultCqlVersion,
            [StartupRequest.DriverNameOption] = options.DriverName,
        };
        if (options.Compression == Compression.None)
        {
            return new StartupCall(new StartupRequest(startup));
        }

        var name = options.Compression == Compression.Lz4 ? BodyCompression.Lz4Name : BodyCompression.SnappyName;
        if (!supported.Options.TryGetValue(StartupRequest.CompressionOption, out var offered)
            || !offered.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            throw new RingConnectionException(server, $"{server} does not offer compression by {name}.", mayHaveRun: false, inner: null);
        }

        startup[StartupRequest.CompressionOption] = name;
        return new StartupCall(new StartupRequest(startup));
    }

    private async Task ProveAsync(CancellationToken cancellationToken)
    {
        if (options.User is not { } user)
        {
            throw new RingErrorException(
                new ErrorAnswer(ErrorCode.BadCredentials, $"{server} wants a name and a password, and none was given."));
        }

        await AskAsync(new PasswordCall(user, options.Password), Opcode.AuthSuccess, cancellationToken).ConfigureAwait(false);
    }

    private async Task<RingAnswer> AskAsync<TCall>(TCall call, Opcode expected, CancellationToken cancellationToken)
        where TCall : struct, ICall
    {
        await SendAsync(call, cancellationToken).ConfigureAwait(false);
        (_answer, _failure) = (null, null);
        while (_answer is null && _failure is null)
        {
            if (!await input.FillAsync(cancellationToken).ConfigureAwait(false))
            {
                throw ConnectionFailures.Closed(server);
            }

            input.Drain(this);
        }

        if (_failure is not null)
        {
            throw _failure;
        }

        var isExpected = _answer!.Opcode == expected || (expected == Opcode.Ready && _answer.Opcode == Opcode.Authenticate);
        return isExpected ? _answer : throw ConnectionFailures.Unexpected(server, $"{_answer.Opcode} to {call.Opcode}");
    }

    private async Task SendAsync<TCall>(TCall call, CancellationToken cancellationToken)
        where TCall : struct, ICall
    {
        _buffer.Clear();
        var envelope = OpenEnvelope.Begin(_buffer, version, 0, call.Opcode);
        call.Write(_buffer, version);
        envelope.Complete();
        using var framed = new WireBuffer();
        if (input.IsFramed)
        {
            Segment.WriteAll(framed, _buffer.Written, input.Agreed != Compression.None);
        }

        var bytes = input.IsFramed ? framed.WrittenMemory : _buffer.WrittenMemory;
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None, cancellationToken).ConfigureAwait(false)..];
        }
    }
}
