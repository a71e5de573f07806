namespace Hathi.Ring.Protocol;

/// <summary>The words that the wire has for kinds of events.</summary>
internal static class EventNames
{
    internal const string TopologyChange = "TOPOLOGY_CHANGE";
    internal const string StatusChange = "STATUS_CHANGE";
    internal const string SchemaChange = "SCHEMA_CHANGE";

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
