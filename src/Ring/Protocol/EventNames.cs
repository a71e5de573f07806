namespace Hathi.Ring.Protocol;

/// <summary>The words that the wire has for kinds of events.</summary>
internal static class EventNames
{
    internal const string TopologyChange = "TOPOLOGY_CHANGE";
    internal const string StatusChange = "STATUS_CHANGE";
    internal const string SchemaChange = "SCHEMA_CHANGE";

    // Nobody sends it; Cassandra lets clients ask for it since version 4.
    private const string TraceComplete = "TRACE_COMPLETE";

    /// <summary>The kind of a word, small or large, that a client asks for.</summary>
    /// <exception cref="ProtocolException">There is none in this version.</exception>
    internal static EventKinds WantedBy(string word, ProtocolVersion version) => word.ToUpperInvariant() switch
    {
        TraceComplete => version >= ProtocolVersion.V4 ? EventKinds.None
            : throw ProtocolException.Damaged($"Event {TraceComplete} not valid for protocol version {(int)version}/v{(int)version}"),
        _ => KindOf(word),
    };

    /// <summary>The kind of a word, small or large.</summary>
    /// <exception cref="ProtocolException">There is none.</exception>
    internal static EventKinds KindOf(string word) => word.ToUpperInvariant() switch
    {
        TopologyChange => EventKinds.TopologyChange,
        StatusChange => EventKinds.StatusChange,
        SchemaChange => EventKinds.SchemaChange,
        _ => throw ProtocolException.Damaged($"Invalid value '{word}' for Type"),
    };

    /// <summary>The words of kinds.</summary>
    internal static List<string> Of(EventKinds kinds)
    {
        var words = new List<string>();
        Add(EventKinds.TopologyChange, TopologyChange);
        Add(EventKinds.StatusChange, StatusChange);
        Add(EventKinds.SchemaChange, SchemaChange);
        return words;

        void Add(EventKinds kind, string word)
        {
            if ((kinds & kind) != 0)
            {
                words.Add(word);
            }
        }
    }
}
