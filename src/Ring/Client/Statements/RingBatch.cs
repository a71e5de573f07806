using Hathi.Ring.Protocol;
using Hathi.Ring.Protocol.Notation;
using Hathi.Ring.Protocol.Requests;

namespace Hathi.Ring.Client.Statements;

/// <summary>
/// Several statements that travel together. Made once and used again after <see cref="Clear"/>. Belongs to one request until that is
/// answered.
/// </summary>
/// <param name="kind">Whether it is logged.</param>
public sealed class RingBatch(BatchKind kind) : IDisposable
{
    private readonly List<Entry> _entries = [];
    private readonly RingValues _values = new();

    /// <summary>Whether it is logged.</summary>
    public BatchKind Kind { get; } = kind;

    /// <summary>Statements so far.</summary>
    public int Count => _entries.Count;

    /// <summary>Begins anew.</summary>
    public RingBatch Clear()
    {
        _entries.Clear();
        _values.Clear();
        return this;
    }

    /// <summary>A prepared statement with its values, which are copied.</summary>
    public RingBatch Add(PreparedStatement statement, RingValues values) => Add(new Entry(statement, null, values.Count), values);

    /// <summary>A statement as text with its values, which are copied.</summary>
    public RingBatch Add(string text, RingValues values) => Add(new Entry(null, text, values.Count), values);

    /// <summary>Gives the memory back; it can be used again.</summary>
    public void Dispose()
    {
        _entries.Clear();
        _values.Dispose();
    }

    internal void Write(WireBuffer buffer, ProtocolVersion version, QueryOptions options)
    {
        var writer = BatchWriter.Begin(buffer, version, Kind);
        var values = _values.Read();
        foreach (var entry in _entries)
        {
            if (entry.Statement is { } prepared)
            {
                writer.Prepared(prepared.Answer.StatementId.Span, entry.Values);
            }
            else
            {
                writer.Statement(entry.Text, entry.Values);
            }

            for (var i = 0; i < entry.Values; i++)
            {
                writer.Value(values.Next());
            }
        }

        writer.Complete(options);
    }

    /// <summary>The statement of an id that a server does not know.</summary>
    internal PreparedStatement? Find(ReadOnlySpan<byte> id)
    {
        foreach (var entry in _entries)
        {
            if (entry.Statement is { } prepared && prepared.Answer.StatementId.Span.SequenceEqual(id))
            {
                return prepared;
            }
        }

        return null;
    }

    private RingBatch Add(Entry entry, RingValues values)
    {
        if (_entries.Count == ushort.MaxValue)
        {
            throw new InvalidOperationException($"more than {ushort.MaxValue} statements");
        }

        var reader = values.Read();
        for (var i = 0; i < values.Count; i++)
        {
            _values.Append(reader.Next());
        }

        _entries.Add(entry);
        return this;
    }

    private readonly record struct Entry(PreparedStatement? Statement, string? Text, int Values);
}
