using Hathi.Ring.Protocol.Envelopes;
using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Protocol.Framing;

/// <summary>
/// Takes envelopes out of the payloads of segments: many of one payload, or one of many. What is too long is read past, piece by piece,
/// without being kept. One for each direction of a connection; owned by one thread.
/// </summary>
/// <param name="fromServer">Answers are expected.</param>
/// <param name="maxBody">The longest body that is taken, bytes.</param>
public sealed class EnvelopeAssembler(bool fromServer, int maxBody) : IDisposable
{
    private const int MostRefusedInARow = 1;

    // As Cassandra says it.
    private const string TooEarly = "The connection is not yet in a valid state to process multi frame CQL Messages, usually thismeans "
        + "that authentication is still pending. ";

    private readonly WireBuffer _parts = new();
    private EnvelopeHeader _open;
    private ProtocolException? _refused;
    private long _missing;
    private bool _isDelivered;
    private bool _isTaken;
    private bool _wasLast;
    private int _refusedInARow;

    /// <summary>
    /// Envelopes in parts are taken. From a client they are not before it has said who it is: they would be memory that it has not earned.
    /// </summary>
    public bool TakesParts { get => fromServer || field; set; }

    /// <summary>Bytes that are held for parts.</summary>
    public int HeldBytes => _parts.Capacity;

    /// <summary>Takes the next envelope out of a payload that has whole ones.</summary>
    /// <param name="payload">Of a segment that is self-contained; afterwards what is behind the envelope.</param>
    /// <param name="header">Its header.</param>
    /// <param name="body">Its body, a slice of the payload.</param>
    /// <returns>False: that was all.</returns>
    /// <exception cref="ProtocolException">
    /// It cannot be taken. When the connection goes on, <paramref name="payload"/> is what is behind it. It does not at the second in a row
    /// of one payload, as with Cassandra: nine bytes are enough for one, and a segment that compresses well holds thousands of them.
    /// </exception>
    public bool TryTake(scoped ref ReadOnlySpan<byte> payload, out EnvelopeHeader header, out ReadOnlySpan<byte> body)
    {
        header = default;
        body = default;
        ForgetDelivered();
        _refusedInARow = _isTaken || _wasLast || payload.IsEmpty ? 0 : _refusedInARow;
        (_isTaken, _wasLast) = (false, false);
        if (payload.IsEmpty)
        {
            return false;
        }

        if (!EnvelopeHeader.TryRead(payload, out header) || header.EnvelopeSize > payload.Length)
        {
            throw ProtocolException.Broken($"a segment of whole envelopes that ends {payload.Length} bytes behind the start of one");
        }

        body = payload[header.HeaderSize..(int)header.EnvelopeSize];
        payload = payload[(int)header.EnvelopeSize..];
        _wasLast = payload.IsEmpty;
        try
        {
            header.Verify(fromServer, ProtocolVersion.V5, maxBody);
        }
        catch (ProtocolException e)
        {
            throw Refuse(e);
        }

        _isTaken = true;
        return true;
    }

    /// <summary>
    /// Tells that the message of the envelope that was taken last cannot be read: it counts in a row with those that cannot be taken.
    /// </summary>
    /// <param name="refused">What is wrong with it.</param>
    /// <returns>What the peer is to be told, and whether the connection goes on.</returns>
    public ProtocolException Refuse(ProtocolException refused)
    {
        _isTaken = false;
        return ++_refusedInARow <= MostRefusedInARow || !refused.ConnectionGoesOn
            ? refused
            : new ProtocolException(refused.Code, refused.Message, connectionGoesOn: false, refused) { Stream = refused.Stream };
    }

    /// <summary>Adds a part of an envelope.</summary>
    /// <param name="payload">Of a segment that is not self-contained.</param>
    /// <param name="header">When it was the last: the header.</param>
    /// <param name="body">When it was the last: the body, which is gone with the next call.</param>
    /// <returns>False: more parts are to come.</returns>
    /// <exception cref="ProtocolException">
    /// The envelope cannot be taken; told when it was read past, if the connection goes on.
    /// </exception>
    public bool TryAdd(ReadOnlySpan<byte> payload, out EnvelopeHeader header, out ReadOnlySpan<byte> body)
    {
        header = default;
        body = default;
        ForgetDelivered();
        if (_missing == 0)
        {
            Open(payload);
        }

        if (payload.IsEmpty || payload.Length > _missing)
        {
            throw ProtocolException.Broken($"a part of {payload.Length} bytes of an envelope that {_missing} are missing of");
        }

        _missing -= payload.Length;
        if (_refused is null)
        {
            _parts.PutRaw(payload);
        }

        if (_missing > 0)
        {
            return false;
        }

        if (_refused is { } refused)
        {
            _refused = null;
            throw refused;
        }

        header = _open;
        body = _parts.Written[header.HeaderSize..];
        _isDelivered = true;
        return true;
    }

    /// <summary>
    /// Gives back what the last body in parts took, as the next call does: nobody reads it any more, and the connection may be silent for
    /// long.
    /// </summary>
    public void ForgetDelivered()
    {
        if (_isDelivered)
        {
            _isDelivered = false;
            _parts.Clear();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _parts.Dispose();

    private void Open(ReadOnlySpan<byte> payload)
    {
        if (!EnvelopeHeader.TryRead(payload, out _open))
        {
            throw ProtocolException.Broken($"a first part of {payload.Length} bytes, which is shorter than an envelope's header");
        }

        if (!TakesParts)
        {
            throw new ProtocolException(ErrorCode.ProtocolError, TooEarly, connectionGoesOn: false, null) { Stream = _open.Stream };
        }

        try
        {
            _open.Verify(fromServer, ProtocolVersion.V5, maxBody);
        }
        catch (ProtocolException e) when (e.ConnectionGoesOn)
        {
            _refused = e;
        }

        _parts.Clear();
        _missing = _open.EnvelopeSize;
    }
}
