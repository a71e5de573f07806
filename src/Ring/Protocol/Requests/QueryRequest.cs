using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Protocol.Requests;

/// <summary>A statement as text. Slices of the body. Source: <c>native_protocol_v5.spec</c>, section 4.1.4.</summary>
public readonly ref struct QueryRequest
{
    private QueryRequest(ReadOnlySpan<byte> statement, QueryParameters parameters)
    {
        Statement = statement;
        Parameters = parameters;
    }

    /// <summary>UTF-8.</summary>
    public ReadOnlySpan<byte> Statement { get; }

    /// <summary>What is said beside it.</summary>
    public QueryParameters Parameters { get; }

    /// <summary>Reads the message.</summary>
    /// <exception cref="ProtocolException">It is none.</exception>
    public static QueryRequest Read(ReadOnlySpan<byte> message, ProtocolVersion version)
    {
        var reader = new WireReader(message);
        var statement = reader.LongUtf8();
        return new QueryRequest(statement, QueryParameters.Read(ref reader, version));
    }

    /// <summary>Begins the message; values follow, and <see cref="ParametersWriter.Complete"/>.</summary>
    public static ParametersWriter Begin(
        WireBuffer buffer, ProtocolVersion version, scoped ReadOnlySpan<char> statement, QueryOptions options, int values, bool named)
    {
        buffer.PutLongString(statement);
        return ParametersWriter.Begin(buffer, version, options, values, named);
    }
}
