using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Protocol.Requests;

/// <summary>
/// Several statements, as text or prepared, each with its values. Slices of the body; allocates nothing. Source:
/// <c>native_protocol_v5.spec</c>, section 4.1.7.
/// </summary>
public readonly ref struct BatchRequest
{
    // Kind, no bytes of id, no values.
    private const int LeastBytes = 5;
    private readonly ReadOnlySpan<byte> _statements;
    private readonly ProtocolVersion _version;

    private BatchRequest(
        BatchKind kind, int count, ReadOnlySpan<byte> statements, QueryParameters parameters, ProtocolVersion version)
    {
        Kind = kind;
        Count = count;
        Parameters = parameters;
        _statements = statements;
        _version = version;
    }

    /// <summary>Whether it is logged.</summary>
    public BatchKind Kind { get; }

    /// <summary>Statements.</summary>
    public int Count { get; }

    /// <summary>What is said beside them.</summary>
    public QueryParameters Parameters { get; }

    /// <summary>Reads the message, all of its statements once.</summary>
    /// <exception cref="ProtocolException">It is none, or wants values by name, which BATCH has no place for.</exception>
    public static BatchRequest Read(ReadOnlySpan<byte> message, ProtocolVersion version)
    {
        var reader = new WireReader(message);
        var kind = reader.Byte();
        if (kind > (byte)BatchKind.Counter)
        {
            throw ProtocolException.Damaged($"Invalid BATCH message type {kind}");
        }

        var count = reader.Count(reader.Short(), LeastBytes, "statements");
        var start = reader.Rest;
        for (var i = 0; i < count; i++)
        {
            _ = BatchStatement.Read(ref reader, version);
        }

        var statements = start[..^reader.Rest.Length];
        var parameters = QueryParameters.Read(ref reader, version);
        return !parameters.Has(QueryFlags.NamesForValues)
            ? new BatchRequest((BatchKind)kind, count, statements, parameters, version)
            : throw ProtocolException.Damaged("values by name in BATCH");
    }

    /// <summary>The statements, in the order of the wire.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>Walks over the statements.</summary>
    public ref struct Enumerator
    {
        private readonly ProtocolVersion _version;
        private WireReader _reader;
        private int _left;

        internal Enumerator(BatchRequest batch)
        {
            _version = batch._version;
            _left = batch.Count;
            _reader = new WireReader(batch._statements);
        }

        /// <summary>The statement.</summary>
        public BatchStatement Current { get; private set; }

        /// <summary>The next statement.</summary>
        public bool MoveNext()
        {
            if (_left == 0)
            {
                return false;
            }

            _left--;
            Current = BatchStatement.Read(ref _reader, _version);
            return true;
        }
    }
}
