using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Protocol.Requests;

/// <summary>A statement that will be executed often. Slices of the body. Source: <c>native_protocol_v5.spec</c>, section 4.1.5.</summary>
public readonly ref struct PrepareRequest
{
    private const int WithKeyspace = 1;

    private PrepareRequest(ReadOnlySpan<byte> statement, bool hasKeyspace, ReadOnlySpan<byte> keyspace)
    {
        Statement = statement;
        HasKeyspace = hasKeyspace;
        Keyspace = keyspace;
    }

    /// <summary>UTF-8.</summary>
    public ReadOnlySpan<byte> Statement { get; }

    /// <summary>It names the keyspace that names without one belong to; since version 5.</summary>
    public bool HasKeyspace { get; }

    /// <summary>UTF-8.</summary>
    public ReadOnlySpan<byte> Keyspace { get; }

    /// <summary>Reads the message.</summary>
    /// <exception cref="ProtocolException">It is none.</exception>
    public static PrepareRequest Read(ReadOnlySpan<byte> message, ProtocolVersion version)
    {
        var reader = new WireReader(message);
        var statement = reader.LongUtf8();
        return version >= ProtocolVersion.V5 && (reader.Int() & WithKeyspace) != 0
            ? new PrepareRequest(statement, true, reader.Utf8())
            : new PrepareRequest(statement, false, default);
    }

    /// <summary>Writes the message.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="version">The connection's.</param>
    /// <param name="statement">The text.</param>
    /// <param name="keyspace">Since version 5; null: the connection's.</param>
    public static void Write(WireBuffer buffer, ProtocolVersion version, ReadOnlySpan<char> statement, string? keyspace)
    {
        buffer.PutLongString(statement);
        if (version < ProtocolVersion.V5)
        {
            return;
        }

        buffer.PutInt(keyspace is null ? 0 : WithKeyspace);
        if (keyspace is not null)
        {
            buffer.PutString(keyspace);
        }
    }
}
