using Hathi.Ring.Protocol;
using Hathi.Ring.Protocol.Answers;
using Hathi.Ring.Protocol.Envelopes;
using Hathi.Ring.Protocol.Framing;
using Hathi.Ring.Protocol.Notation;
using Hathi.Ring.Protocol.Requests;

namespace Hathi.Ring.Node.Connections;

/// <summary>
/// What comes before requests, and belongs to the connection: OPTIONS, STARTUP, AUTH_RESPONSE, REGISTER. Source: Apache
/// <c>ServerConnection</c>, <c>StartupMessage</c>, and what a node of 5.0.6 answered.
/// </summary>
internal sealed partial class RingConnection
{
    private static readonly SupportedAnswer s_supported = new(new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
    {
        [SupportedAnswer.VersionsOption] = ProtocolVersions.Names,
        [StartupRequest.CompressionOption] = [BodyCompression.SnappyName, BodyCompression.Lz4Name],
        [StartupRequest.CqlVersionOption] = [CqlVersion],
    });

    /// <summary>What is spoken.</summary>
    private const string CqlVersion = "3.4.7";

    private const int OldestCqlVersion = 3;

    private volatile GreetingStage _stage;
    private ProtocolVersion? _settled;
    private Compression _compression;
    private int _maxBody = ProtocolLimits.MaxGreetingBytes;
    private bool _throwsOnOverload;
    private (RingCall Call, byte[] Token)? _authentication;

    private enum GreetingStage
    {
        New,
        Authenticating,
        Ready,
    }

    /// <summary>Looks whether a message may come now.</summary>
    private void Check(Opcode opcode)
    {
        var fault = _stage switch
        {
            GreetingStage.New when opcode is not (Opcode.Startup or Opcode.Options) => "expecting STARTUP or OPTIONS",
            GreetingStage.Authenticating when opcode is not Opcode.AuthResponse => "expecting SASL_RESPONSE",
            GreetingStage.Ready when opcode is Opcode.Startup => "the connection is already initialized",
            _ => null,
        };
        if (fault is not null)
        {
            throw new ProtocolException(
                ErrorCode.ProtocolError, $"Unexpected message {NameOf(opcode)}, {fault}", connectionGoesOn: true, null);
        }
    }

    private static string NameOf(Opcode opcode) => opcode == Opcode.AuthResponse ? "AUTH_RESPONSE" : opcode.ToString().ToUpperInvariant();

    /// <summary>Answers what belongs to the connection.</summary>
    /// <returns>False: it is somebody else's.</returns>
    private bool Greet(in RingCall call, Opcode opcode, RequestBody body)
    {
        switch (opcode)
        {
            case Opcode.Options:
                var supported = call.Begin(Opcode.Supported);
                s_supported.Write(supported.Buffer);
                supported.Complete(default);
                return true;
            case Opcode.Startup:
                StartUp(call, StartupRequest.Read(body.Message));
                return true;
            case Opcode.AuthResponse:
                Authenticate(call, AuthResponseRequest.Read(body.Message));
                return true;
            case Opcode.Register:
                _server.Events.Add(this, RegisterRequest.Read(body.Message, call.Version).Events);
                call.Begin(Opcode.Ready).Complete(default);
                return true;
            default:
                return false;
        }
    }

    private void StartUp(in RingCall call, StartupRequest request)
    {
        try
        {
            CheckCqlVersion(request.CqlVersion);
            _compression = BodyCompression.Named(request.Compression, call.Version);
        }
        catch (ProtocolException e) when (call.Version >= ProtocolVersion.V5)
        {
            // Whether segments are to follow nobody knows then.
            throw new ProtocolException(e.Code, e.Message, connectionGoesOn: false, e);
        }

        _settled = call.Version;
        _throwsOnOverload = request.ThrowsOnOverload;
        if (_server.Authenticator is { } authenticator)
        {
            _stage = GreetingStage.Authenticating;
            var who = call.Begin(Opcode.Authenticate);
            new AuthenticateAnswer(authenticator.Name).Write(who.Buffer);
            who.Complete(default);
        }
        else
        {
            _stage = GreetingStage.Ready;
            call.Begin(Opcode.Ready).Complete(default);
        }

        // The answer travels as STARTUP did, what comes behind it as it has agreed.
        SendBatch(atLeast: 0);
        var inSegments = call.Version >= ProtocolVersion.V5;
        Answers.Agree(inSegments, _compression);
        _maxBody = _stage != GreetingStage.Ready ? ProtocolLimits.MaxGreetingBytes
            : inSegments ? ProtocolLimits.MaxRequestBytesInSegments : ProtocolLimits.MaxRequestBytes;
        if (inSegments)
        {
            _assembler = new EnvelopeAssembler(fromServer: false, ProtocolLimits.MaxRequestBytesInSegments)
            {
                TakesParts = _stage == GreetingStage.Ready,
            };
        }
    }

    private static void CheckCqlVersion(string? version)
    {
        if (version is null)
        {
            throw Wrong("Missing value CQL_VERSION in STARTUP message");
        }

        var dot = version.IndexOf('.', StringComparison.Ordinal);
        if (dot < 1 || !int.TryParse(version.AsSpan(0, dot), out var major) || !Version.TryParse(version.Split('-', '+')[0], out _))
        {
            throw Wrong($"Invalid version value: {version}");
        }

        if (major < OldestCqlVersion)
        {
            throw Wrong($"CQL version {version} is not supported by the binary protocol (supported version are >= {OldestCqlVersion}.0.0)");
        }

        static ProtocolException Wrong(string message) => new(ErrorCode.ProtocolError, message, connectionGoesOn: true, null);
    }

    private void Authenticate(in RingCall call, AuthResponseRequest request)
    {
        if (_stage == GreetingStage.Ready)
        {
            Succeed(call);
            return;
        }

        // Nothing more is read until it is known: a password is looked at slowly, on purpose.
        _authentication = (call, request.Token.Bytes.ToArray());
    }

    private async ValueTask AuthenticateAsync()
    {
        var (call, token) = _authentication!.Value;
        try
        {
            var user = await Task.Run(() => _server.Authenticator!.AuthenticateAsync(token, Remote).AsTask()).ConfigureAwait(false);
            if (user is null)
            {
                call.Refuse(new ErrorAnswer(ErrorCode.BadCredentials, "Provided username and/or password are incorrect"));
            }
            else
            {
                User = user;
                _stage = GreetingStage.Ready;
                _maxBody = _assembler is null ? ProtocolLimits.MaxRequestBytes : ProtocolLimits.MaxRequestBytesInSegments;
                _assembler?.TakesParts = true;
                Succeed(call);
            }
        }
        catch (Exception e)
        {
            call.Fail(e, Opcode.AuthResponse);
        }

        _authentication = null;
    }

    private static void Succeed(in RingCall call)
    {
        var success = call.Begin(Opcode.AuthSuccess);
        AuthToken.Write(success.Buffer, WireValue.Null);
        success.Complete(default);
    }
}
