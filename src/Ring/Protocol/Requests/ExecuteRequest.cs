using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Protocol.Requests;

/// <summary>A prepared statement with its values. Slices of the body. Source: <c>native_protocol_v5.spec</c>, section 4.1.6.</summary>
public readonly ref struct ExecuteRequest
{
    private ExecuteRequest(ReadOnlySpan<byte> statementId, ReadOnlySpan<byte> resultMetadataId, QueryParameters parameters)
    {
        StatementId = statementId;
        ResultMetadataId = resultMetadataId;
        Parameters = parameters;
    }

    /// <summary>What PREPARE was answered with, or anything else.</summary>
    public ReadOnlySpan<byte> StatementId { get; }

    /// <summary>Which columns the client has; since version 5.</summary>
    public ReadOnlySpan<byte> ResultMetadataId { get; }

    /// <summary>What is said beside it.</summary>
    public QueryParameters Parameters { get; }

    /// <summary>Reads the message.</summary>
    /// <exception cref="ProtocolException">It is none.</exception>
    public static ExecuteRequest Read(ReadOnlySpan<byte> message, ProtocolVersion version)
    {
        var reader = new WireReader(message);
        var statementId = reader.ShortBytes();
        var resultMetadataId = version >= ProtocolVersion.V5 ? reader.ShortBytes() : default;
        return new ExecuteRequest(statementId, resultMetadataId, QueryParameters.Read(ref reader, version));
    }

    /// <summary>Begins the message; values follow, and <see cref="ParametersWriter.Complete"/>.</summary>
    public static ParametersWriter Begin(
        WireBuffer buffer,
        ProtocolVersion version,
        scoped ReadOnlySpan<byte> statementId,
        scoped ReadOnlySpan<byte> resultMetadataId,
        QueryOptions options,
        int values)
    {
        buffer.PutShortBytes(statementId);
        if (version >= ProtocolVersion.V5)
        {
            buffer.PutShortBytes(resultMetadataId);
        }

        return ParametersWriter.Begin(buffer, version, options, values, named: false);
    }
}
