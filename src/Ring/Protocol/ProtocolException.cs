using Hathi.Base;

namespace Hathi.Ring.Protocol;

/// <summary>
/// The bytes are not what the protocol says: the peer is at fault. The only exception that the decoders of this assembly throw, whatever
/// bytes they are given.
/// </summary>
/// <param name="code">What the peer is answered with.</param>
/// <param name="message">What was read and what was wrong with it.</param>
/// <param name="connectionGoesOn">
/// The end of the faulty envelope is known, so that the next can be read behind it. Otherwise the connection is closed after the answer.
/// </param>
/// <param name="inner">What told of it.</param>
public sealed class ProtocolException(ErrorCode code, string message, bool connectionGoesOn, Exception? inner)
    : EnvironmentException(message, inner)
{
    /// <summary>What the peer is answered with.</summary>
    public ErrorCode Code { get; } = code;

    /// <summary>Whether the next envelope can be read.</summary>
    public bool ConnectionGoesOn { get; } = connectionGoesOn;

    /// <summary>The stream that the answer belongs to; null where the envelope was not reached.</summary>
    public short? Stream { get; init; }

    /// <summary>An envelope whose content is wrong and whose end is known.</summary>
    internal static ProtocolException Damaged(string message) => new(ErrorCode.ProtocolError, message, connectionGoesOn: true, null);

    /// <summary>What is well said and cannot be done.</summary>
    internal static ProtocolException Invalid(string message) => new(ErrorCode.Invalid, message, connectionGoesOn: true, null);

    /// <summary>Bytes after which nobody knows where the next envelope begins.</summary>
    internal static ProtocolException Broken(string message) => new(ErrorCode.ProtocolError, message, connectionGoesOn: false, null);
}
