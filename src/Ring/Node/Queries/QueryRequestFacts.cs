using System.Text;
using Hathi.Ring.Node.Time;
using Hathi.Ring.Protocol;
using Hathi.Ring.Protocol.Requests;

namespace Hathi.Ring.Node.Queries;

/// <summary>What a request says beside its statement, as far as it is needed when its bytes are gone; a value.</summary>
/// <param name="Consistency">How many replicas.</param>
/// <param name="PageSize">Rows of a page; not above zero: all.</param>
/// <param name="SkipsMetadata">The client has the columns.</param>
/// <param name="NowMicros">The time of the request.</param>
/// <param name="Timestamp">Of what is written.</param>
internal readonly record struct QueryRequestFacts(
    Consistency Consistency, int PageSize, bool SkipsMetadata, long NowMicros, long? Timestamp)
{
    private const long MicrosecondsOfSecond = 1_000_000;

    /// <summary>Reads them.</summary>
    public static QueryRequestFacts Of(QueryParameters parameters, ProtocolVersion version, NodeTime time)
    {
        var now = time.NextMicros();
        var timestamp = parameters.Has(QueryFlags.Timestamp) ? parameters.Timestamp : (long?)null;
        if (version >= ProtocolVersion.V5 && parameters.Has(QueryFlags.NowInSeconds))
        {
            // What is written gets the node's time all the same.
            (timestamp, now) = (timestamp ?? now, parameters.NowInSeconds * MicrosecondsOfSecond);
        }

        return new QueryRequestFacts(parameters.Consistency, parameters.PageSize, parameters.SkipsMetadata, now, timestamp);
    }

    /// <summary>The keyspace of a request: its own since version 5, else the connection's.</summary>
    public static string? KeyspaceOf(QueryParameters parameters, ProtocolVersion version, string? ofConnection) =>
        version >= ProtocolVersion.V5 && parameters.Has(QueryFlags.Keyspace) ? Encoding.UTF8.GetString(parameters.Keyspace) : ofConnection;
}
