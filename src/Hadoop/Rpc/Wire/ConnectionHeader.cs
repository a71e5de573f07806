using System.Buffers;

namespace Hathi.Hadoop.Rpc.Wire;

/// <summary>
/// The seven bytes that open a connection: "hrpc", version, service class, authentication protocol. Source: Apache's <c>RpcConstants</c>.
/// </summary>
internal static class ConnectionHeader
{
    public const int Length = 7;
    public const byte Version = 9;
    public const sbyte AuthNone = 0;
    public const sbyte AuthSasl = -33;

    public static ReadOnlySpan<byte> Magic => "hrpc"u8;

    /// <summary>The authentication protocol that a header asks for.</summary>
    public static sbyte Auth(ReadOnlySpan<byte> header) => (sbyte)header[6];

    /// <summary>The header of a client that authenticates by name only.</summary>
    public static ReadOnlySpan<byte> Simple => [(byte)'h', (byte)'r', (byte)'p', (byte)'c', Version, 0, 0];

    /// <summary>The header of a client that authenticates by SASL.</summary>
    public static ReadOnlySpan<byte> Sasl => [(byte)'h', (byte)'r', (byte)'p', (byte)'c', Version, 0, unchecked((byte)AuthSasl)];

    /// <summary>Copies the seven bytes off the front of <paramref name="buffer"/>; false while they are not all there.</summary>
    public static bool TryRead(ref ReadOnlySequence<byte> buffer, Span<byte> header)
    {
        if (buffer.Length < Length)
        {
            return false;
        }

        buffer.Slice(0, Length).CopyTo(header);
        buffer = buffer.Slice(Length);
        return true;
    }
}

/// <summary>Call ids below zero: out of band. Source: Apache's <c>RpcConstants</c> and <c>Server.AuthProtocol</c>.</summary>
internal static class CallIds
{
    public const int AuthorizationFailed = -1;
    public const int ConnectionContext = -3;
    public const int Ping = -4;
    public const int Sasl = -33;
}
